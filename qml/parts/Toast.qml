// One line that something happened, with what to do about it, or the way back. Goes by itself.
import QtQuick
import Segue

Rectangle {
    id: toast
    property string text
    property string hint
    property bool bad: false
    property string action
    signal acted()

    function show(what: string, advice: string, isBad: bool, way: string) {
        text = what
        hint = advice
        bad = isBad
        action = way
        opacity = 1
        away.restart()
    }

    width: Math.min(parent.width - 2 * Theme.m, 460)
    height: words.implicitHeight + 26
    radius: Theme.radius
    color: Theme.raised
    border.color: bad ? Theme.coralText : Theme.line
    opacity: 0
    visible: opacity > 0
    Behavior on opacity { NumberAnimation { duration: Theme.settle } }
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text + (hint.length > 0 ? ". " + hint : "")

    Timer { id: away; interval: toast.action.length > 0 ? 9000 : 5000; onTriggered: toast.opacity = 0 }
    Icon { id: sign; x: 16; anchors.verticalCenter: parent.verticalCenter; name: toast.bad ? "warning" : "check"; colour: toast.bad ? Theme.coralText : Theme.mintText }
    Column {
        id: words
        anchors.left: sign.right
        anchors.leftMargin: 12
        anchors.right: way.visible ? way.left : parent.right
        anchors.rightMargin: 12
        anchors.verticalCenter: parent.verticalCenter
        spacing: 2
        Txt { Accessible.ignored: true; width: parent.width; text: toast.text; wrapMode: Text.Wrap; font.weight: Font.DemiBold; font.pixelSize: Theme.small + 1 }
        Txt { Accessible.ignored: true; width: parent.width; text: toast.hint; visible: text.length > 0; wrapMode: Text.Wrap; color: Theme.dim; font.pixelSize: Theme.small }
    }
    PillButton {
        id: way
        visible: toast.action.length > 0
        anchors.right: parent.right
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        text: toast.action
        symbol: "undo"
        onClicked: { toast.opacity = 0; toast.acted() }
    }
}
