// A word on what is under the pointer, after a moment.
import QtQuick
import QtQuick.Templates as T
import Segue

T.ToolTip {
    id: hint
    property bool shown: false
    delay: 600
    visible: shown && text.length > 0
    margins: Theme.s
    x: parent ? (parent.width - implicitWidth) / 2 : 0
    y: -implicitHeight - 6
    padding: 6
    leftPadding: 10
    rightPadding: 10
    implicitWidth: label.implicitWidth + leftPadding + rightPadding
    implicitHeight: label.implicitHeight + topPadding + bottomPadding
    contentItem: Txt { id: label; text: hint.text; font.pixelSize: Theme.caption; color: Theme.text }
    background: Rectangle { radius: 8; color: Theme.raised; border.color: Theme.line }
}
