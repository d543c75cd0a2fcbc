// The session as a thing one can take and put on another device.
import QtQuick
import Segue

Rectangle {
    id: token
    required property string track
    required property string title
    required property string artist
    property bool dragging: false
    property bool playing: false

    implicitHeight: 60
    implicitWidth: 220
    radius: 14
    color: dragging ? Theme.coral : Theme.raised
    border.width: dragging ? 0 : 1
    border.color: Theme.line

    Cover {
        id: art
        x: 8
        anchors.verticalCenter: parent.verticalCenter
        width: 44
        height: 44
        radius: 9
        track: token.track
    }
    Column {
        anchors.left: art.right
        anchors.leftMargin: 12
        anchors.right: grip.left
        anchors.rightMargin: 4
        anchors.verticalCenter: parent.verticalCenter
        spacing: 1
        Txt { Accessible.ignored: true; width: parent.width; text: token.title; font.weight: Font.DemiBold; color: token.dragging ? Theme.ink : Theme.text; font.pixelSize: Theme.small + 1 }
        Txt { Accessible.ignored: true; width: parent.width; text: token.artist; visible: text.length > 0; color: token.dragging ? Theme.ink : Theme.dim; font.pixelSize: Theme.caption }
    }
    Icon {
        id: grip
        anchors.right: parent.right
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        name: "drag"
        colour: token.dragging ? Theme.ink : Theme.dim
    }
}
