// Something that wants attention for a moment: in the middle on a desktop, from below on a phone.
import QtQuick
import QtQuick.Templates as T
import Segue

T.Popup {
    id: sheet
    property string title
    property bool compact: parent ? parent.width < 640 : false
    default property alias body: column.data

    parent: T.Overlay.overlay
    modal: true
    focus: true
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    width: compact ? parent.width : Math.min(460, parent.width - 2 * Theme.l)
    height: Math.min(parent ? parent.height - Theme.l : 600, column.implicitHeight + 96)
    x: parent ? (parent.width - width) / 2 : 0
    y: parent ? compact ? parent.height - height : (parent.height - height) / 2 : 0
    padding: 0

    T.Overlay.modal: Rectangle { color: Theme.scrim }
    background: Rectangle {
        radius: 22
        color: Theme.surface
        border.color: Theme.line
        Rectangle { visible: sheet.compact; anchors.bottom: parent.bottom; width: parent.width; height: 30; color: Theme.surface }
    }
    enter: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.quick } }
    exit: Transition { NumberAnimation { property: "opacity"; from: 1; to: 0; duration: Theme.quick } }

    contentItem: Item {
        Txt {
            x: Theme.l
            y: 20
            width: parent.width - 110
            text: sheet.title
            font.pixelSize: Theme.title - 4
            font.weight: Font.DemiBold
            font.family: Theme.displayFamily
        }
        IconButton { anchors.right: parent.right; anchors.rightMargin: 12; y: 12; symbol: "close"; label: qsTr("Close"); onClicked: sheet.close() }
        Flickable {
            x: Theme.l
            y: 68
            width: parent.width - 2 * Theme.l
            height: parent.height - 68 - 12
            contentHeight: column.implicitHeight
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Column {
                id: column
                width: parent.width
                spacing: Theme.m
            }
        }
    }
}
