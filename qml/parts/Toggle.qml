// On or off, with what that means beside it.
import QtQuick
import QtQuick.Templates as T
import Segue

T.Switch {
    id: toggle
    property string detail

    implicitWidth: 260
    implicitHeight: Math.max(Theme.touch, words.implicitHeight)
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.description: detail
    Keys.onReturnPressed: { toggle.toggle(); toggle.toggled() }

    indicator: Rectangle {
        x: toggle.width - width
        anchors.verticalCenter: parent.verticalCenter
        width: 46
        height: 26
        radius: 13
        color: toggle.checked ? Theme.mint : Theme.raised
        border.width: toggle.checked ? 0 : 1.5
        border.color: Theme.faint
        Behavior on color { ColorAnimation { duration: Theme.quick } }
        Rectangle {
            x: toggle.checked ? parent.width - width - 4 : 4
            y: 4
            width: 18
            height: 18
            radius: 9
            color: toggle.checked ? Theme.ink : Theme.dim
            Behavior on x { NumberAnimation { duration: Theme.quick } }
        }
        FocusRing { target: toggle; radius: height / 2 }
    }
    contentItem: Column {
        id: words
        rightPadding: 62
        spacing: 2
        Txt { Accessible.ignored: true; text: toggle.text; width: toggle.width - 62; wrapMode: Text.Wrap }
        Txt {
            Accessible.ignored: true
            visible: toggle.detail.length > 0
            text: toggle.detail
            width: toggle.width - 62
            wrapMode: Text.Wrap
            color: Theme.dim
            font.pixelSize: Theme.small
        }
    }
}
