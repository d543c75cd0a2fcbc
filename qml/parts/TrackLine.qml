// A track as a line: cover, title, artist, length.
import QtQuick
import Segue

Item {
    id: line
    required property string trackId
    required property string title
    required property string artist
    required property real seconds
    signal activated()
    implicitHeight: 58
    activeFocusOnTab: true
    Accessible.role: Accessible.ListItem
    Accessible.name: title + (artist.length > 0 ? ", " + artist : "")
    Keys.onReturnPressed: activated()

    Rectangle { anchors.fill: parent; anchors.leftMargin: -8; anchors.rightMargin: -8; radius: Theme.radiusSmall; color: Theme.text; opacity: area.containsMouse ? 0.06 : 0; border.width: line.activeFocus ? 2 : 0; border.color: Theme.cream }
    Cover { id: art; width: 42; height: 42; radius: 9; track: line.trackId; anchors.verticalCenter: parent.verticalCenter }
    Column {
        anchors.left: art.right
        anchors.leftMargin: 12
        anchors.right: length.left
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        spacing: 1
        Txt { width: parent.width; text: line.title }
        Txt { width: parent.width; text: line.artist; visible: text.length > 0; color: Theme.dim; font.pixelSize: Theme.small }
    }
    Txt { id: length; anchors.right: parent.right; anchors.verticalCenter: parent.verticalCenter; text: line.seconds > 0 ? Words.duration(line.seconds) : ""; color: Theme.dim; font.pixelSize: Theme.small }
    MouseArea { id: area; anchors.fill: parent; hoverEnabled: true; onDoubleClicked: line.activated() }
}
