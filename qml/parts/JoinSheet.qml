// Goes to another ensemble by its invitation: a link, its code alone, or a picture of it.
import QtQuick
import Segue

Sheet {
    id: sheet
    required property House house
    signal pictureAsked()
    title: qsTr("Join by invitation")
    onOpened: { link.text = ""; link.forceActiveFocus() }

    Txt { width: parent.width; wrapMode: Text.Wrap; color: Theme.dim; text: qsTr("On a device that is in already, choose “Invite a device”, and put its link here.") }
    Field { id: link; objectName: "invitationField"; width: parent.width; label: qsTr("Invitation"); placeholderText: "segue://join/…"; symbol: "link"; onAccepted: sheet.house.join(text) }
    PillButton { width: parent.width; lead: true; text: qsTr("Join"); enabled: link.text.trim().length > 0; onClicked: sheet.house.join(link.text) }
    SectionTitle { width: parent.width; text: qsTr("Or by its QR code") }
    Txt { width: parent.width; wrapMode: Text.Wrap; color: Theme.dim; font.pixelSize: Theme.small; text: qsTr("Drop a picture of it on the window, paste one, or choose a file.") }
    Flow {
        width: parent.width
        spacing: Theme.s
        PillButton { text: qsTr("Choose a picture…"); symbol: "picture"; onClicked: sheet.pictureAsked() }
        PillButton { objectName: "pasteInvitation"; text: qsTr("Paste"); symbol: "copy"; onClicked: sheet.house.joinByClipboard() }
    }
    Item { width: 1; height: Theme.s }
}
