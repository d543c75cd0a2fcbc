// Lets another device in: a QR code, and the same as a link.
import QtQuick
import Segue

Sheet {
    id: sheet
    required property House house
    title: qsTr("Invite a device")
    onClosed: house.endInvitation()

    Txt { width: parent.width; wrapMode: Text.Wrap; color: Theme.dim; text: qsTr("Point the other device's camera at this, or send it the link. It lets in one device, within ten minutes.") }
    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: 248
        height: 248
        radius: Theme.radius
        color: "white"
        Image {
            anchors.fill: parent
            anchors.margins: 10
            source: sheet.house.invitation.length > 0 ? "image://qr/" + encodeURIComponent(sheet.house.invitation) : ""
            smooth: false
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("QR code of the invitation")
        }
    }
    Rectangle {
        width: parent.width
        height: 44
        radius: 22
        color: Theme.raised
        TextInput {
            id: link
            x: 16
            width: parent.width - 32
            anchors.verticalCenter: parent.verticalCenter
            text: sheet.house.invitation
            color: Theme.text
            readOnly: true
            selectByMouse: true
            clip: true
            font.pixelSize: Theme.small
            font.family: Theme.family
            Accessible.name: qsTr("Link of the invitation")
        }
    }
    PillButton {
        id: copy
        width: parent.width
        lead: true
        symbol: "copy"
        text: qsTr("Copy the link")
        onClicked: { link.selectAll(); link.copy(); link.deselect(); text = qsTr("Copied") }
    }
    onOpened: copy.text = qsTr("Copy the link")
}
