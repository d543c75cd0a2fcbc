// A page's title, what to know at a glance, and what can be done here.
import QtQuick
import Segue

Item {
    id: head
    required property string title
    required property string detail
    required property bool compact
    default property alias actions: row.data
    implicitHeight: compact ? words.implicitHeight + (row.children.length > 0 ? row.height + 14 : 0) : Math.max(words.implicitHeight, row.height)

    Column {
        id: words
        width: head.compact ? parent.width : parent.width - row.width - Theme.m
        spacing: 2
        Txt { width: parent.width; text: head.title; font.family: Theme.displayFamily; font.pixelSize: head.compact ? Theme.title : 34 * Theme.textScale; font.weight: Font.Bold; Accessible.role: Accessible.Heading; Accessible.name: text }
        Txt { width: parent.width; text: head.detail; visible: text.length > 0; color: Theme.dim }
    }
    Row {
        id: row
        anchors.right: head.compact ? undefined : parent.right
        y: head.compact ? words.implicitHeight + 14 : (parent.height - height) / 2
        spacing: Theme.s
    }
}
