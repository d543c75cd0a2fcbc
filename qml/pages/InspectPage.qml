// What the devices say of themselves, live.
import QtQuick
import QtQuick.Controls.Basic
import Segue

Flickable {
    id: page
    required property House house
    required property bool compact
    property bool shown: true
    Binding { target: page.house.inspector; property: "watched"; value: page.shown }
    Component.onCompleted: if (house.inspector.device.length === 0) house.inspector.device = house.devices.selfId
    contentHeight: content.implicitHeight + 2 * content.y
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    ScrollBar.vertical: ScrollBar {}

    Column {
        id: content
        x: page.compact ? Theme.m : Theme.xl
        y: page.compact ? Theme.m : Theme.xl
        width: page.width - 2 * x
        spacing: Theme.l
        PageHead { width: parent.width; compact: page.compact; title: qsTr("Inspect"); detail: page.house.text }

        OffsetsCard { width: parent.width; height: 260; house: page.house }

        CloserLook { width: parent.width; inspector: page.house.inspector; devices: page.house.devices }

        Flow {
            id: grid
            readonly property int columns: Math.max(1, Math.floor((width + spacing) / (320 + spacing)))
            width: parent.width
            spacing: Theme.m
            Repeater {
                model: page.house.devices
                delegate: Rectangle {
                    id: card
                    required property string name
                    required property string plain
                    required property int colour
                    required property var figures
                    required property bool conducts
                    width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                    height: inner.implicitHeight + 2 * Theme.m
                    radius: Theme.radius
                    color: Theme.surface
                    border.color: Theme.line
                    Column {
                        id: inner
                        x: Theme.m
                        y: Theme.m
                        width: parent.width - 2 * Theme.m
                        spacing: 3
                        Row {
                            spacing: 8
                            Rectangle { width: 12; height: 12; radius: 6; color: Theme.device(card.colour); anchors.verticalCenter: parent.verticalCenter }
                            Txt { text: card.name; font.weight: Font.DemiBold; font.pixelSize: Theme.heading }
                            Txt { visible: card.conducts; text: qsTr("conducts"); color: Theme.coralText; font.pixelSize: Theme.small; anchors.verticalCenter: parent.verticalCenter }
                        }
                        Txt { text: card.plain; color: Theme.dim; font.pixelSize: Theme.small; bottomPadding: 8 }
                        Repeater {
                            model: Math.floor(card.figures.length / 2)
                            Item {
                                required property int index
                                width: inner.width
                                height: label.implicitHeight + 6
                                Txt { id: label; text: card.figures[2 * parent.index]; color: Theme.dim; font.pixelSize: Theme.small }
                                Txt { anchors.right: parent.right; width: parent.width * 0.6; horizontalAlignment: Text.AlignRight; text: card.figures[2 * parent.index + 1]; font.pixelSize: Theme.small }
                            }
                        }
                    }
                }
            }
        }
        SectionTitle { text: qsTr("What happened"); width: parent.width; visible: page.house.notes.length > 0 }
        Repeater {
            model: page.house.notes
            Txt { required property string modelData; width: content.width; text: modelData; color: Theme.dim; font.pixelSize: Theme.small; wrapMode: Text.Wrap }
        }
    }
}
