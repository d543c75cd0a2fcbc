// Shows where the keyboard is; a pointer needs no telling.
import QtQuick
import QtQuick.Templates as T
import Segue

Rectangle {
    required property T.Control target
    anchors.fill: parent
    anchors.margins: -3
    color: "transparent"
    radius: Theme.radiusSmall + 3
    border.width: 2
    border.color: Theme.focus
    visible: target.visualFocus
}
