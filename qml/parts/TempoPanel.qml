// How fast it plays, who says so, and where its beats are.
import QtQuick
import Segue

Column {
    id: panel
    required property Tempo tempo
    required property bool moving
    readonly property bool roomy: width >= 380
    spacing: Theme.m

    Row {
        width: parent.width
        spacing: Theme.l
        PhaseWheel { id: wheel; tempo: panel.tempo; moving: panel.moving; width: panel.roomy ? 132 : 108; height: width }
        Column {
            width: parent.width - wheel.width - parent.spacing
            anchors.verticalCenter: wheel.verticalCenter
            spacing: 8
            Row {
                spacing: 8
                Txt { id: figure; objectName: "bpm"; text: panel.tempo.bpm > 0 ? Number(panel.tempo.bpm).toLocaleString(Qt.locale(), "f", 1) : "–"; font.family: Theme.displayFamily; font.pixelSize: Theme.display - 4; font.weight: Font.Bold; Accessible.role: Accessible.StaticText; Accessible.name: qsTr("%1 beats a minute").arg(text) }
                Txt { text: qsTr("bpm"); color: Theme.dim; anchors.baseline: figure.baseline }
            }
            BeatDots { tempo: panel.tempo }
            Txt {
                width: parent.width
                wrapMode: Text.Wrap
                color: Theme.dim
                font.pixelSize: Theme.small
                text: panel.tempo.rampRest > 0 ? qsTr("Changes for another %n second(s)", "", panel.tempo.rampRest)
                    : !panel.tempo.known ? qsTr("No beat is known of this track. Tap along to tell it.")
                    : panel.tempo.mode === "follow" ? (panel.tempo.peers > 0 ? qsTr("Follows the room, with %n other(s)", "", panel.tempo.peers) : qsTr("Follows the room, where nobody is"))
                    : panel.tempo.mode === "lead" ? qsTr("Leads the room, with %n other(s)", "", panel.tempo.peers)
                    : panel.tempo.asItIs ? qsTr("As it was recorded")
                    : qsTr("Recorded at %1 bpm").arg(Number(panel.tempo.songBpm).toLocaleString(Qt.locale(), "f", 1))
            }
        }
    }

    Flow {
        width: parent.width
        spacing: 6
        Repeater {
            model: [{mode: "free", label: qsTr("By itself")}, {mode: "follow", label: qsTr("Follow the room")}, {mode: "lead", label: qsTr("Lead the room")}]
            Chip {
                required property var modelData
                objectName: "mode:" + modelData.mode
                text: modelData.label
                checked: panel.tempo.mode === modelData.mode
                onClicked: panel.tempo.setMode(modelData.mode)
            }
        }
    }
    Txt { width: parent.width; wrapMode: Text.Wrap; font.pixelSize: Theme.small; color: Theme.dim; text: qsTr("The room is who plays around you with Ableton Link: apps and instruments in this network.") }

    Toggle { objectName: "startStop"; width: parent.width; visible: panel.tempo.mode !== "free"; text: qsTr("Start and stop with the room"); detail: qsTr("Who starts or stops there does it here, and the reverse."); checked: panel.tempo.startStop; onToggled: panel.tempo.startStop = checked }

    Row {
        width: parent.width
        spacing: Theme.s
        IconButton { id: slower; objectName: "slower"; symbol: "minus"; label: qsTr("One beat a minute slower"); fill: Theme.raised; enabled: panel.tempo.known && panel.tempo.mode !== "follow"; onClicked: panel.tempo.faster(-1) }
        PillButton { objectName: "tap"; width: parent.width - 2 * slower.width - 2 * Theme.s; height: slower.height; text: panel.tempo.tapped.length > 0 ? panel.tempo.tapped : qsTr("Tap the beat"); symbol: "tap"; enabled: panel.moving; onPressed: panel.tempo.tap() }
        IconButton { objectName: "faster"; symbol: "plus"; label: qsTr("One beat a minute faster"); fill: Theme.raised; enabled: panel.tempo.known && panel.tempo.mode !== "follow"; onClicked: panel.tempo.faster(1) }
    }
    PillButton { width: parent.width; visible: !panel.tempo.asItIs && panel.tempo.mode !== "follow"; text: qsTr("As it was recorded"); symbol: "undo"; onClicked: panel.tempo.setPercent(100) }

    Field {
        id: wished
        objectName: "wishedBpm"
        width: parent.width
        label: qsTr("Beats a minute")
        placeholderText: qsTr("Another tempo, as 128")
        symbol: "metronome"
        enabled: panel.tempo.known && panel.tempo.mode !== "follow"
        inputMethodHints: Qt.ImhFormattedNumbersOnly
        validator: DoubleValidator { bottom: 20; top: 999; decimals: 2; notation: DoubleValidator.StandardNotation }
        onAccepted: { panel.tempo.setBpm(Number.fromLocaleString(Qt.locale(), text)); clear() }
    }
    Toggle { objectName: "keyLock"; width: parent.width; text: qsTr("Keep the pitch"); detail: qsTr("At any tempo songs sound as high as they were recorded."); checked: panel.tempo.keyLock; onToggled: panel.tempo.keyLock = checked }

    SectionTitle { width: parent.width; text: qsTr("The tempo changes") }
    Flow {
        width: parent.width
        spacing: 6
        enabled: panel.tempo.mode !== "follow"
        Repeater {
            model: [0, 4, 8, 16]
            Chip {
                required property int modelData
                objectName: "over:" + modelData
                text: modelData > 0 ? qsTr("over %n bar(s)", "", modelData) : qsTr("at once")
                checked: panel.tempo.overBars === modelData
                onClicked: panel.tempo.overBars = modelData
            }
        }
    }

    SectionTitle { width: parent.width; text: qsTr("Starts wait for") }
    Flow {
        width: parent.width
        spacing: 6
        Repeater {
            model: [1, 2, 4, 8, 16]
            Chip {
                required property int modelData
                text: qsTr("%n beat(s)", "", modelData)
                checked: panel.tempo.quantum === modelData
                onClicked: panel.tempo.setQuantum(modelData)
            }
        }
    }

    SectionTitle { width: parent.width; text: qsTr("If the beats are wrong") }
    Flow {
        width: parent.width
        spacing: 6
        enabled: panel.tempo.known
        PillButton { text: qsTr("Earlier"); symbol: "back"; onClicked: panel.tempo.shiftBeats(-10) }
        PillButton { text: qsTr("Later"); symbol: "chevron"; onClicked: panel.tempo.shiftBeats(10) }
        PillButton { text: qsTr("Bar earlier"); onClicked: panel.tempo.shiftBars(-1) }
        PillButton { text: qsTr("Bar later"); onClicked: panel.tempo.shiftBars(1) }
        PillButton { text: qsTr("Half as many"); onClicked: panel.tempo.halve() }
        PillButton { text: qsTr("Twice as many"); onClicked: panel.tempo.twice() }
        PillButton { text: qsTr("A bar begins now"); enabled: panel.moving; onClicked: panel.tempo.barHere() }
        PillButton { text: qsTr("As they were found"); symbol: "undo"; onClicked: panel.tempo.asFound() }
    }
}
