// Previous, play or pause, next.
import QtQuick
import Segue

Row {
    id: transport
    required property Player player
    property bool large: true
    spacing: large ? 18 : 4

    IconButton { anchors.verticalCenter: parent.verticalCenter; symbol: "previous"; label: qsTr("Previous"); size: transport.large ? 52 : 44; iconSize: transport.large ? 28 : 22; enabled: transport.player.hasTrack; onClicked: transport.player.previous() }
    IconButton {
        anchors.verticalCenter: parent.verticalCenter
        objectName: "playButton"
        symbol: transport.player.playing ? "pause" : "play"
        label: transport.player.playing ? qsTr("Pause") : qsTr("Play")
        size: transport.large ? 72 : 46
        iconSize: transport.large ? 34 : 24
        colour: Theme.ink
        fill: Theme.coral
        enabled: transport.player.hasTrack
        onClicked: transport.player.toggle()
    }
    IconButton { anchors.verticalCenter: parent.verticalCenter; symbol: "next"; label: qsTr("Next"); size: transport.large ? 52 : 44; iconSize: transport.large ? 28 : 22; enabled: transport.player.hasTrack; onClicked: transport.player.next() }
}
