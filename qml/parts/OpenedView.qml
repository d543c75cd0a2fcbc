// What was opened in the library: an album, an artist, or a folder of a device.
import QtQuick
import QtQuick.Controls.Basic
import Segue

FocusScope {
    id: view
    required property Library library
    required property bool compact
    property bool panel: false        // stands beside what it was opened from
    readonly property Shelf shelf: library.opened
    readonly property string kind: library.openedKind
    signal menuAsked(Shelf shelf, int row)

    ListView {
        id: list
        objectName: "openedList"
        Accessible.role: Accessible.List
        Accessible.name: view.library.openedTitle
        anchors.fill: parent
        anchors.leftMargin: view.panel ? Theme.m : 0
        anchors.rightMargin: view.panel ? Theme.m : 0
        focus: true
        model: view.shelf
        clip: true
        reuseItems: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        keyNavigationEnabled: true
        Timer { id: toTop; interval: 0; onTriggered: list.positionViewAtBeginning() }
        ScrollBar.vertical: ScrollBar {}
        // What stands above the tracks comes with them; until someone has scrolled, it is what is to be seen.
        property bool scrolled: false
        onMovementStarted: scrolled = true
        Connections { target: view.library; function onOpenedChanged() { list.scrolled = false } }
        Keys.onReturnPressed: view.shelf.play(currentIndex)
        Keys.onMenuPressed: view.menuAsked(view.shelf, currentIndex)
        Keys.onEscapePressed: view.library.back()
        Keys.onBackPressed: view.library.back()

        header: Column {
            width: list.width
            onHeightChanged: if (!list.scrolled) toTop.start()
            topPadding: view.panel ? Theme.m : 0
            bottomPadding: Theme.s
            spacing: Theme.m

            Row {
                id: head
                width: parent.width
                spacing: Theme.m
                IconButton { id: back; symbol: "back"; label: qsTr("Back"); size: 40; onClicked: view.library.back() }
                Cover { id: art; visible: view.kind === "album"; width: view.panel ? 112 : view.compact ? 96 : 132; height: width; track: view.kind === "album" ? view.library.openedArt : "" }
                Column {
                    width: parent.width - back.width - (art.visible ? art.width + Theme.m : 0) - Theme.m
                    spacing: 4
                    Txt { width: parent.width; text: view.library.openedTitle; font.family: Theme.displayFamily; font.pixelSize: view.panel || view.compact ? Theme.title - 4 : Theme.title; font.weight: Font.Bold; wrapMode: Text.Wrap; maximumLineCount: 3; Accessible.role: Accessible.Heading; Accessible.name: text }
                    LinkText { x: -8; visible: view.kind === "album" && text.length > 0; width: Math.min(implicitWidth, parent.width); text: view.library.openedArtist; onClicked: view.library.openArtist(view.library.openedArtist) }
                    Txt { width: parent.width; visible: view.kind === "folder" && text.length > 0; text: view.shelf.folder; color: Theme.dim; font.pixelSize: Theme.small; wrapMode: Text.WrapAnywhere; maximumLineCount: 3 }
                    Txt { width: parent.width; visible: view.shelf.total > 0; text: (view.library.openedYear > 0 ? view.library.openedYear + " · " : "") + qsTr("%n track(s)", "", view.shelf.total) + (view.shelf.count === view.shelf.total && view.shelf.seconds > 0 ? " · " + Words.duration(view.shelf.seconds) : ""); color: Theme.dim; font.pixelSize: Theme.small }
                }
            }
            Row {
                spacing: Theme.s
                visible: view.shelf.total > 0 || view.shelf.folders.length > 0
                PillButton { objectName: "playOpened"; text: qsTr("Play"); symbol: "play"; lead: true; onClicked: view.shelf.playAll() }
                PillButton { text: qsTr("Add to the queue"); symbol: "plus"; onClicked: view.shelf.enqueueAll() }
            }
            Column {
                visible: view.shelf.folders.length > 0
                width: parent.width
                Repeater {
                    model: view.shelf.folders
                    FolderRow {
                        required property string modelData
                        required property int index
                        width: list.width
                        title: modelData
                        onClicked: view.library.openSubfolder(index)
                    }
                }
            }
            Column {
                visible: view.kind === "artist" && view.shelf.albums.length > 0
                width: parent.width
                spacing: 6
                SectionTitle { text: qsTr("Albums"); width: parent.width }
                AlbumShelf { width: parent.width; albums: view.shelf.albums; withYear: true; onOpened: album => view.library.openAlbum(album.artist, album.title, album.art, album.year); onPlayAsked: album => view.library.playPick(album.artist, album.title) }
            }
            SectionTitle { text: qsTr("Tracks"); width: parent.width; visible: view.kind === "artist" && view.shelf.count > 0 }
            Txt {
                width: parent.width
                visible: view.shelf.answered && view.shelf.count === 0 && view.shelf.folders.length === 0
                text: view.shelf.problem.length > 0 ? view.shelf.problem : qsTr("There is no music here any more.")
                color: Theme.dim
                wrapMode: Text.Wrap
            }
        }
        delegate: LibraryRow {
            width: list.width
            compact: view.compact
            inAlbum: view.kind === "album"
            highlighted: ListView.isCurrentItem && list.activeFocus
            onPlayAsked: row => view.shelf.play(row)
            onMenuAsked: row => view.menuAsked(view.shelf, row)
        }
        footer: Item { width: 1; height: Theme.l }
    }
}
