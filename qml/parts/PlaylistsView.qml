// Queues that were kept by a name.
import QtQuick
import QtQuick.Controls.Basic
import Segue

Flickable {
    id: view
    required property Playlists playlists
    signal queueAsked()
    signal importAsked()
    signal exportAsked(string name)
    contentHeight: column.implicitHeight + Theme.l
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    ScrollBar.vertical: ScrollBar {}
    Component.onCompleted: playlists.refresh()

    EmptyState {
        visible: view.playlists.all.length === 0
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.l
        width: Math.min(400, view.width)
        symbol: "playlist"
        title: qsTr("No playlists yet")
        detail: qsTr("Put music into the queue, and keep it by a name. It plays from every device that has the music.")
        action: qsTr("Open the queue")
        actionSymbol: "queue"
        onActed: view.queueAsked()
        PillButton { anchors.horizontalCenter: parent.horizontalCenter; text: qsTr("Take in a playlist file…"); symbol: "import"; onClicked: view.importAsked() }
    }
    Column {
        id: column
        width: parent.width
        spacing: 4
        PillButton { visible: view.playlists.all.length > 0; text: qsTr("Take in a playlist file…"); symbol: "import"; onClicked: view.importAsked() }
        Repeater {
            model: view.playlists.all
            FolderRow {
                id: row
                required property var modelData
                objectName: "playlist:" + modelData.name
                width: column.width
                symbol: "playlist"
                opens: false
                title: modelData.name
                detail: Words.joined([qsTr("%n track(s)", "", modelData.tracks), modelData.seconds > 0 ? Words.duration(modelData.seconds) : ""])
                onClicked: view.playlists.play(modelData.name)
                IconButton { symbol: "play"; size: 40; iconSize: 20; label: qsTr("Play %1").arg(row.title); onClicked: view.playlists.play(row.title) }
                IconButton { symbol: "plus"; size: 40; iconSize: 18; colour: Theme.dim; label: qsTr("Add %1 to the queue").arg(row.title); onClicked: view.playlists.enqueue(row.title) }
                IconButton { symbol: "export"; size: 40; iconSize: 18; colour: Theme.dim; label: qsTr("Write %1 to a file").arg(row.title); onClicked: view.exportAsked(row.title) }
                IconButton { symbol: "trash"; size: 40; iconSize: 18; colour: Theme.dim; label: qsTr("Forget %1").arg(row.title); onClicked: view.playlists.remove(row.title) }
            }
        }
    }
}
