// One of several to choose from.
import QtQuick
import QtQuick.Templates as T
import Segue

T.AbstractButton {
    id: chip
    implicitHeight: words.implicitHeight + 16
    implicitWidth: words.implicitWidth + 28
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.RadioButton
    Accessible.name: text
    Accessible.checked: checked
    Keys.onReturnPressed: clicked()
    contentItem: Txt { Accessible.ignored: true; id: words; text: chip.text; color: chip.checked ? Theme.ink : Theme.text; font.pixelSize: Theme.small; font.weight: chip.checked ? Font.DemiBold : Font.Normal; horizontalAlignment: Text.AlignHCenter; verticalAlignment: Text.AlignVCenter }
    background: Rectangle {
        radius: height / 2
        color: chip.checked ? Theme.mint : chip.hovered ? Theme.raised : "transparent"
        border.width: chip.checked ? 0 : 1
        border.color: Theme.line
        FocusRing { target: chip; radius: height / 2 }
    }
}
