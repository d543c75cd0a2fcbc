// The window: places at the left (or below, on a phone), a page, what plays at the bottom.
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Dialogs
import Segue

ApplicationWindow {
    id: window
    required property House house
    required property Preferences preferences
    property var companions: null     // nodes in this process, or none
    readonly property bool compact: width < 700
    property bool staged: false
    property string removedFolder     // what the toast offers to put back; empty: an entry of the queue

    width: preferences.width
    height: preferences.height
    minimumWidth: 340
    minimumHeight: 480
    visible: true
    title: house.player.hasTrack ? house.player.title + " · Segue" : "Segue"
    color: Theme.ground
    font.family: Theme.family

    readonly property var places: [
        {symbol: "now", label: qsTr("Playing")},
        {symbol: "devices", label: qsTr("Devices")},
        {symbol: "queue", label: qsTr("Queue")},
        {symbol: "library", label: qsTr("Library")},
        {symbol: "inspect", label: qsTr("Inspect")},
        {symbol: "settings", label: qsTr("Settings")}
    ]
    readonly property var shownPlaces: compact ? places.filter(p => p.symbol !== "inspect") : places
    function goTo(symbol: string) {
        window.staged = symbol === "stage"
        const at = places.findIndex(p => p.symbol === symbol)
        if (at >= 0) pages.setCurrentIndex(at)
    }

    // What the keyboard comes to is brought into sight.
    onActiveFocusItemChanged: {
        const item = activeFocusItem
        for (let at = item ? item.parent : null; at; at = at.parent) {
            const view = at as Flickable
            if (!view || view === pages.contentItem || view instanceof ListView || view instanceof GridView) continue
            const place = item.mapToItem(view.contentItem, 0, 0)
            const within = (value, size, room, from, all) => Math.max(0, Math.min(Math.max(0, all - room), value < from + 12 ? value - 12 : value + size > from + room - 12 ? Math.min(value - 12, value + size - room + 12) : from))
            if (view.contentHeight > view.height) view.contentY = within(place.y, item.height, view.height, view.contentY, view.contentHeight)
            if (view.contentWidth > view.width) view.contentX = within(place.x, item.width, view.width, view.contentX, view.contentWidth)
        }
    }

    SystemPalette { id: system }
    Binding { target: Theme; property: "dark"; value: window.preferences.appearance === "dark" || (window.preferences.appearance === "system" && system.window.hslLightness < 0.5) }
    Binding { target: Theme; property: "textScale"; value: window.preferences.textScale }
    Binding { target: Theme; property: "calm"; value: window.preferences.calm }
    onWidthChanged: if (visibility === Window.Windowed) preferences.width = width
    onHeightChanged: if (visibility === Window.Windowed) preferences.height = height
    onVisibilityChanged: now => { if (now === Window.Windowed || now === Window.Maximized) preferences.maximised = now === Window.Maximized }
    Component.onCompleted: if (preferences.maximised) showMaximized()

    // The light of the cover on everything behind: a dozen pixels, stretched.
    Image {
        id: wash
        anchors.fill: parent
        source: window.house.player.hasTrack ? "image://wash/" + window.house.player.trackId : ""
        asynchronous: true
        smooth: true
        fillMode: Image.PreserveAspectCrop
        opacity: status === Image.Ready ? (Theme.dark ? 0.42 : 0.34) : 0
        Behavior on opacity { NumberAnimation { duration: Theme.slow } }
        Rectangle {
            anchors.fill: parent
            gradient: Gradient {
                GradientStop { position: 0; color: Theme.tint(Theme.ground, 0.25) }
                GradientStop { position: 0.75; color: Theme.ground }
            }
        }
    }

    NavRail {
        id: rail
        visible: !window.compact
        enabled: !window.staged
        height: parent.height
        places: window.places.concat([{symbol: "stage", label: qsTr("Stage")}])
        current: pages.currentIndex
        onChosen: index => window.goTo(places[index].symbol)
    }

    SwipeView {
        id: pages
        objectName: "pages"
        activeFocusOnTab: false
        anchors.left: window.compact ? parent.left : rail.right
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: mini.visible ? mini.top : bottom.visible ? bottom.top : parent.bottom
        clip: true
        enabled: !window.staged
        interactive: window.compact && !(devicesPage.page && devicesPage.page.offering)
        Component.onCompleted: contentItem.highlightMoveDuration = Qt.binding(() => window.compact ? Theme.settle : 0)

        PageLoader {
            at: 0
            sourceComponent: NowPlaying {
                house: window.house
                compact: window.compact
                onFilesAsked: files.open()
                onDevicesAsked: window.goTo("devices")
                onQueueAsked: window.goTo("queue")
                onTempoAsked: tempo.open()
            }
        }
        PageLoader {
            id: devicesPage
            readonly property DevicesPage page: item as DevicesPage
            at: 1
            sourceComponent: DevicesPage {
                house: window.house
                compact: window.compact
                onInviteAsked: { window.house.invite(false); inviting.open() }
                onJoinAsked: joining.open()
                onDetailsAsked: device => { details.device = device; details.open() }
            }
        }
        PageLoader {
            id: queuePage
            at: 2
            sourceComponent: QueuePage {
                house: window.house
                compact: window.compact
                onFilesAsked: files.open()
                shown: queuePage.shown
                onSaveAsked: saving.open()
                onRemoved: title => { window.removedFolder = ""; toast.show(qsTr("Removed “%1”").arg(title), "", false, qsTr("Undo")) }
            }
        }
        PageLoader {
            id: libraryPage
            property bool wantsSearch: false
            property string wantsTab
            function turn() { if (page && wantsTab.length > 0) { page.tab = wantsTab; wantsTab = "" } }
            at: 3
            readonly property LibraryPage page: item as LibraryPage
            function search() { if (page && wantsSearch) { wantsSearch = false; page.search() } }
            onLoaded: { search(); turn() }
            sourceComponent: LibraryPage {
                house: window.house
                compact: window.compact
                shown: libraryPage.shown
                onFolderAsked: folder.open()
                onImportAsked: lists.open()
                onExportAsked: name => { saveList.name = name; saveList.open() }
                onQueueAsked: window.goTo("queue")
                onFolderRemoved: path => { window.removedFolder = path; toast.show(qsTr("“%1” is out of the library. Its files stay").arg(path), "", false, qsTr("Undo")) }
            }
        }
        PageLoader {
            id: inspectPage
            at: 4
            sourceComponent: InspectPage { house: window.house; compact: window.compact; shown: inspectPage.shown }
        }
        PageLoader {
            at: 5
            sourceComponent: SettingsPage {
                house: window.house
                preferences: window.preferences
                compact: window.compact
                onInspectAsked: window.goTo("inspect")
                onStageAsked: window.goTo("stage")
                onFoldersAsked: { window.goTo("library"); libraryPage.wantsTab = "folders"; libraryPage.turn() }
            }
        }
    }

    component PageLoader: Loader {
        required property int at
        readonly property bool shown: SwipeView.isCurrentItem
        property bool visited: false
        active: visited || shown
        asynchronous: at > 0  // making a page takes longer than a frame has
        onShownChanged: if (shown) visited = true
        visible: window.compact || shown
        // The keyboard stays on the page that is seen.
        enabled: shown || (pages.contentItem as ListView).moving
    }

    MiniPlayer {
        id: mini
        enabled: !window.staged
        visible: window.house.player.hasTrack && pages.currentIndex !== 0
        anchors.left: pages.left
        anchors.right: parent.right
        anchors.bottom: bottom.visible ? bottom.top : parent.bottom
        player: window.house.player
        devices: window.house.devices
        compact: window.compact
        onOpened: pages.setCurrentIndex(0)
    }
    TabStrip {
        id: bottom
        visible: window.compact
        enabled: !window.staged
        anchors.bottom: parent.bottom
        width: parent.width
        places: window.shownPlaces
        current: window.shownPlaces.findIndex(p => p.symbol === window.places[pages.currentIndex].symbol)
        onChosen: index => window.goTo(window.shownPlaces[index].symbol)
    }

    MoveBanner {
        anchors.horizontalCenter: pages.horizontalCenter
        anchors.bottom: pages.bottom
        anchors.bottomMargin: Theme.m
        move: window.house.handover
        z: 6
    }
    Toast {
        id: toast
        objectName: "toast"
        onActed: window.removedFolder.length > 0 ? window.house.library.addFolderPath(window.removedFolder) : window.house.queue.undoRemove()
        anchors.horizontalCenter: pages.horizontalCenter
        anchors.bottom: pages.bottom
        anchors.bottomMargin: Theme.m
        z: 5
    }
    Connections {
        target: window.house
        function onSaid(text: string, hint: string, bad: bool) { toast.show(text, hint, bad, "") }
        function onJoined() { joining.close() }
    }

    Loader {
        anchors.fill: parent
        z: 8
        active: window.staged
        asynchronous: true
        sourceComponent: StagePage {
            house: window.house
            preferences: window.preferences
            compact: window.compact
            companions: window.companions
            onClosed: window.staged = false
        }
    }

    DropArea {
        id: drop
        anchors.fill: parent
        z: 9
        keys: ["text/uri-list"]
        onEntered: drag => drag.accepted = drag.source === null  // not what is being dragged out of here
        onDropped: event => { if (event.hasUrls) window.house.open(event.urls, event.modifiers & Qt.ShiftModifier) }
        Rectangle {
            anchors.fill: parent
            visible: drop.containsDrag
            color: Theme.tint(Theme.ground, 0.86)
            border.width: 3
            border.color: Theme.coral
            Txt { anchors.centerIn: parent; text: qsTr("Let go to play. Hold Shift to add to the queue"); font.pixelSize: Theme.title; font.family: Theme.displayFamily }
        }
    }

    InviteSheet { id: inviting; house: window.house }
    SaveSheet { id: saving; playlists: window.house.playlists }
    JoinSheet { id: joining; house: window.house; onPictureAsked: picture.open() }
    TempoSheet { id: tempo; house: window.house }
    DeviceSheet { id: details; house: window.house }

    FileDialog {
        id: files
        objectName: "chooseMusic"
        title: qsTr("Choose music")
        fileMode: FileDialog.OpenFiles
        nameFilters: [qsTr("Music (*.opus *.ogg *.flac *.mp3 *.m4a *.wav *.aiff *.mp4)"), qsTr("All files (*)")]
        onAccepted: window.house.open(selectedFiles, window.house.player.playing)
    }
    FileDialog {
        id: picture
        title: qsTr("Choose a picture of a QR code")
        nameFilters: [qsTr("Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp)"), qsTr("All files (*)")]
        onAccepted: window.house.joinByPicture(selectedFile)
    }
    FileDialog {
        id: lists
        title: qsTr("Choose playlists")
        fileMode: FileDialog.OpenFiles
        nameFilters: [qsTr("Playlists (*.m3u8 *.m3u *.xspf *.pls)"), qsTr("All files (*)")]
        onAccepted: window.house.playlists.importFrom(selectedFiles)
    }
    FileDialog {
        id: saveList
        property string name
        title: qsTr("Write “%1” to").arg(name)
        fileMode: FileDialog.SaveFile
        defaultSuffix: "m3u8"
        nameFilters: [qsTr("M3U8 playlist (*.m3u8)"), qsTr("XSPF playlist (*.xspf)"), qsTr("PLS playlist (*.pls)")]
        onAccepted: window.house.playlists.exportTo(name, selectedFile)
    }
    FolderDialog {
        id: folder
        title: qsTr("Choose a folder of music")
        onAccepted: window.house.library.addFolder(selectedFolder)
    }

    Loader { id: tray; active: window.preferences.stay; source: "parts/Tray.qml" }
    Connections {
        target: tray.item
        ignoreUnknownSignals: true
        function onRaiseAsked() { window.show(); window.raise(); window.requestActivate() }
    }
    Binding { target: tray.item; property: "player"; value: window.house.player; when: tray.status === Loader.Ready }
    onClosing: close => {
        if (!preferences.stay || !tray.item || !tray.item.available) return
        close.accepted = false
        hide()
    }

    Shortcut { sequences: ["Space", "Media Play"]; onActivated: window.house.player.toggle(); enabled: !(window.activeFocusItem instanceof TextInput) }
    Shortcut { sequences: ["Ctrl+Right", "Media Next"]; onActivated: window.house.player.next() }
    Shortcut { sequences: ["Ctrl+Left", "Media Previous"]; onActivated: window.house.player.previous() }
    Shortcut { sequence: "Shift+Right"; onActivated: window.house.player.seekBy(10) }
    Shortcut { sequence: "Shift+Left"; onActivated: window.house.player.seekBy(-10) }
    Shortcut { sequence: "Ctrl+Up"; onActivated: window.house.devices.setGroupVolume(window.house.devices.groupVolume + 5) }
    Shortcut { sequence: "Ctrl+Down"; onActivated: window.house.devices.setGroupVolume(window.house.devices.groupVolume - 5) }
    Shortcut { sequence: "Ctrl+O"; onActivated: files.open() }
    Shortcut { sequence: "Ctrl+Z"; onActivated: window.house.handover.canUndo ? window.house.handover.undo() : window.house.queue.undoRemove() }
    Shortcut { sequence: "T"; onActivated: window.house.tempo.tap(); enabled: window.house.player.moving && !(window.activeFocusItem instanceof TextInput) }
    Shortcut { sequence: "L"; onActivated: window.house.loop.toggle(); enabled: window.house.player.hasTrack && !(window.activeFocusItem instanceof TextInput) }
    Shortcut { sequence: "Ctrl+T"; onActivated: tempo.open() }
    Shortcut { sequence: "Ctrl+Q"; onActivated: Qt.quit() }
    Shortcut { sequence: "F11"; onActivated: window.visibility = window.visibility === Window.FullScreen ? Window.Windowed : Window.FullScreen }
    Shortcut { sequence: "Ctrl+1"; onActivated: window.goTo("now") }
    Shortcut { sequence: "Ctrl+2"; onActivated: window.goTo("devices") }
    Shortcut { sequence: "Ctrl+3"; onActivated: window.goTo("queue") }
    Shortcut { sequence: "Ctrl+4"; onActivated: window.goTo("library") }
    Shortcut { sequence: "Ctrl+5"; onActivated: window.goTo("inspect") }
    Shortcut { sequence: "Ctrl+6"; onActivated: window.goTo("settings") }
    Shortcut { sequence: "Ctrl+7"; onActivated: window.goTo("stage") }
    Shortcut { sequence: "Ctrl+F"; onActivated: { window.goTo("library"); libraryPage.wantsSearch = true; libraryPage.search() } }
}
