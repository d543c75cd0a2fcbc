// One device from within: how many messages it sends and receives a second, and its log.
import QtQuick
import QtQuick.Controls.Basic
import Segue

Rectangle {
    id: look
    required property Inspector inspector
    required property Devices devices
    readonly property bool beside: width >= 760
    implicitHeight: column.implicitHeight + 2 * Theme.m
    radius: Theme.radius
    color: Theme.surface
    border.color: Theme.line

    Column {
        id: column
        x: Theme.m
        y: Theme.m
        width: parent.width - 2 * Theme.m
        spacing: Theme.m
        Txt { text: qsTr("A closer look"); font.pixelSize: Theme.heading; font.weight: Font.DemiBold; font.family: Theme.displayFamily }
        Flow {
            width: parent.width
            spacing: 6
            Repeater {
                model: look.devices
                Chip {
                    required property string deviceId
                    required property string name
                    required property bool here
                    objectName: "look:" + name
                    text: name
                    enabled: here
                    opacity: here ? 1 : 0.5
                    checked: look.inspector.device === deviceId
                    onClicked: look.inspector.device = deviceId
                }
            }
        }
        Txt { width: parent.width; visible: look.inspector.problem.length > 0; text: look.inspector.problem; color: Theme.warnText; wrapMode: Text.Wrap }
        Column {
            width: parent.width
            spacing: 6
            Txt { text: qsTr("State"); color: Theme.dim; font.pixelSize: Theme.small }
            StateTreeView { objectName: "stateTree"; width: parent.width; height: 260; lines: look.inspector.state }
        }
        Grid {
            width: parent.width
            columns: look.beside ? 2 : 1
            columnSpacing: Theme.l
            rowSpacing: Theme.m
            Column {
                id: counts
                width: look.beside ? 340 : parent.width
                spacing: 3
                Item {
                    width: parent.width
                    height: heading.implicitHeight + 6
                    Txt { id: heading; text: qsTr("Messages a second"); color: Theme.dim; font.pixelSize: Theme.small }
                    Txt { x: parent.width - 216; width: 66; horizontalAlignment: Text.AlignRight; text: qsTr("sent"); color: Theme.dim; font.pixelSize: Theme.small }
                    Txt { x: parent.width - 146; width: 76; horizontalAlignment: Text.AlignRight; text: qsTr("received"); color: Theme.dim; font.pixelSize: Theme.small }
                }
                Repeater {
                    model: look.inspector.traffic
                    Item {
                        id: line
                        required property var modelData
                        width: counts.width
                        height: kind.implicitHeight + 6
                        Txt { id: kind; text: line.modelData.kind; font.pixelSize: Theme.small }
                        Txt { x: parent.width - 216; width: 66; horizontalAlignment: Text.AlignRight; text: line.modelData.sent.toFixed(1); font.pixelSize: Theme.small }
                        Txt { x: parent.width - 146; width: 76; horizontalAlignment: Text.AlignRight; text: line.modelData.received.toFixed(1); font.pixelSize: Theme.small }
                        Txt { anchors.right: parent.right; width: 66; horizontalAlignment: Text.AlignRight; text: qsTr("%1 kB").arg((line.modelData.bytes / 1000).toFixed(1)); color: Theme.dim; font.pixelSize: Theme.small }
                    }
                }
                Txt { width: parent.width; visible: look.inspector.traffic.length === 0; text: qsTr("Nothing yet: there is nobody to talk to, or it was looked at just now."); color: Theme.dim; font.pixelSize: Theme.small; wrapMode: Text.Wrap }
            }
            ListView {
                width: look.beside ? parent.width - counts.width - Theme.l : parent.width
                height: Math.max(180, look.beside ? counts.implicitHeight : 0)
                model: look.inspector.log
                clip: true
                spacing: 4
                activeFocusOnTab: true
                keyNavigationEnabled: true
                Rectangle { anchors.fill: parent; z: 2; color: "transparent"; radius: 6; border.width: 2; border.color: Theme.focus; visible: parent.activeFocus }
                boundsBehavior: Flickable.StopAtBounds
                Accessible.role: Accessible.List
                Accessible.name: qsTr("Log")
                ScrollBar.vertical: ScrollBar {}
                delegate: Txt {
                    required property var modelData
                    width: ListView.view.width - 12
                    text: modelData.text
                    color: modelData.bad ? Theme.warnText : Theme.text
                    font.pixelSize: Theme.caption
                    wrapMode: Text.Wrap
                    maximumLineCount: 4
                }
            }
        }
    }
}
