// What has played, plays and will play: drag to reorder, remove with a way back; bookmarks from merges.
import QtQuick
import QtQuick.Controls.Basic
import Segue

Item {
    id: page
    required property House house
    required property bool compact
    property bool shown: true
    property string tab: "queue"
    readonly property Queue queue: house.queue
    readonly property bool history: tab === "history"
    signal removed(string title)
    signal filesAsked()
    signal saveAsked()
    Binding { target: page.house.history; property: "watched"; value: page.shown && page.history }

    component Tabs: Flow {
        spacing: 6
        Repeater {
            model: [{tab: "queue", label: qsTr("To come")}, {tab: "history", label: qsTr("History")}]
            Chip {
                required property var modelData
                objectName: "tab:" + modelData.tab
                text: modelData.label
                checked: page.tab === modelData.tab
                onClicked: page.tab = modelData.tab
            }
        }
    }
    Column {
        id: past
        visible: page.history || page.queue.count === 0
        x: page.compact ? Theme.m : Theme.xl
        width: parent.width - 2 * x
        topPadding: page.compact ? Theme.m : Theme.xl
        bottomPadding: Theme.m
        spacing: Theme.m
        PageHead { width: parent.width; compact: page.compact; title: qsTr("Queue"); detail: page.history ? qsTr("What has played, here and on the other devices") : "" }
        Tabs { width: parent.width }
    }
    HistoryView {
        objectName: "historyList"
        visible: page.history && page.house.history.count > 0
        anchors.top: past.bottom
        anchors.bottom: parent.bottom
        x: page.compact ? Theme.s : Theme.xl
        width: parent.width - 2 * x
        history: page.house.history
        compact: page.compact
        onClearAsked: page.house.history.clear()
    }
    EmptyState {
        anchors.centerIn: parent
        width: Math.min(380, parent.width - 2 * Theme.l)
        visible: page.history && page.house.history.count === 0
        symbol: "history"
        title: qsTr("Nothing has played yet")
        detail: qsTr("What plays on any of your devices is listed here, to be played again.")
    }

    EmptyState {
        anchors.centerIn: parent
        width: Math.min(380, parent.width - 2 * Theme.l)
        visible: page.queue.count === 0 && !page.history
        symbol: "queue"
        title: qsTr("The queue is empty")
        detail: qsTr("Drop music on the window, or choose some: it plays in this order, on every device.")
        action: qsTr("Choose music…")
        actionSymbol: "folder"
        onActed: page.filesAsked()
    }

    ListView {
        id: list
        objectName: "queueList"
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Queue")
        visible: page.queue.count > 0 && !page.history
        anchors.fill: parent
        anchors.leftMargin: page.compact ? Theme.s : Theme.xl
        anchors.rightMargin: page.compact ? Theme.s : Theme.xl
        model: page.queue
        clip: true
        reuseItems: true
        cacheBuffer: 400
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        keyNavigationEnabled: true
        ScrollBar.vertical: ScrollBar {}
        moveDisplaced: Transition { NumberAnimation { property: "y"; duration: Theme.settle; easing.type: Easing.OutCubic } }
        removeDisplaced: Transition { NumberAnimation { property: "y"; duration: Theme.settle; easing.type: Easing.OutCubic } }

        // What stands above comes with it; until someone has scrolled, it is what is to be seen.
        property bool scrolled: false
        onMovementStarted: scrolled = true
        Timer { id: toTop; interval: 0; onTriggered: list.positionViewAtBeginning() }
        header: Column {
            width: list.width
            onHeightChanged: if (!list.scrolled) toTop.start()
            topPadding: page.compact ? Theme.m : Theme.xl
            bottomPadding: Theme.m
            spacing: Theme.m
            PageHead {
                x: page.compact ? Theme.s : 0
                width: parent.width - 2 * x
                compact: page.compact
                title: qsTr("Queue")
                detail: page.queue.remaining > 0 ? qsTr("%n track(s), %1 to come", "", page.queue.count).arg(Words.duration(page.queue.remaining)) : qsTr("%n track(s)", "", page.queue.count)
                PillButton { objectName: "saveQueue"; text: qsTr("Save"); symbol: "playlist"; onClicked: page.saveAsked() }
                PillButton { text: qsTr("Clear"); symbol: "trash"; onClicked: page.queue.clear() }
                PillButton { text: qsTr("Add music"); symbol: "plus"; lead: true; onClicked: page.filesAsked() }
            }
            Tabs { x: page.compact ? Theme.s : 0; width: parent.width - 2 * x }
            Column {
                visible: page.queue.bookmarks.length > 0
                width: parent.width
                spacing: 6
                SectionTitle { text: qsTr("Bookmarks"); width: parent.width }
                Txt { width: parent.width; wrapMode: Text.Wrap; color: Theme.dim; font.pixelSize: Theme.small; text: qsTr("The devices were cut off from each other and played on. This is where the others were.") }
                Repeater {
                    model: page.queue.bookmarks
                    delegate: Rectangle {
                        id: mark
                        required property var modelData
                        width: parent.width
                        height: 60
                        radius: Theme.radiusSmall
                        color: Theme.surface
                        Icon { id: sign; x: 16; anchors.verticalCenter: parent.verticalCenter; name: "bookmark"; colour: Theme.coralText }
                        Column {
                            anchors.left: sign.right
                            anchors.leftMargin: 14
                            anchors.right: go.left
                            anchors.verticalCenter: parent.verticalCenter
                            Txt { width: parent.width; text: mark.modelData.title }
                            Txt { width: parent.width; color: Theme.dim; font.pixelSize: Theme.small; text: mark.modelData.note.length > 0 ? mark.modelData.note : qsTr("at %1 on %2").arg(Words.duration(mark.modelData.position)).arg(mark.modelData.conductor) }
                        }
                        Row {
                            id: go
                            anchors.right: parent.right
                            anchors.rightMargin: 8
                            anchors.verticalCenter: parent.verticalCenter
                            IconButton { objectName: "bookmark:resume"; symbol: "play"; label: qsTr("Go on from here"); enabled: mark.modelData.note.length === 0; onClicked: page.queue.resumeBookmark(mark.modelData.id) }
                            IconButton { objectName: "bookmark:forget"; symbol: "close"; label: qsTr("Forget this bookmark"); onClicked: page.queue.forgetBookmark(mark.modelData.id) }
                        }
                    }
                }
            }
        }
        delegate: QueueRow {
            width: list.width
            compact: page.compact
            count: page.queue.count
            moving: page.house.player.moving
            highlighted: ListView.isCurrentItem && list.activeFocus
            onPlayAsked: row => page.queue.play(row)
            onRemoveAsked: row => { const t = title; page.queue.remove(row); page.removed(t) }
            onMoveAsked: (from, to) => page.queue.move(from, to)
        }
        footer: Item { width: 1; height: Theme.l }
        Keys.onReturnPressed: page.queue.play(currentIndex)
        Keys.onDeletePressed: { const t = currentItem ? currentItem.title : ""; page.queue.remove(currentIndex); page.removed(t) }
        Keys.onPressed: event => {
            if (!(event.modifiers & Qt.AltModifier)) return
            if (event.key === Qt.Key_Up && currentIndex > 0) { page.queue.move(currentIndex, currentIndex - 1); event.accepted = true }
            if (event.key === Qt.Key_Down && currentIndex + 1 < count) { page.queue.move(currentIndex, currentIndex + 1); event.accepted = true }
        }
    }
}
