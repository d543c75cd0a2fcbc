// A stem of the track, and which devices play it, by their colours.
import QtQuick
import Segue

Rectangle {
    id: chip
    required property string stem
    required property Devices devices
    function plays(part: string): bool { return part === "all" || part === "left" || part === "right" || part === "mono" || part.split("+").indexOf(stem) >= 0 }
    readonly property string who: {
        const names = []
        for (let row = 0; row < players.count; ++row) { const dot = players.itemAt(row); if (dot && dot.visible) names.push(dot.name) }
        return names.join(", ")
    }
    width: row.implicitWidth + 20
    height: row.implicitHeight + 8
    radius: height / 2
    color: Theme.tint(Theme.text, 0.08)
    Accessible.role: Accessible.StaticText
    Accessible.name: who.length > 0 ? qsTr("%1, played by %2").arg(stem).arg(who) : qsTr("%1, played by nobody").arg(stem)
    Row {
        id: row
        anchors.centerIn: parent
        spacing: 5
        Txt { Accessible.ignored: true; text: chip.stem; font.pixelSize: Theme.caption; color: Theme.dim; anchors.verticalCenter: parent.verticalCenter; rightPadding: 2 }
        Repeater {
            id: players
            model: chip.devices
            Rectangle {
                required property string name
                required property string part
                required property bool isOutput
                required property bool here
                required property int colour
                visible: isOutput && here && chip.plays(part)
                anchors.verticalCenter: parent.verticalCenter
                width: 8
                height: 8
                radius: 4
                color: Theme.device(colour)
            }
        }
    }
    HoverHandler { id: hover }
    Hint { text: chip.who; shown: hover.hovered }
}
