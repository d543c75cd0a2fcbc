// Repeats a stretch of what plays: on and off, and how long.
import QtQuick
import Segue

Row {
    id: bar
    required property Loop loop
    readonly property string length: loop.beats >= 1 ? qsTr("%n beat(s)", "", Math.round(loop.beats))
        : loop.beats > 0 ? qsTr("1/%1 beat").arg(Math.round(1 / loop.beats))
        : qsTr("%1 s").arg(Number(loop.to - loop.from).toLocaleString(Qt.locale(), "f", 1))
    spacing: 4
    IconButton { objectName: "loopHalve"; visible: bar.loop.on; symbol: "minus"; label: qsTr("Half as long"); onClicked: bar.loop.halve() }
    PillButton { objectName: "loopToggle"; height: Theme.touch; symbol: "loop"; text: bar.loop.on ? bar.length : qsTr("Repeat"); lead: bar.loop.on; Accessible.checkable: true; Accessible.checked: bar.loop.on; Accessible.name: bar.loop.on ? qsTr("Repeats %1; end it").arg(bar.length) : qsTr("Repeat four beats"); onClicked: bar.loop.toggle() }
    IconButton { objectName: "loopTwice"; visible: bar.loop.on; symbol: "plus"; label: qsTr("Twice as long"); onClicked: bar.loop.twice() }
}
