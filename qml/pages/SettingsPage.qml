// What a person decides once.
import QtQuick
import QtQuick.Controls.Basic
import Segue

Flickable {
    id: page
    required property House house
    required property Preferences preferences
    required property bool compact
    signal inspectAsked()
    signal stageAsked()
    signal foldersAsked()
    contentHeight: content.implicitHeight + 2 * content.y
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    ScrollBar.vertical: ScrollBar {}
    Component.onCompleted: house.lookForSoundDevices()

    function asChoices(devices: var): var { return devices.map(d => ({value: d.spec, label: d.name})) }

    component Card: Rectangle {
        id: card
        default property alias body: inner.data
        property string title
        width: parent.width
        height: inner.implicitHeight + 2 * Theme.m + (heading.visible ? heading.implicitHeight + 10 : 0)
        radius: Theme.radius
        color: Theme.surface
        border.color: Theme.line
        Txt { id: heading; x: Theme.l - 4; y: Theme.m; text: card.title; visible: text.length > 0; font.pixelSize: Theme.heading; font.weight: Font.DemiBold; font.family: Theme.displayFamily }
        Column { id: inner; x: Theme.l - 4; y: Theme.m + (heading.visible ? heading.implicitHeight + 10 : 0); width: parent.width - 2 * x; spacing: Theme.m }
    }
    component Choice: Column {
        id: choice
        required property string label
        required property var options
        required property string value
        signal chosen(string value)
        width: parent.width
        spacing: 8
        Txt { text: choice.label }
        Flow {
            width: parent.width
            spacing: 6
            Repeater {
                model: choice.options
                Chip { required property var modelData; text: modelData.label; checked: choice.value === modelData.value; onClicked: choice.chosen(modelData.value) }
            }
        }
    }

    Column {
        id: content
        x: page.compact ? Theme.m : Math.max(Theme.xl, (page.width - 1080) / 2)
        y: page.compact ? Theme.m : Theme.xl
        width: page.width - 2 * x
        spacing: Theme.l

        PageHead { width: parent.width; compact: page.compact; title: qsTr("Settings"); detail: "" }

        Grid {
            id: cards
            width: parent.width
            columns: width >= 760 ? 2 : 1
            spacing: Theme.m
            readonly property real one: (width - (columns - 1) * spacing) / columns
            Column {
                width: cards.one
                spacing: Theme.m
                Card {
                    title: qsTr("This device")
                    Column {
                        width: parent.width
                        spacing: 8
                        Txt { text: qsTr("Name") }
                        Field { id: called; width: parent.width; label: qsTr("Name of this device"); text: page.house.devices.selfName; onEditingFinished: if (text !== page.house.devices.selfName) page.house.rename(text) }
                    }
                    Choice {
                        label: qsTr("Sound goes to")
                        options: page.asChoices(page.house.soundDevices)
                        value: page.preferences.audio
                        onChosen: value => page.preferences.audio = value
                    }
                    Choice {
                        label: qsTr("Equally loud")
                        options: [{value: "0", label: qsTr("As recorded")}, {value: "1", label: qsTr("Every track")}, {value: "2", label: qsTr("Every album")}]
                        value: String(page.house.player.normalise)
                        onChosen: value => page.house.player.normalise = Number(value)
                    }
                    PillButton { width: parent.width; text: qsTr("Folders of music…"); symbol: "folder"; onClicked: page.foldersAsked() }
                    Txt { width: parent.width; wrapMode: Text.Wrap; color: Theme.dim; font.pixelSize: Theme.small; text: qsTr("Another sound device is used from the next start on.") }
                }
                Card {
                    title: qsTr("Appearance")
                    Choice {
                        label: qsTr("Colours")
                        options: [{value: "system", label: qsTr("Like the system")}, {value: "dark", label: qsTr("Dark")}, {value: "light", label: qsTr("Light")}]
                        value: page.preferences.appearance
                        onChosen: value => page.preferences.appearance = value
                    }
                    Choice {
                        label: qsTr("Text")
                        options: [{value: "1", label: qsTr("Normal")}, {value: "1.2", label: qsTr("Large")}, {value: "1.4", label: qsTr("Larger")}]
                        value: String(page.preferences.textScale)
                        onChosen: value => page.preferences.textScale = Number(value)
                    }
                    Choice {
                        label: qsTr("Language")
                        options: [{value: "", label: qsTr("Like the system")}, {value: "en", label: "English"}, {value: "de", label: "Deutsch"}]
                        value: page.preferences.language
                        onChosen: value => page.preferences.language = value
                    }
                    Toggle { width: parent.width; text: qsTr("Less motion"); checked: page.preferences.calm; onToggled: page.preferences.calm = checked }
                }
            }
            Column {
                width: cards.one
                spacing: Theme.m
                Card {
                    title: qsTr("When things go wrong")
                    Toggle { width: parent.width; text: qsTr("Keep playing"); detail: qsTr("If the only device that plays dies, another goes on. Otherwise the music pauses."); checked: page.house.player.keepPlaying; onToggled: page.house.player.keepPlaying = checked }
                    Toggle { width: parent.width; text: qsTr("Only one side plays on"); detail: qsTr("If the network is cut in two, only the side with more devices plays. Otherwise both do, and what was lost is kept as a bookmark."); checked: page.house.player.exclusive; onToggled: page.house.player.exclusive = checked }
                }
                Card {
                    title: qsTr("Window")
                    Toggle { width: parent.width; text: qsTr("Play on when the window is closed"); detail: qsTr("Segue stays in the tray."); checked: page.preferences.stay; onToggled: page.preferences.stay = checked }
                    Toggle { width: parent.width; text: qsTr("Tell of each new track"); checked: page.preferences.notify; onToggled: page.preferences.notify = checked }
                }
                Card {
                    title: qsTr("Ensemble")
                    Txt { width: parent.width; wrapMode: Text.Wrap; color: Theme.dim; text: page.house.isGuest ? qsTr("This device is a guest: it plays along, but cannot invite or forget others.") : qsTr("%n device(s) trust each other here. Nothing outside can listen in or command them.", "", page.house.devices.count) }
                    PillButton { text: qsTr("Leave this ensemble"); danger: true; enabled: page.house.devices.count > 1; onClicked: page.house.leave() }
                }
                Card {
                    visible: page.compact
                    title: qsTr("More")
                    PillButton { width: parent.width; text: qsTr("Inspect"); symbol: "inspect"; onClicked: page.inspectAsked() }
                    PillButton { width: parent.width; text: qsTr("Stage"); symbol: "stage"; onClicked: page.stageAsked() }
                }
            }
        }
    }
}
