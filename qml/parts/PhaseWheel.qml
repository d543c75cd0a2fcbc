// Where the music is between two quanta, as those in a room of Ableton Link share it: a hand that goes round once in
// so many beats. It is moved by the position, once a frame, while it is seen and something plays.
import QtQuick
import Segue

Item {
    id: wheel
    required property Tempo tempo
    required property bool moving
    property real phase: tempo.phase()
    implicitWidth: 132
    implicitHeight: 132
    Accessible.role: Accessible.Dial
    Accessible.name: qsTr("Phase")
    Accessible.description: tempo.known ? qsTr("beat %1 of %2").arg(Math.floor(phase) + 1).arg(tempo.quantum) : qsTr("no beat is known")

    FrameAnimation {
        running: wheel.visible && wheel.moving && wheel.tempo.known
        onTriggered: wheel.phase = wheel.tempo.phase()
    }
    Connections { target: wheel.tempo; function onChanged() { wheel.phase = wheel.tempo.phase() } }

    Rectangle { anchors.fill: parent; radius: width / 2; color: Theme.raised; border.color: Theme.line }
    Repeater {
        model: Math.min(wheel.tempo.quantum, 32)
        Rectangle {
            required property int index
            readonly property int count: Math.min(wheel.tempo.quantum, 32)
            readonly property real turn: 2 * Math.PI * index / count - Math.PI / 2
            readonly property bool passed: wheel.phase >= 0 && index <= wheel.phase * count / wheel.tempo.quantum
            readonly property real size: index === 0 ? 11 : count > 16 ? 4 : 8
            x: wheel.width / 2 + Math.cos(turn) * (wheel.width / 2 - 14) - size / 2
            y: wheel.height / 2 + Math.sin(turn) * (wheel.height / 2 - 14) - size / 2
            width: size
            height: size
            radius: size / 2
            color: passed ? (index === 0 ? Theme.cream : Theme.coral) : Theme.faint
            border.width: passed && index === 0 && !Theme.dark ? 1 : 0
            border.color: Theme.ink
        }
    }
    Item {
        anchors.centerIn: parent
        visible: wheel.phase >= 0
        rotation: wheel.phase / Math.max(1, wheel.tempo.quantum) * 360
        Rectangle { x: -1.5; y: -wheel.height / 2 + 26; width: 3; height: wheel.height / 2 - 26; radius: 1.5; color: Theme.text; antialiasing: true }
    }
    Rectangle { anchors.centerIn: parent; width: 12; height: 12; radius: 6; color: Theme.text }
}
