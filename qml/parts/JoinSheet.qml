// Goes to another ensemble by its invitation.
import QtQuick
import Segue

Sheet {
    id: sheet
    required property House house
    title: qsTr("Join by invitation")
    onOpened: link.forceActiveFocus()

    Txt { width: parent.width; wrapMode: Text.Wrap; color: Theme.dim; text: qsTr("On a device that is in already, choose “Invite a device”, and put its link here.") }
    Field { id: link; width: parent.width; label: qsTr("Invitation"); placeholderText: "segue://join/…"; symbol: "link"; onAccepted: sheet.house.join(text) }
    PillButton { width: parent.width; lead: true; text: qsTr("Join"); enabled: link.text.trim().length > 0; onClicked: sheet.house.join(link.text) }
}
