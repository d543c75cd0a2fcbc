// Segue in the tray: plays on while its window is closed.
import QtQuick
import Qt.labs.platform as Platform

Platform.SystemTrayIcon {
    id: tray
    property var player: null
    signal raiseAsked()
    visible: true
    icon.source: "qrc:/qt/qml/Segue/icons/mark.svg"
    tooltip: player && player.hasTrack ? player.title : "Segue"
    onActivated: raiseAsked()
    menu: Platform.Menu {
        Platform.MenuItem { text: qsTr("Show Segue"); onTriggered: tray.raiseAsked() }
        Platform.MenuItem { text: tray.player && tray.player.playing ? qsTr("Pause") : qsTr("Play"); enabled: tray.player !== null && tray.player.hasTrack; onTriggered: tray.player.toggle() }
        Platform.MenuItem { text: qsTr("Next"); enabled: tray.player !== null && tray.player.hasTrack; onTriggered: tray.player.next() }
        Platform.MenuSeparator {}
        Platform.MenuItem { text: qsTr("Quit"); onTriggered: Qt.quit() }
    }
}
