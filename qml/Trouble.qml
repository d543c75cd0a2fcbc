// Shown in place of the window when there can be none.
import QtQuick
import QtQuick.Window
import Segue

Window {
    id: window
    required property string problem
    width: 480
    height: 400
    visible: true
    title: "Segue"
    color: Theme.ground
    EmptyState {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.l
        symbol: "warning"
        title: qsTr("Segue cannot start")
        detail: window.problem
        action: qsTr("Close")
        onActed: Qt.quit()
    }
}
