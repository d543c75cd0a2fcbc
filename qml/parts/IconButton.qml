// A button that is only an icon. `label` is what it does, for tooltips and for those who listen.
import QtQuick
import QtQuick.Templates as T
import Segue

T.AbstractButton {
    id: button
    required property string symbol
    required property string label
    property int size: Theme.touch
    property int iconSize: 22
    property color colour: Theme.text
    property color fill: "transparent"

    implicitWidth: size
    implicitHeight: size
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    opacity: enabled ? 1 : 0.35
    Accessible.role: Accessible.Button
    Accessible.name: label
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.symbol
            size: button.iconSize
            colour: button.colour
        }
    }
    background: Rectangle {
        radius: height / 2
        color: button.fill
        Rectangle {
            anchors.fill: parent
            radius: height / 2
            color: Theme.text
            opacity: button.down ? 0.16 : button.hovered ? 0.08 : 0
            Behavior on opacity { NumberAnimation { duration: Theme.quick } }
        }
        FocusRing { target: button; radius: height / 2 }
    }
    // Lists have hundreds of buttons, and a pointer is on one of them.
    Loader { anchors.fill: parent; active: button.hovered; sourceComponent: hint }
    Component { id: hint; Hint { parent: button; text: button.label; shown: button.hovered && !button.down } }
}
