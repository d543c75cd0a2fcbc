// A heading within a page, with where to find all of it.
import QtQuick
import Segue

Item {
    id: section
    required property string text
    property string action
    signal acted()
    implicitHeight: 34
    Accessible.role: Accessible.Heading
    Accessible.name: text
    Txt { Accessible.ignored: true; text: section.text; font.pixelSize: Theme.heading; font.weight: Font.DemiBold; font.family: Theme.displayFamily; anchors.verticalCenter: parent.verticalCenter }
    LinkText { visible: section.action.length > 0; text: section.action; anchors.right: parent.right; anchors.verticalCenter: parent.verticalCenter; onClicked: section.acted() }
}
