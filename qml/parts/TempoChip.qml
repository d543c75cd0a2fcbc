// The beat and its tempo, in small; opens all about it.
import QtQuick
import QtQuick.Templates as T
import Segue

T.AbstractButton {
    id: chip
    required property Tempo tempo
    implicitWidth: row.implicitWidth + 28
    implicitHeight: Theme.touch
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: qsTr("Tempo") + (tempo.bpm > 0 ? ", " + qsTr("%1 beats a minute").arg(Math.round(tempo.bpm)) : "")
    Keys.onReturnPressed: clicked()
    contentItem: Item {
        Row {
            id: row
            anchors.centerIn: parent
            spacing: 10
            Icon { name: chip.tempo.mode === "free" ? "metronome" : "link"; colour: chip.tempo.mode === "free" ? Theme.dim : Theme.mintText; size: 20; anchors.verticalCenter: parent.verticalCenter }
            BeatDots { tempo: chip.tempo; size: 8; anchors.verticalCenter: parent.verticalCenter }
            Txt { Accessible.ignored: true; text: chip.tempo.bpm > 0 ? Number(chip.tempo.bpm).toLocaleString(Qt.locale(), "f", 1) : qsTr("Tempo"); color: Theme.text; font.pixelSize: Theme.small + 1; font.weight: Font.DemiBold; anchors.verticalCenter: parent.verticalCenter }
        }
    }
    background: Rectangle {
        radius: height / 2
        color: Theme.tint(Theme.text, chip.down ? 0.14 : chip.hovered ? 0.08 : 0)
        border.width: 1
        border.color: Theme.line
        FocusRing { target: chip; radius: height / 2 }
    }
}
