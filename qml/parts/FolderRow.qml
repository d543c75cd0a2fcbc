// A folder, to be opened.
import QtQuick
import QtQuick.Templates as T
import Segue

T.AbstractButton {
    id: row
    required property string title
    property string detail
    property string symbol: "folder"
    property bool away: false
    property bool opens: true         // and does not play
    default property alias actions: tools.data
    implicitHeight: 56
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: title + (detail.length > 0 ? ", " + detail : "")
    Keys.onReturnPressed: row.clicked()

    background: Rectangle {
        radius: Theme.radiusSmall
        color: row.hovered ? Theme.tint(Theme.text, 0.05) : "transparent"
        FocusRing { target: row; anchors.margins: 0; radius: Theme.radiusSmall }
    }
    contentItem: Item {
        Icon { id: sign; x: 14; name: row.symbol; colour: row.away ? Theme.dim : Theme.coral; anchors.verticalCenter: parent.verticalCenter }
        Column {
            anchors.left: sign.right
            anchors.leftMargin: 16
            anchors.right: tools.left
            anchors.rightMargin: 8
            anchors.verticalCenter: parent.verticalCenter
            spacing: 2
            Txt { Accessible.ignored: true; width: parent.width; text: row.title; color: row.away ? Theme.dim : Theme.text }
            Txt { Accessible.ignored: true; width: parent.width; text: row.detail; visible: text.length > 0; color: row.away ? Theme.warnText : Theme.dim; font.pixelSize: Theme.small; elide: Text.ElideMiddle }
        }
        Row {
            id: tools
            anchors.right: go.left
            anchors.verticalCenter: parent.verticalCenter
        }
        Icon { id: go; anchors.right: parent.right; anchors.rightMargin: 10; name: "chevron"; visible: row.opens; width: visible ? size : 0; colour: Theme.dim; size: 18; anchors.verticalCenter: parent.verticalCenter }
    }
}
