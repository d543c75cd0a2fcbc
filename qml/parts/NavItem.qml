// One place to go.
import QtQuick
import QtQuick.Templates as T
import Segue

T.AbstractButton {
    id: item
    required property string symbol
    required property bool current
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.role: Accessible.PageTab
    Accessible.name: text
    Accessible.selected: current
    Keys.onReturnPressed: clicked()

    contentItem: Item {
        Column {
            anchors.centerIn: parent
            spacing: 5
            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                width: 54
                height: 32
                radius: 16
                color: item.current ? Theme.tint(Theme.coral, Theme.dark ? 0.2 : 0.16) : Theme.tint(Theme.text, item.hovered ? 0.07 : 0)
                Behavior on color { ColorAnimation { duration: Theme.quick } }
                Icon { anchors.centerIn: parent; name: item.symbol; colour: item.current ? Theme.coralText : Theme.dim }
                FocusRing { target: item; radius: height / 2 }
            }
            Txt {
                Accessible.ignored: true
                anchors.horizontalCenter: parent.horizontalCenter
                width: item.width - 6
                horizontalAlignment: Text.AlignHCenter
                text: item.text
                fontSizeMode: Text.HorizontalFit  // longer words of other languages, on a narrow phone
                minimumPixelSize: 9
                font.pixelSize: Theme.caption
                font.weight: item.current ? Font.DemiBold : Font.Normal
                color: item.current ? Theme.text : Theme.dim
            }
        }
    }
}
