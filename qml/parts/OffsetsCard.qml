// How far each device's sound is off, over the last minute.
import QtQuick
import Segue

Rectangle {
    id: card
    required property House house
    radius: Theme.radius
    color: Theme.surface
    border.color: Theme.line

    function colours() {
        const out = {}
        for (let row = 0; row < house.devices.count; ++row) {
            const id = house.devices.idAt(row)
            out[id] = Theme.device(house.devices.get(id).colour)
        }
        return out
    }
    Txt { id: heading; x: Theme.m; y: 14; text: qsTr("Off the beat by, last minute"); font.weight: Font.DemiBold }
    Txt { anchors.right: parent.right; anchors.rightMargin: Theme.m; y: 14; text: qsTr("spread %1 µs").arg(Math.round(card.house.offsets.spreadUs)); color: Theme.mintText; font.pixelSize: Theme.small; font.weight: Font.DemiBold }
    OffsetsPlot {
        id: plot
        anchors.fill: parent
        anchors.topMargin: 48
        anchors.leftMargin: Theme.m
        anchors.rightMargin: 76
        anchors.bottomMargin: 18
        offsets: card.house.offsets
        ink: Theme.dim
        colours: card.colours()
        Connections { target: card.house.devices; function onCountChanged() { plot.colours = card.colours() } }
        Accessible.role: Accessible.Chart
        Accessible.name: heading.text
    }
    function scale(us: real): string { return us >= 1000 ? qsTr("%1 ms").arg(us / 1000) : qsTr("%1 µs").arg(us) }
    Txt { anchors.left: plot.right; anchors.leftMargin: 8; anchors.verticalCenter: plot.top; text: "+" + card.scale(plot.spanUs); font.pixelSize: Theme.caption; color: Theme.dim }
    Txt { anchors.left: plot.right; anchors.leftMargin: 8; anchors.verticalCenter: plot.verticalCenter; text: "0"; font.pixelSize: Theme.caption; color: Theme.dim }
    Txt { anchors.left: plot.right; anchors.leftMargin: 8; anchors.verticalCenter: plot.bottom; text: "−" + card.scale(plot.spanUs); font.pixelSize: Theme.caption; color: Theme.dim }
}
