// Albums in a row.
import QtQuick
import Segue

ListView {
    id: shelf
    required property var albums
    property bool withYear: false
    signal opened(var album)
    signal playAsked(var album)
    readonly property int tile: 140
    height: tile + 58
    orientation: ListView.Horizontal
    spacing: Theme.m
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    activeFocusOnTab: true
    keyNavigationEnabled: true
    model: albums
    Keys.onReturnPressed: opened(albums[currentIndex])
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Albums")
    delegate: AlbumTile {
        required property var modelData
        width: shelf.tile
        title: modelData.title
        artist: shelf.withYear && modelData.year > 0 ? String(modelData.year) : modelData.artist
        art: modelData.art
        highlighted: ListView.isCurrentItem && shelf.activeFocus
        onClicked: shelf.opened(modelData)
        onPlayAsked: shelf.playAsked(modelData)
    }
}
