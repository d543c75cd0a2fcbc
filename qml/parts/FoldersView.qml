// Where the library's music lies: folders of this device, and the other devices.
import QtQuick
import QtQuick.Controls.Basic
import Segue

Flickable {
    id: view
    required property Library library
    required property bool compact
    signal folderAsked()
    signal removed(string path)
    contentHeight: column.implicitHeight + Theme.l
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    ScrollBar.vertical: ScrollBar {}

    Column {
        id: column
        width: parent.width
        spacing: Theme.s
        SectionTitle { text: qsTr("On this device"); width: parent.width; action: view.library.folders.length > 0 && !view.library.scanning ? qsTr("Look for changes") : ""; onActed: view.library.scan() }
        Repeater {
            model: view.library.folders
            FolderRow {
                id: row
                required property var modelData
                width: column.width
                title: modelData.path.split("/").pop() || modelData.path
                detail: modelData.away ? (view.compact ? qsTr("Away. It stays listed") : qsTr("Away: %1. What is in it stays listed").arg(modelData.path)) : modelData.path
                away: modelData.away
                onClicked: view.library.openFolder("", modelData.path)
                IconButton { symbol: "trash"; size: 40; iconSize: 18; colour: Theme.dim; label: qsTr("Take %1 out of the library").arg(row.title); onClicked: { const path = row.modelData.path; view.library.removeFolder(path); view.removed(path) } }
            }
        }
        PillButton { text: qsTr("Add a folder…"); symbol: "plus"; onClicked: view.folderAsked() }
        Txt { width: parent.width; visible: view.library.refused > 0; text: qsTr("%n file(s) could not be read.", "", view.library.refused); color: Theme.dim; font.pixelSize: Theme.small; wrapMode: Text.Wrap; topPadding: Theme.s }
        SectionTitle { text: qsTr("On other devices"); width: parent.width; visible: view.library.devices.length > 0 }
        Repeater {
            model: view.library.devices
            FolderRow {
                required property var modelData
                width: column.width
                symbol: "devices"
                title: modelData.name
                detail: modelData.away ? qsTr("Away") : qsTr("%n file(s)", "", modelData.files)
                away: modelData.away
                onClicked: view.library.openFolder(modelData.id, "")
            }
        }
    }
}
