// What can be done with a row of the library: play it, play it next, queue it.
import QtQuick
import QtQuick.Templates as T
import Segue

T.Menu {
    id: menu
    property Shelf shelf: null
    property int row: -1
    property bool withArtist: false
    signal artistAsked(string artist)

    function offer(of: Shelf, at: int, toArtist: bool) {
        shelf = of
        row = at
        withArtist = toArtist && of.artistAt(at).length > 0
        popup()
    }
    implicitWidth: 230
    implicitHeight: contentItem.implicitHeight + 12
    margins: Theme.s
    padding: 6
    focus: true
    enter: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.quick } }
    contentItem: ListView {
        implicitHeight: contentHeight
        model: menu.contentModel
        interactive: false
        currentIndex: menu.currentIndex
    }
    background: Rectangle { radius: 14; color: Theme.raised; border.color: Theme.line }

    MenuEntry { text: qsTr("Play"); symbol: "play"; onTriggered: menu.shelf.play(menu.row) }
    MenuEntry { text: qsTr("Play next"); symbol: "next"; onTriggered: menu.shelf.playNext(menu.row) }
    MenuEntry { text: qsTr("Add to the queue"); symbol: "plus"; onTriggered: menu.shelf.enqueue(menu.row) }
    MenuEntry { text: qsTr("Show the artist"); symbol: "library"; visible: menu.withArtist; height: visible ? implicitHeight : 0; onTriggered: menu.artistAsked(menu.shelf.artistAt(menu.row)) }
}
