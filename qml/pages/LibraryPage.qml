// Music that can be played: what is in the folders a person names. It does not search the node's library yet.
import QtQuick
import Segue

Item {
    id: page
    required property House house
    required property bool compact
    signal filesAsked()

    EmptyState {
        anchors.centerIn: parent
        width: Math.min(400, parent.width - 2 * Theme.l)
        symbol: "library"
        title: qsTr("Play a folder")
        detail: qsTr("Choose a folder of music and it plays on every device you picked. Or drop one anywhere on the window.")
        action: qsTr("Choose a folder…")
        actionSymbol: "folder"
        onActed: page.filesAsked()
    }
}
