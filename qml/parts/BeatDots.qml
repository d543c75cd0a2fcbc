// The beats of a bar; the one that sounds now is lit, on the beat.
import QtQuick
import Segue

Row {
    id: dots
    required property Tempo tempo
    property int size: 9
    property color colour: Theme.coral
    // Of longer bars a row of dots tells nobody anything.
    readonly property int count: tempo.beatsPerBar <= 8 ? tempo.beatsPerBar : 1
    spacing: Math.round(size * 0.7)
    visible: tempo.known
    Accessible.role: Accessible.Indicator
    Accessible.name: qsTr("Beat")

    Repeater {
        model: dots.count
        Item {
            id: place
            required property int index
            readonly property bool lit: dots.tempo.beat >= 0 && (dots.count > 1 ? dots.tempo.beat === index : dots.tempo.beat === 0)
            width: dots.size
            height: dots.size
            Rectangle {
                anchors.centerIn: parent
                width: place.lit ? dots.size + 4 : dots.size
                height: width
                radius: width / 2
                color: place.lit ? (place.index === 0 ? Theme.cream : dots.colour) : Theme.faint
                border.width: place.lit && !Theme.dark ? 1 : 0
                border.color: Theme.ink
                Behavior on width { enabled: !place.lit; NumberAnimation { duration: Theme.settle } }
            }
        }
    }
}
