// A name for the queue, to keep it by.
import QtQuick
import Segue

Sheet {
    id: sheet
    required property Playlists playlists
    title: qsTr("Save as playlist")
    onAboutToShow: { called.text = ""; called.forceActiveFocus() }
    function save() {
        if (called.text.trim().length === 0) return
        sheet.playlists.save(called.text)
        sheet.close()
    }

    Txt { width: parent.width; wrapMode: Text.Wrap; color: Theme.dim; text: qsTr("What is in the queue is kept by this name. It is found among the library's playlists.") }
    Field { id: called; objectName: "playlistName"; width: parent.width; label: qsTr("Name of the playlist"); placeholderText: qsTr("Sunday morning"); maximumLength: 80; onAccepted: sheet.save() }
    PillButton { width: parent.width; text: qsTr("Save"); symbol: "check"; lead: true; enabled: called.text.trim().length > 0; onClicked: sheet.save() }
    Item { width: 1; height: Theme.s }
}
