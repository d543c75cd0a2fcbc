// All that a node says of itself, as a tree.
import QtQuick
import QtQuick.Controls.Basic
import Segue

ListView {
    id: tree
    required property StateTree lines
    model: lines
    clip: true
    reuseItems: true
    boundsBehavior: Flickable.StopAtBounds
    activeFocusOnTab: true
    keyNavigationEnabled: true
    ScrollBar.vertical: ScrollBar {}
    Accessible.role: Accessible.Tree
    Accessible.name: qsTr("State")
    Keys.onReturnPressed: lines.toggle(currentIndex)
    Keys.onRightPressed: { const row = currentItem as StateTreeRow; if (row && !row.open) lines.toggle(currentIndex) }
    Keys.onLeftPressed: { const row = currentItem as StateTreeRow; if (row && row.open) lines.toggle(currentIndex) }
    delegate: StateTreeRow {
        width: tree.width - 12
        highlighted: ListView.isCurrentItem && tree.activeFocus
        onToggled: row => tree.lines.toggle(row)
    }
}
