// One entry of the queue. Dragged by its grip; others make room as it passes.
import QtQuick
import Segue

Item {
    id: row
    required property int index
    required property string entryId
    required property string trackId
    required property string title
    required property string artist
    required property string album
    required property real seconds
    required property bool current
    required property bool played
    required property string note
    required property real imported
    required property bool compact
    required property int count
    property bool moving: false
    property bool highlighted: false
    signal playAsked(int row)
    signal removeAsked(int row)
    signal moveAsked(int from, int to)
    height: 64
    z: grip.drag.active ? 2 : 1
    Accessible.role: Accessible.ListItem
    Accessible.name: title + (artist.length > 0 ? ", " + artist : "") + (current ? ", " + qsTr("playing") : "")

    Rectangle {
        id: face
        width: row.width
        height: row.height - 4
        radius: Theme.radiusSmall
        color: row.current ? Theme.tint(Theme.coral, Theme.dark ? 0.16 : 0.13) : grip.drag.active ? Theme.raised : hover.hovered ? Theme.tint(Theme.text, 0.05) : "transparent"
        border.width: row.highlighted ? 2 : 0
        border.color: Theme.focus
        opacity: row.played && !hover.hovered ? 0.55 : 1

        HoverHandler { id: hover }
        TapHandler { onDoubleTapped: row.playAsked(row.index); onTapped: if (row.compact) row.playAsked(row.index) }

        Item {
            id: number
            width: row.compact ? 0 : 44
            height: parent.height
            visible: !row.compact
            Txt { Accessible.ignored: true; anchors.centerIn: parent; visible: !row.current; text: String(row.index + 1); color: Theme.dim; font.pixelSize: Theme.small }
            Icon { anchors.centerIn: parent; visible: row.current; name: "now"; colour: Theme.coralText; size: 20 }
        }
        Cover { id: art; x: number.width + 8; width: 44; height: 44; radius: 9; track: row.trackId; anchors.verticalCenter: parent.verticalCenter }
        Column {
            anchors.left: art.right
            anchors.leftMargin: 14
            anchors.right: row.compact ? length.left : album.left
            anchors.rightMargin: 12
            anchors.verticalCenter: parent.verticalCenter
            spacing: 2
            Txt { Accessible.ignored: true; width: parent.width; text: row.title; font.weight: row.current ? Font.DemiBold : Font.Normal; color: row.current ? Theme.coralText : Theme.text }
            Txt {
                Accessible.ignored: true
                width: parent.width
                text: row.note.length > 0 ? row.note : row.imported > 0 && row.imported < 100 ? qsTr("Reading the file: %1 %").arg(Math.round(row.imported)) : row.artist
                visible: text.length > 0
                color: row.note.length > 0 ? Theme.warnText : Theme.dim
                font.pixelSize: Theme.small
            }
        }
        Txt { Accessible.ignored: true; id: album; visible: !row.compact; anchors.right: length.left; anchors.rightMargin: 24; anchors.verticalCenter: parent.verticalCenter; width: parent.width * 0.26; text: row.album; color: Theme.dim; font.pixelSize: Theme.small }
        Txt { Accessible.ignored: true; id: length; anchors.right: bin.left; anchors.rightMargin: 4; anchors.verticalCenter: parent.verticalCenter; width: 44; horizontalAlignment: Text.AlignRight; text: row.seconds > 0 ? Words.duration(row.seconds) : ""; color: Theme.dim; font.pixelSize: Theme.small }
        IconButton {
            id: bin
            anchors.right: handle.left
            anchors.verticalCenter: parent.verticalCenter
            symbol: "close"
            iconSize: 18
            size: 40
            colour: Theme.dim
            focusPolicy: Qt.NoFocus
            opacity: hover.hovered || row.compact || row.highlighted ? 1 : 0
            label: qsTr("Remove %1").arg(row.title)
            onClicked: row.removeAsked(row.index)
        }
        Item {
            id: handle
            anchors.right: parent.right
            width: 40
            height: parent.height
            Icon { anchors.centerIn: parent; name: "drag"; colour: grip.containsMouse || grip.drag.active ? Theme.text : Theme.faint }
            MouseArea {
                id: grip
                anchors.fill: parent
                hoverEnabled: true
                preventStealing: true
                cursorShape: drag.active ? Qt.ClosedHandCursor : Qt.OpenHandCursor
                drag.target: face
                drag.axis: Drag.YAxis
                drag.threshold: 4
                onReleased: {
                    const to = Math.max(0, Math.min(row.count - 1, row.index + Math.round(face.y / row.height)))
                    face.y = 0
                    if (to !== row.index) row.moveAsked(row.index, to)
                }
            }
        }
    }

}
