// What plays, on the pages that show something else.
import QtQuick
import Segue

Rectangle {
    id: mini
    required property Player player
    required property Devices devices
    required property bool compact
    signal opened()
    height: compact ? 66 : 80
    color: Theme.surface
    activeFocusOnTab: true
    Accessible.role: Accessible.Button
    Accessible.name: qsTr("Show what plays")
    Accessible.onPressAction: opened()
    Keys.onReturnPressed: opened()

    Rectangle { width: parent.width; height: 1; color: Theme.line }
    Rectangle { height: 2; width: mini.player.duration > 0 ? parent.width * Math.min(1, mini.player.position / mini.player.duration) : 0; color: Theme.coral }
    Cover {
        id: art
        x: mini.compact ? 12 : Theme.l
        anchors.verticalCenter: parent.verticalCenter
        width: mini.compact ? 44 : 52
        height: width
        radius: 10
        track: mini.player.trackId
    }
    Rectangle { anchors.fill: parent; color: "transparent"; border.width: 2; border.color: Theme.focus; visible: mini.activeFocus }
    MouseArea { anchors.fill: parent; cursorShape: Qt.PointingHandCursor; onClicked: mini.opened() }
    Column {
        anchors.left: art.right
        anchors.leftMargin: 12
        anchors.right: controls.left
        anchors.rightMargin: 12
        anchors.verticalCenter: parent.verticalCenter
        spacing: 2
        Txt { Accessible.ignored: true; width: parent.width; text: mini.player.title; font.weight: Font.DemiBold }
        Txt {
            Accessible.ignored: true
            width: parent.width
            color: Theme.dim
            font.pixelSize: Theme.small
            text: mini.devices.playingOn.length > 0 ? qsTr("on %1").arg(mini.devices.playingOn) : mini.player.artist
        }
    }
    Transport {
        id: controls
        large: false
        anchors.right: time.visible ? time.left : parent.right
        anchors.rightMargin: mini.compact ? 4 : Theme.m
        anchors.verticalCenter: parent.verticalCenter
        player: mini.player
    }
    Txt {
        Accessible.ignored: true
        id: time
        visible: !mini.compact
        anchors.right: parent.right
        anchors.rightMargin: Theme.l
        anchors.verticalCenter: parent.verticalCenter
        width: 92
        horizontalAlignment: Text.AlignRight
        color: Theme.dim
        font.pixelSize: Theme.small
        text: Words.duration(mini.player.position) + " / " + Words.duration(mini.player.duration)
    }
}
