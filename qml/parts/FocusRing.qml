// Shows where the keyboard is; a pointer needs no telling.
import QtQuick
import Segue

Rectangle {
    required property Item target
    anchors.fill: parent
    anchors.margins: -3
    color: "transparent"
    radius: Theme.radiusSmall + 3
    border.width: 2
    border.color: Theme.cream
    visible: target.visualFocus === true
}
