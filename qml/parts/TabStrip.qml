// Where to go, on a phone: at the bottom.
import QtQuick
import Segue

Rectangle {
    id: strip
    required property var places
    required property int current
    signal chosen(int index)
    height: 70
    color: Theme.surface
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Pages")

    Rectangle { width: parent.width; height: 1; color: Theme.line }
    Row {
        anchors.fill: parent
        Repeater {
            model: strip.places
            NavItem {
                required property int index
                required property var modelData
                objectName: "place:" + modelData.symbol
                width: strip.width / strip.places.length
                height: strip.height
                symbol: modelData.symbol
                text: modelData.label
                current: strip.current === index
                onClicked: strip.chosen(index)
            }
        }
    }
}
