// What the words that are being typed find.
import QtQuick
import QtQuick.Controls.Basic
import Segue

FocusScope {
    id: view
    required property Library library
    required property bool compact
    readonly property Shelf shelf: library.found
    signal menuAsked(Shelf shelf, int row)

    ListView {
        id: list
        objectName: "foundList"
        Accessible.role: Accessible.List
        Accessible.name: qsTr("What was found")
        anchors.fill: parent
        focus: true
        model: view.shelf
        clip: true
        reuseItems: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        keyNavigationEnabled: true
        Timer { id: toTop; interval: 0; onTriggered: list.positionViewAtBeginning() }
        ScrollBar.vertical: ScrollBar {}
        // Other words, other albums above the tracks: the best of what was found is at the top.
        Connections { target: view.library; function onQueryChanged() { toTop.start() } }
        Keys.onReturnPressed: view.shelf.play(currentIndex)
        Keys.onMenuPressed: view.menuAsked(view.shelf, currentIndex)

        header: Column {
            width: list.width
            onHeightChanged: if (!list.moving) toTop.start()
            bottomPadding: Theme.s
            spacing: Theme.m
            Column {
                visible: view.shelf.artists.length > 0
                width: parent.width
                spacing: 6
                SectionTitle { text: qsTr("Artists"); width: parent.width }
                ListView {
                    width: parent.width
                    height: 44
                    orientation: ListView.Horizontal
                    spacing: 6
                    clip: true
                    boundsBehavior: Flickable.StopAtBounds
                    model: view.shelf.artists
                    delegate: Chip {
                        required property var modelData
                        height: 40
                        text: modelData.title
                        Accessible.role: Accessible.Button
                        onClicked: view.library.openArtist(modelData.title)
                    }
                }
            }
            Column {
                visible: view.shelf.albums.length > 0
                width: parent.width
                spacing: 6
                SectionTitle { text: qsTr("Albums"); width: parent.width }
                AlbumShelf { width: parent.width; albums: view.shelf.albums; onOpened: album => view.library.openAlbum(album.artist, album.title, album.art, album.year); onPlayAsked: album => view.library.playPick(album.artist, album.title) }
            }
            SectionTitle { text: qsTr("Tracks"); width: parent.width; visible: view.shelf.count > 0 }
            Txt {
                width: parent.width
                topPadding: Theme.m
                visible: view.shelf.answered && view.shelf.count === 0
                text: view.shelf.problem.length > 0 ? view.shelf.problem : qsTr("Nothing is called “%1”. Fewer letters find more.").arg(view.library.query)
                color: view.shelf.problem.length > 0 ? Theme.warnText : Theme.dim
                wrapMode: Text.Wrap
            }
        }
        delegate: LibraryRow {
            objectName: "found:" + title
            width: list.width
            compact: view.compact
            highlighted: ListView.isCurrentItem && list.activeFocus
            onPlayAsked: row => view.shelf.play(row)
            onMenuAsked: row => view.menuAsked(view.shelf, row)
        }
        footer: Item { width: 1; height: Theme.l }
    }
}
