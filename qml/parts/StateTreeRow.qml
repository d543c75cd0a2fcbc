// A line of a node's state; a branch opens and closes.
import QtQuick
import Segue

Item {
    id: row
    required property int index
    required property string name
    required property string value
    required property int depth
    required property bool branch
    required property bool open
    property bool highlighted: false
    signal toggled(int row)
    height: label.implicitHeight + 8
    Accessible.role: Accessible.TreeItem
    Accessible.name: name + (value.length > 0 ? ", " + value : "")
    Rectangle { anchors.fill: parent; radius: 6; color: hover.hovered && row.branch ? Theme.tint(Theme.text, 0.05) : "transparent"; border.width: row.highlighted ? 2 : 0; border.color: Theme.focus }
    Icon { x: 4 + 16 * row.depth; visible: row.branch; name: "chevron"; size: 14; colour: Theme.dim; rotation: row.open ? 90 : 0; anchors.verticalCenter: parent.verticalCenter }
    Txt { Accessible.ignored: true; id: label; x: 24 + 16 * row.depth; width: Math.min(implicitWidth, parent.width * 0.6); anchors.verticalCenter: parent.verticalCenter; text: row.name; color: row.branch ? Theme.text : Theme.dim; font.pixelSize: Theme.small; font.weight: row.branch ? Font.DemiBold : Font.Normal }
    Txt { Accessible.ignored: true; anchors.left: label.right; anchors.leftMargin: 10; anchors.right: parent.right; horizontalAlignment: Text.AlignRight; anchors.verticalCenter: parent.verticalCenter; text: row.value; font.pixelSize: Theme.small; elide: Text.ElideMiddle }
    HoverHandler { id: hover }
    TapHandler { onTapped: row.toggled(row.index) }
}
