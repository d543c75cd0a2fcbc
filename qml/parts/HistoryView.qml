// What has sounded, latest first.
import QtQuick
import QtQuick.Controls.Basic
import Segue

ListView {
    id: list
    required property History history
    required property bool compact
    signal clearAsked()
    model: history
    clip: true
    reuseItems: true
    cacheBuffer: 400
    boundsBehavior: Flickable.StopAtBounds
    activeFocusOnTab: true
    keyNavigationEnabled: true
    ScrollBar.vertical: ScrollBar {}
    Accessible.role: Accessible.List
    Accessible.name: qsTr("History")
    Keys.onReturnPressed: history.play(currentIndex)
    delegate: HistoryRow {
        width: list.width
        compact: list.compact
        highlighted: ListView.isCurrentItem && list.activeFocus
        onPlayAsked: row => list.history.play(row)
        onQueueAsked: row => list.history.enqueue(row)
    }
    footer: Item {
        width: list.width
        height: list.count > 0 ? 64 : 0
        PillButton { visible: list.count > 0; anchors.centerIn: parent; text: qsTr("Clear the history"); symbol: "trash"; onClicked: list.clearAsked() }
    }
}
