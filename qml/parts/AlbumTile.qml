// An album: its cover, and what it is called.
import QtQuick
import QtQuick.Templates as T
import Segue

T.AbstractButton {
    id: tile
    required property string title
    required property string artist
    required property string art
    property bool highlighted: false
    signal playAsked()
    signal menuAsked()
    implicitWidth: 148
    implicitHeight: width + 56
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: artist.length > 0 ? qsTr("%1 by %2").arg(title).arg(artist) : title
    TapHandler { acceptedButtons: Qt.RightButton; onTapped: tile.menuAsked() }

    contentItem: Item {
        Cover {
            id: art
            width: parent.width
            height: width
            track: tile.art
        }
        Rectangle {
            anchors.fill: art
            anchors.margins: -3
            color: "transparent"
            radius: Theme.radius + 3
            border.width: 2
            border.color: Theme.focus
            visible: tile.highlighted
        }
        IconButton {
            anchors.right: art.right
            anchors.bottom: art.bottom
            anchors.margins: 10
            symbol: "play"
            label: qsTr("Play %1").arg(tile.title)
            colour: Theme.ink
            fill: Theme.coral
            focusPolicy: Qt.NoFocus
            opacity: tile.hovered || hovered ? 1 : 0
            visible: opacity > 0
            Behavior on opacity { NumberAnimation { duration: Theme.quick } }
            onClicked: tile.playAsked()
        }
        Column {
            anchors.top: art.bottom
            anchors.topMargin: 8
            width: parent.width
            spacing: 2
            Txt { Accessible.ignored: true; width: parent.width; text: tile.title; font.weight: Font.DemiBold; font.pixelSize: Theme.small + 1 }
            Txt { Accessible.ignored: true; width: parent.width; text: tile.artist; color: Theme.dim; font.pixelSize: Theme.small }
        }
    }
}
