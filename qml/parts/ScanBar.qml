// A folder is being read: how far, how fast, how long yet, and a way to stop.
import QtQuick
import Segue

Rectangle {
    id: bar
    required property Library library
    implicitHeight: words.implicitHeight + 28
    radius: Theme.radius
    color: Theme.tint(Theme.surface, 0.82)
    border.color: Theme.line
    Accessible.role: Accessible.ProgressBar
    Accessible.name: what.text
    Accessible.description: how.text

    function timeLeft(seconds: real): string {
        if (seconds <= 0) return ""
        return seconds < 60 ? qsTr("less than a minute left") : qsTr("%n minute(s) left", "", Math.ceil(seconds / 60))
    }
    readonly property string folder: library.scanFolder.split("/").filter(p => p.length > 0).pop() || library.scanFolder

    Column {
        id: words
        x: Theme.m
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - stop.width - 2 * Theme.m - Theme.s
        spacing: 6
        Txt { Accessible.ignored: true; id: what; width: parent.width; text: bar.library.scanAll > 0 ? qsTr("Reading “%1”").arg(bar.folder) : qsTr("Looking through “%1”…").arg(bar.folder); font.weight: Font.DemiBold; font.pixelSize: Theme.small + 1 }
        Rectangle {
            width: parent.width
            height: 4
            radius: 2
            color: Theme.line
            visible: bar.library.scanAll > 0
            Rectangle { height: 4; radius: 2; width: parent.width * Math.min(1, bar.library.scanShare); color: Theme.mint }
        }
        Txt {
            Accessible.ignored: true
            id: how
            width: parent.width
            visible: text.length > 0
            wrapMode: Text.Wrap
            color: Theme.dim
            font.pixelSize: Theme.small
            text: bar.library.scanAll > 0 ? Words.joined([qsTr("%1 of %2 files").arg(bar.library.scanDone).arg(bar.library.scanAll), bar.library.scanRate >= 1 ? qsTr("%1 a second").arg(Math.round(bar.library.scanRate)) : "", bar.timeLeft(bar.library.scanLeft)]) : ""
        }
    }
    PillButton { id: stop; anchors.right: parent.right; anchors.rightMargin: Theme.s; anchors.verticalCenter: parent.verticalCenter; text: qsTr("Stop"); symbol: "stop"; onClicked: bar.library.cancelScan() }
}
