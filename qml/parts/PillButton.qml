// A button with words. `lead`: the one thing to do here.
import QtQuick
import QtQuick.Templates as T
import Segue

T.Button {
    id: button
    property string symbol
    property bool lead: false
    property bool danger: false
    readonly property color front: lead ? Theme.ink : danger ? Theme.coralText : Theme.text

    implicitHeight: Math.max(Theme.touch, words.implicitHeight + 20)
    implicitWidth: row.implicitWidth + leftPadding + rightPadding
    leftPadding: 20
    rightPadding: 20
    hoverEnabled: true
    opacity: enabled ? 1 : 0.4
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    contentItem: Item {
        implicitWidth: row.implicitWidth
        Row {
            id: row
            anchors.centerIn: parent
            spacing: Theme.s
            Icon {
                visible: button.symbol.length > 0
                name: button.symbol
                colour: button.front
                size: 18
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                Accessible.ignored: true
                id: words
                text: button.text
                color: button.front
                font.weight: Font.DemiBold
                font.pixelSize: Theme.small + 1
                anchors.verticalCenter: parent.verticalCenter
            }
        }
    }
    background: Rectangle {
        radius: height / 2
        color: button.lead ? Theme.coral : Theme.tint(Theme.surface, 0.6)
        border.width: button.lead ? 0 : 1.5
        border.color: button.danger ? Theme.coralText : Theme.line
        Rectangle {
            anchors.fill: parent
            radius: height / 2
            color: button.lead ? "white" : Theme.text
            opacity: button.down ? 0.2 : button.hovered ? 0.1 : 0
            Behavior on opacity { NumberAnimation { duration: Theme.quick } }
        }
        FocusRing { target: button; radius: height / 2 }
    }
}
