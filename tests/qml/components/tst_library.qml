// The library's rows and tiles: what they show, and what they ask for.
import QtQuick
import QtTest
import Segue

Item {
    width: 700
    height: 500

    LibraryRow {
        id: row
        width: 660
        index: 4
        title: "So What"
        artist: "Miles Davis"
        album: "Kind of Blue"
        art: "drawn:aa"
        seconds: 562
        number: 1
        away: false
        places: ""
        url: ""
        compact: false
    }
    LibraryRow {
        id: away
        y: 70
        width: 360
        index: 5
        title: "Far"
        artist: "Someone"
        album: ""
        art: "drawn:bb"
        seconds: 0
        number: 0
        away: true
        places: "phone"
        url: ""
        compact: true
    }
    AlbumTile { id: tile; y: 140; width: 150; title: "Kind of Blue"; artist: "Miles Davis"; art: "drawn:aa" }
    FolderRow { id: folder; y: 370; width: 400; title: "Jazz"; detail: "/music/Jazz"; IconButton { id: bin; symbol: "trash"; label: "Remove" } }

    SignalSpy { id: plays; target: row; signalName: "playAsked" }
    SignalSpy { id: menus; target: row; signalName: "menuAsked" }
    SignalSpy { id: touched; target: away; signalName: "playAsked" }
    SignalSpy { id: opened; target: tile; signalName: "clicked" }
    SignalSpy { id: tilePlays; target: tile; signalName: "playAsked" }
    SignalSpy { id: tileMenus; target: tile; signalName: "menuAsked" }
    SignalSpy { id: entered; target: folder; signalName: "clicked" }
    SignalSpy { id: binned; target: bin; signalName: "clicked" }

    TestCase {
        name: "Library"
        when: windowShown
        function init() { for (const spy of [plays, menus, touched, opened, tilePlays, tileMenus, entered, binned]) spy.clear() }

        function test_a_single_click_does_not_play() {
            mouseClick(row, 200, 30)
            compare(plays.count, 0)
        }
        function test_a_touch_plays_on_a_phone() {
            mouseClick(away, 150, 30)
            compare(touched.count, 1)
        }
        function test_the_menu_by_its_button_and_by_the_right_one() {
            mouseClick(row, 200, 30, Qt.RightButton)
            mouseClick(row, row.width - 20, 30)
            compare(menus.count, 2)
        }
        function test_says_where_it_is() {
            compare(row.Accessible.name, "So What, Miles Davis")
            compare(away.Accessible.name, "Far, Someone, away")
        }
        function test_an_album_opens_and_its_button_plays() {
            mouseClick(tile, 40, 40)
            compare(opened.count, 1)
            mouseMove(tile, 100, 100)
            tryVerify(() => tile.hovered)
            wait(50)  // the button comes into sight
            mouseClick(tile, tile.width - 32, tile.width - 32)
            compare(tilePlays.count, 1)
            compare(opened.count, 1)
            mouseClick(tile, 40, 40, Qt.RightButton)
            compare(tileMenus.count, 1)
        }
        function test_a_folder_opens_and_what_stands_on_it_is_its_own() {
            mouseClick(folder, 100, 20)
            compare(entered.count, 1)
            mouseClick(bin)
            compare(binned.count, 1)
            compare(entered.count, 1)
        }
    }
}
