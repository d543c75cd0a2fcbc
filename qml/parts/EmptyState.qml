// Nothing here yet, and what to do about it.
import QtQuick
import Segue

Column {
    id: empty
    required property string symbol
    required property string title
    required property string detail
    property string action
    property string actionSymbol
    signal acted()
    spacing: Theme.m
    width: 360

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: 88
        height: 88
        radius: 44
        color: Theme.raised
        Icon { anchors.centerIn: parent; name: empty.symbol; size: 40; colour: Theme.coral }
    }
    Txt { width: parent.width; text: empty.title; font.pixelSize: Theme.title; font.family: Theme.displayFamily; font.weight: Font.DemiBold; horizontalAlignment: Text.AlignHCenter; wrapMode: Text.Wrap }
    Txt { width: parent.width; text: empty.detail; color: Theme.dim; horizontalAlignment: Text.AlignHCenter; wrapMode: Text.Wrap; lineHeight: 1.25 }
    PillButton {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.action.length > 0
        lead: true
        text: empty.action
        symbol: empty.actionSymbol
        onClicked: empty.acted()
    }
}
