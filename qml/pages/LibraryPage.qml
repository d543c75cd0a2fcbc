// All music on all devices: by artist, album, track and folder, or found as it is typed. What is opened stands beside
// the list where there is room, and in its place where there is not.
import QtQuick
import QtQuick.Controls.Basic
import Segue

Item {
    id: page
    required property House house
    required property bool compact
    property bool shown: true
    property string tab: "albums"
    readonly property Library library: house.library
    readonly property bool searching: library.query.trim().length > 0
    readonly property bool opened: library.openedKind.length > 0
    readonly property bool beside: width >= 1040
    readonly property bool empty: library.looked && library.size === 0 && library.folders.length === 0 && library.devices.length === 0
    signal folderAsked()
    signal queueAsked()
    signal folderRemoved(string path)
    signal importAsked()
    signal exportAsked(string name)

    function search() { words.forceActiveFocus(Qt.ShortcutFocusReason); words.selectAll() }
    function fill() { if (shown && !searching) library.fill(tab) }
    Binding { target: page.library; property: "watched"; value: page.shown }
    onTabChanged: fill()
    onShownChanged: fill()
    onSearchingChanged: { if (searching && !beside) library.close(); fill() }
    Component.onCompleted: fill()

    EmptyState {
        anchors.centerIn: parent
        width: Math.min(400, parent.width - 2 * Theme.l)
        visible: page.empty
        symbol: "library"
        title: page.library.problem.length > 0 ? qsTr("There is no library here") : qsTr("Add your music")
        detail: page.library.problem.length > 0 ? page.library.problem : qsTr("Choose a folder of music: what is in it can be found and played from every device. Nothing is copied or changed.")
        action: qsTr("Choose a folder…")
        actionSymbol: "folder"
        onActed: page.folderAsked()
    }

    Item {
        id: left
        visible: !page.empty
        anchors.left: parent.left
        anchors.leftMargin: page.compact ? Theme.m : Theme.xl
        anchors.right: side.visible ? side.left : parent.right
        anchors.rightMargin: page.compact ? Theme.m : side.visible ? Theme.l : Theme.xl
        anchors.top: parent.top
        anchors.bottom: parent.bottom

        Column {
            id: head
            width: parent.width
            topPadding: page.compact ? Theme.m : Theme.xl
            bottomPadding: Theme.m
            spacing: Theme.m
            PageHead {
                width: parent.width
                compact: false
                title: qsTr("Library")
                detail: page.library.size > 0 ? qsTr("%1 tracks, %2 albums, %3 artists").arg(Words.number(page.library.size)).arg(Words.number(page.library.albumCount)).arg(Words.number(page.library.artistCount)) : ""
                PillButton { visible: !page.compact; text: qsTr("Add a folder…"); symbol: "plus"; onClicked: page.folderAsked() }
                IconButton { visible: page.compact; symbol: "plus"; label: qsTr("Add a folder…"); onClicked: page.folderAsked() }
            }
            Field {
                id: words
                objectName: "searchField"
                width: parent.width
                label: qsTr("Search the library")
                placeholderText: qsTr("Title, artist, album, year:1969, on:kitchen…")
                symbol: "search"
                text: page.library.query
                onTextEdited: page.library.query = text
                Keys.onEscapePressed: page.library.query = ""
                Keys.onDownPressed: body.forceActiveFocus()
                Keys.onReturnPressed: if (page.searching) page.library.found.play(0)
                IconButton { visible: words.length > 0; anchors.right: parent.right; anchors.rightMargin: 4; anchors.verticalCenter: parent.verticalCenter; symbol: "close"; size: 36; iconSize: 16; colour: Theme.dim; label: qsTr("Clear the search"); onClicked: { page.library.query = ""; words.forceActiveFocus() } }
            }
            ScanBar { width: parent.width; library: page.library; visible: page.library.scanning }
            Txt { width: parent.width; visible: page.library.problem.length > 0; text: page.library.problem; color: Theme.warnText; wrapMode: Text.Wrap }
            Flow {
                width: parent.width
                visible: !page.searching && (page.beside || !page.opened)
                spacing: 6
                Repeater {
                    model: [{tab: "albums", label: qsTr("Albums")}, {tab: "artists", label: qsTr("Artists")}, {tab: "tracks", label: qsTr("Tracks")}, {tab: "folders", label: qsTr("Folders")}, {tab: "playlists", label: qsTr("Playlists")}]
                    Chip {
                        required property var modelData
                        objectName: "tab:" + modelData.tab
                        text: modelData.label
                        checked: page.tab === modelData.tab
                        onClicked: page.tab = modelData.tab
                    }
                }
            }
        }

        Loader {
            id: body
            anchors.top: head.bottom
            anchors.bottom: parent.bottom
            width: parent.width
            focus: true
            sourceComponent: page.opened && !page.beside ? openedView : page.searching ? foundView
                : page.tab === "artists" ? artistsView : page.tab === "tracks" ? tracksView : page.tab === "folders" ? foldersView : page.tab === "playlists" ? playlistsView : albumsView
        }
    }

    Rectangle {
        id: side
        visible: page.beside && page.opened
        anchors.right: parent.right
        width: Math.min(460, page.width * 0.38)
        height: parent.height
        color: Theme.tint(Theme.surface, 0.72)
        Rectangle { width: 1; height: parent.height; color: Theme.line }
        Loader {
            anchors.fill: parent
            active: side.visible
            sourceComponent: openedView
        }
    }

    Component { id: openedView; OpenedView { library: page.library; compact: page.compact; panel: page.beside; onMenuAsked: (shelf, row) => menu.offer(shelf, row, page.library.openedKind !== "artist") } }
    Component { id: foundView; FoundView { library: page.library; compact: page.compact; onMenuAsked: (shelf, row) => menu.offer(shelf, row, true) } }
    Component { id: playlistsView; PlaylistsView { playlists: page.house.playlists; onQueueAsked: page.queueAsked(); onImportAsked: page.importAsked(); onExportAsked: name => page.exportAsked(name) } }
    Component { id: foldersView; FoldersView { library: page.library; compact: page.compact; onFolderAsked: page.folderAsked(); onRemoved: path => page.folderRemoved(path) } }
    Component {
        id: albumsView
        GridView {
            id: albums
            objectName: "albumGrid"
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Albums")
            readonly property int columns: Math.max(2, Math.floor(width / (page.compact ? 150 : 172)))
            cellWidth: Math.floor(width / columns)
            cellHeight: cellWidth + 48
            model: page.library.albums
            clip: true
            focus: true
            reuseItems: true
            cacheBuffer: 400
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: true
            keyNavigationEnabled: true
            ScrollBar.vertical: ScrollBar {}
            Keys.onReturnPressed: { const tile = currentItem as AlbumTile; if (tile) tile.clicked() }
            Keys.onMenuPressed: menu.offer(page.library.albums, currentIndex, true)
            delegate: AlbumTile {
                required property int index
                required property int year
                width: albums.cellWidth - 16
                highlighted: GridView.isCurrentItem && albums.activeFocus
                onClicked: { albums.currentIndex = index; page.library.close(); page.library.openAlbum(artist, title, art, year) }
                onPlayAsked: page.library.albums.play(index)
                onMenuAsked: menu.offer(page.library.albums, index, true)
            }
            footer: Item { width: 1; height: Theme.l }
        }
    }
    Component {
        id: artistsView
        GridView {
            id: artists
            objectName: "artistGrid"
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Artists")
            readonly property int columns: Math.max(1, Math.floor(width / 270))
            cellWidth: Math.floor(width / columns)
            cellHeight: 76
            model: page.library.artists
            clip: true
            focus: true
            reuseItems: true
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: true
            keyNavigationEnabled: true
            ScrollBar.vertical: ScrollBar {}
            Keys.onReturnPressed: { const tile = currentItem as ArtistTile; if (tile) tile.clicked() }
            Keys.onMenuPressed: menu.offer(page.library.artists, currentIndex, false)
            delegate: ArtistTile {
                required property int index
                width: artists.cellWidth
                highlighted: GridView.isCurrentItem && artists.activeFocus
                onClicked: { artists.currentIndex = index; page.library.close(); page.library.openArtist(title) }
            }
            footer: Item { width: 1; height: Theme.l }
        }
    }
    Component {
        id: tracksView
        ListView {
            id: tracks
            objectName: "trackList"
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Tracks")
            model: page.library.tracks
            clip: true
            focus: true
            reuseItems: true
            cacheBuffer: 400
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: true
            keyNavigationEnabled: true
            ScrollBar.vertical: ScrollBar {}
            Keys.onReturnPressed: page.library.tracks.play(currentIndex)
            Keys.onMenuPressed: menu.offer(page.library.tracks, currentIndex, true)
            delegate: LibraryRow {
                width: tracks.width
                compact: page.compact
                highlighted: ListView.isCurrentItem && tracks.activeFocus
                onPlayAsked: row => page.library.tracks.play(row)
                onMenuAsked: row => menu.offer(page.library.tracks, row, true)
            }
            footer: Item { width: 1; height: Theme.l }
        }
    }

    MusicMenu { id: menu; onArtistAsked: artist => page.library.openArtist(artist) }
}
