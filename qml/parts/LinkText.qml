// A quiet button: words alone.
import QtQuick
import QtQuick.Templates as T
import Segue

T.AbstractButton {
    id: link
    implicitWidth: words.implicitWidth + 16
    implicitHeight: words.implicitHeight + 14
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Link
    Accessible.name: text
    Keys.onReturnPressed: clicked()
    contentItem: Txt {
        Accessible.ignored: true
        id: words
        text: link.text
        color: link.hovered ? Theme.text : Theme.coralText
        font.pixelSize: Theme.small
        font.weight: Font.DemiBold
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
    }
    background: Item { FocusRing { target: link } }
}
