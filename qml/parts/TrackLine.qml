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

    Rectangle { anchors.fill: parent; anchors.leftMargin: -8; anchors.rightMargin: -8; radius: Theme.radiusSmall; color: Theme.text; opacity: area.containsMouse ? 0.06 : 0 }
    Rectangle { anchors.fill: parent; anchors.leftMargin: -8; anchors.rightMargin: -8; radius: Theme.radiusSmall; color: "transparent"; border.width: 2; border.color: Theme.focus; visible: line.activeFocus }
    Cover { id: art; width: 42; height: 42; radius: 9; track: line.trackId; anchors.verticalCenter: parent.verticalCenter }
    Column {
        anchors.left: art.right
        anchors.leftMargin: 12
        anchors.right: length.left
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        spacing: 1
        Txt { Accessible.ignored: true; width: parent.width; text: line.title }
        Txt { Accessible.ignored: true; width: parent.width; text: line.artist; visible: text.length > 0; color: Theme.dim; font.pixelSize: Theme.small }
    }
    Txt { Accessible.ignored: true; id: length; anchors.right: parent.right; anchors.verticalCenter: parent.verticalCenter; text: line.seconds > 0 ? Words.duration(line.seconds) : ""; color: Theme.dim; font.pixelSize: Theme.small }
    MouseArea { id: area; anchors.fill: parent; hoverEnabled: true; onDoubleClicked: line.activated() }
}
