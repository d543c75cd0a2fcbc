// A track of the library: played by a double click (a touch, on a phone), queued from its menu.
import QtQuick
import Segue

Item {
    id: row
    required property int index
    required property string title
    required property string artist
    required property string album
    required property string art
    required property real seconds
    required property int number
    required property bool away
    required property string places
    required property bool compact
    required property string url      // of its file on this device, to be dragged to other programs; empty: none
    property bool inAlbum: false      // its cover, album and artist are shown above the list
    property bool highlighted: false
    signal playAsked(int row)
    signal menuAsked(int row)
    height: inAlbum ? 52 : 60
    Accessible.role: Accessible.ListItem
    Accessible.name: title + (artist.length > 0 ? ", " + artist : "") + (where.length > 0 ? ", " + where : "")
    readonly property string where: away ? qsTr("away") : places.length > 0 ? qsTr("on %1").arg(places) : ""

    Rectangle {
        width: row.width
        height: row.height - 4
        radius: Theme.radiusSmall
        color: hover.hovered ? Theme.tint(Theme.text, 0.05) : "transparent"
        border.width: row.highlighted ? 2 : 0
        border.color: Theme.focus

        HoverHandler { id: hover }
        DragHandler { id: carry; target: null; enabled: row.url.length > 0 && !row.compact; acceptedDevices: PointerDevice.Mouse; dragThreshold: 12 }
        Item {
            Drag.active: carry.active
            Drag.dragType: Drag.Automatic
            Drag.supportedActions: Qt.CopyAction
            Drag.mimeData: ({"text/uri-list": row.url})
        }
        TapHandler { onDoubleTapped: if (!row.compact) row.playAsked(row.index); onTapped: if (row.compact) row.playAsked(row.index); onLongPressed: row.menuAsked(row.index) }
        TapHandler { acceptedButtons: Qt.RightButton; onTapped: row.menuAsked(row.index) }

        Item {
            id: sign
            x: 8
            width: row.inAlbum ? 30 : 44
            height: parent.height
            Cover { visible: !row.inAlbum; opacity: row.away ? 0.5 : 1; width: 44; height: 44; radius: 9; track: row.inAlbum ? "" : row.art; anchors.verticalCenter: parent.verticalCenter }
            Txt { Accessible.ignored: true; visible: row.inAlbum && row.number > 0; width: parent.width; horizontalAlignment: Text.AlignHCenter; text: String(row.number); color: Theme.dim; font.pixelSize: Theme.small; anchors.verticalCenter: parent.verticalCenter }
        }
        Column {
            anchors.left: sign.right
            anchors.leftMargin: row.inAlbum ? 8 : 14
            anchors.right: album.visible ? album.left : length.left
            anchors.rightMargin: 12
            anchors.verticalCenter: parent.verticalCenter
            spacing: 2
            Txt { Accessible.ignored: true; width: parent.width; text: row.title; color: row.away ? Theme.dim : Theme.text }
            Txt {
                Accessible.ignored: true
                width: parent.width
                text: Words.joined([row.inAlbum && row.where.length > 0 ? "" : row.artist, row.where])
                visible: text.length > 0 && (!row.inAlbum || row.where.length > 0)
                color: row.away ? Theme.warnText : Theme.dim
                font.pixelSize: Theme.small
            }
        }
        Txt { Accessible.ignored: true; id: album; visible: !row.inAlbum && !row.compact && row.width > 620; anchors.right: length.left; anchors.rightMargin: 24; anchors.verticalCenter: parent.verticalCenter; width: parent.width * 0.28; text: row.album; color: Theme.dim; font.pixelSize: Theme.small }
        Txt { Accessible.ignored: true; id: length; anchors.right: more.left; anchors.verticalCenter: parent.verticalCenter; width: 48; horizontalAlignment: Text.AlignRight; text: row.seconds > 0 ? Words.duration(row.seconds) : ""; color: Theme.dim; font.pixelSize: Theme.small }
        IconButton { id: more; anchors.right: parent.right; anchors.verticalCenter: parent.verticalCenter; symbol: "more"; size: 40; iconSize: 18; colour: Theme.dim; focusPolicy: Qt.NoFocus; label: qsTr("What to do with %1").arg(row.title); onClicked: row.menuAsked(row.index) }
    }
}
