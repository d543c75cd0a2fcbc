// Something that has sounded: when, and again.
import QtQuick
import Segue

Item {
    id: row
    required property int index
    required property string trackId
    required property string title
    required property string artist
    required property string when
    required property real seconds
    required property bool compact
    property bool highlighted: false
    signal playAsked(int row)
    signal queueAsked(int row)
    height: 60
    Accessible.role: Accessible.ListItem
    Accessible.name: Words.joined([title, artist, when])

    Rectangle {
        width: row.width
        height: row.height - 4
        radius: Theme.radiusSmall
        color: hover.hovered ? Theme.tint(Theme.text, 0.05) : "transparent"
        border.width: row.highlighted ? 2 : 0
        border.color: Theme.focus
        HoverHandler { id: hover }
        TapHandler { onDoubleTapped: if (!row.compact) row.playAsked(row.index); onTapped: if (row.compact) row.playAsked(row.index) }
        Cover { id: art; x: 8; width: 44; height: 44; radius: 9; track: row.trackId; anchors.verticalCenter: parent.verticalCenter }
        Column {
            anchors.left: art.right
            anchors.leftMargin: 14
            anchors.right: row.compact ? again.left : moment.left
            anchors.rightMargin: 12
            anchors.verticalCenter: parent.verticalCenter
            spacing: 2
            Txt { Accessible.ignored: true; width: parent.width; text: row.title }
            Txt { Accessible.ignored: true; width: parent.width; text: row.compact ? Words.joined([row.artist, row.when]) : row.artist; visible: text.length > 0; color: Theme.dim; font.pixelSize: Theme.small }
        }
        Txt { Accessible.ignored: true; id: moment; visible: !row.compact; anchors.right: length.left; anchors.rightMargin: 16; anchors.verticalCenter: parent.verticalCenter; text: row.when; color: Theme.dim; font.pixelSize: Theme.small }
        Txt { Accessible.ignored: true; id: length; visible: !row.compact; anchors.right: again.left; anchors.rightMargin: 8; anchors.verticalCenter: parent.verticalCenter; width: 48; horizontalAlignment: Text.AlignRight; text: row.seconds > 0 ? Words.duration(row.seconds) : ""; color: Theme.dim; font.pixelSize: Theme.small }
        Row {
            id: again
            anchors.right: parent.right
            anchors.rightMargin: 4
            anchors.verticalCenter: parent.verticalCenter
            IconButton { symbol: "play"; size: 40; iconSize: 20; focusPolicy: Qt.NoFocus; label: qsTr("Play %1 again").arg(row.title); onClicked: row.playAsked(row.index) }
            IconButton { symbol: "plus"; size: 40; iconSize: 18; colour: Theme.dim; focusPolicy: Qt.NoFocus; label: qsTr("Add %1 to the queue").arg(row.title); onClicked: row.queueAsked(row.index) }
        }
    }
}
