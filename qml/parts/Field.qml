// A line to type in.
import QtQuick
import QtQuick.Templates as T
import Segue

T.TextField {
    id: field
    required property string label
    property string symbol

    implicitHeight: Theme.touch
    implicitWidth: 260
    leftPadding: symbol.length > 0 ? 44 : 16
    rightPadding: 16
    color: Theme.text
    placeholderTextColor: Theme.dim
    selectionColor: Theme.coral
    selectedTextColor: Theme.ink
    font.family: Theme.family
    font.pixelSize: Theme.body
    verticalAlignment: Text.AlignVCenter
    selectByMouse: true
    Accessible.role: Accessible.EditableText
    Accessible.name: label

    Txt {
        Accessible.ignored: true
        x: field.leftPadding
        anchors.verticalCenter: parent.verticalCenter
        width: field.width - field.leftPadding - field.rightPadding
        visible: field.length === 0 && field.preeditText.length === 0
        text: field.placeholderText
        color: Theme.dim
    }
    Icon {
        visible: field.symbol.length > 0
        name: field.symbol
        colour: Theme.dim
        size: 20
        x: 14
        anchors.verticalCenter: parent.verticalCenter
    }
    background: Rectangle {
        radius: height / 2
        color: Theme.surface
        border.width: field.activeFocus ? 2 : 1
        border.color: field.activeFocus ? Theme.coral : Theme.line
    }
}
