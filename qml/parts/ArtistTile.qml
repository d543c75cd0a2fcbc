// An artist: a picture of our own, the name, and how much there is.
import QtQuick
import QtQuick.Templates as T
import Segue

T.AbstractButton {
    id: tile
    required property string title
    required property int albums
    required property int tracks
    required property string art
    property bool highlighted: false
    implicitHeight: 72
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: title + ", " + detail.text

    background: Rectangle {
        anchors.fill: parent
        anchors.rightMargin: 8
        anchors.bottomMargin: 4
        radius: Theme.radiusSmall
        color: tile.hovered ? Theme.tint(Theme.text, 0.05) : "transparent"
        border.width: tile.highlighted ? 2 : 0
        border.color: Theme.focus
    }
    contentItem: Item {
        Cover { id: face; x: 8; width: 52; height: 52; radius: 26; track: tile.art; anchors.verticalCenter: parent.verticalCenter; anchors.verticalCenterOffset: -2 }
        Column {
            anchors.left: face.right
            anchors.leftMargin: 14
            anchors.right: parent.right
            anchors.rightMargin: 20
            anchors.verticalCenter: face.verticalCenter
            spacing: 2
            Txt { Accessible.ignored: true; width: parent.width; text: tile.title; font.weight: Font.DemiBold }
            Txt {
                Accessible.ignored: true
                id: detail
                width: parent.width
                text: tile.albums > 0 ? qsTr("%n album(s)", "", tile.albums) + " · " + qsTr("%n track(s)", "", tile.tracks) : qsTr("%n track(s)", "", tile.tracks)
                color: Theme.dim
                font.pixelSize: Theme.small
            }
        }
    }
}
