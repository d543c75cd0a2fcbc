// Where to go, on a desktop: at the left.
import QtQuick
import Segue

Rectangle {
    id: rail
    required property var places      // [{symbol, label}]
    required property int current
    signal chosen(int index)
    width: 92
    color: Theme.surface
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Pages")

    Rectangle { anchors.right: parent.right; width: 1; height: parent.height; color: Theme.line }
    Brand { id: mark; size: 46; anchors.horizontalCenter: parent.horizontalCenter; y: 22 }
    Column {
        anchors.top: mark.bottom
        anchors.topMargin: 26
        width: parent.width
        spacing: 4
        Repeater {
            model: rail.places
            NavItem {
                required property int index
                required property var modelData
                objectName: "place:" + modelData.symbol
                width: rail.width
                height: 64
                symbol: modelData.symbol
                text: modelData.label
                current: rail.current === index
                onClicked: rail.chosen(index)
            }
        }
    }
}
