// A line of a menu.
import QtQuick
import QtQuick.Templates as T
import Segue

T.MenuItem {
    id: entry
    property string symbol
    implicitWidth: 218
    implicitHeight: Theme.touch
    hoverEnabled: true
    Accessible.role: Accessible.MenuItem
    Accessible.name: text
    contentItem: Row {
        spacing: 12
        leftPadding: 10
        Icon { name: entry.symbol; size: 18; colour: Theme.dim; anchors.verticalCenter: parent.verticalCenter }
        Txt { Accessible.ignored: true; text: entry.text; anchors.verticalCenter: parent.verticalCenter }
    }
    background: Rectangle { radius: 10; color: Theme.text; opacity: entry.highlighted || entry.hovered ? 0.09 : 0 }
}
