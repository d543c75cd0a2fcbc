// One device at close look: its part, its trim, its figures, and letting it go.
import QtQuick
import Segue

Sheet {
    id: sheet
    required property House house
    property string device
    property var facts: ({})
    title: facts.name || ""

    function choices(stems: var): var {
        const all = [{part: "all", label: qsTr("Everything")}, {part: "left", label: qsTr("Left")}, {part: "right", label: qsTr("Right")}, {part: "mono", label: qsTr("Mono")}]
        for (const stem of stems) all.push({part: stem, label: stem})
        return all
    }
    function look() {
        facts = house.devices.get(device)
        if (!trim.pressed) trim.value = facts.trim || 0
        if (!called.activeFocus) called.text = facts.name || ""
    }
    onDeviceChanged: look()
    onAboutToShow: look()
    Connections {
        target: sheet.house.devices
        enabled: sheet.visible
        function onDataChanged() { sheet.look() }
        function onCountChanged() { sheet.look() }
    }

    Txt { objectName: "deviceState"; width: parent.width; text: sheet.facts.plain || qsTr("This device has gone"); color: sheet.facts.trouble ? Theme.warnText : Theme.dim; wrapMode: Text.Wrap }
    Flow {
        width: parent.width
        spacing: Theme.s
        visible: sheet.facts.here === true
        PillButton { text: qsTr("Move the music here"); symbol: "handover"; lead: true; visible: sheet.facts.conducts !== true; onClicked: { sheet.house.handover.start(sheet.device); sheet.close() } }
        PillButton { text: sheet.facts.isOutput ? qsTr("Stop playing here") : qsTr("Play here too"); symbol: "volume"; onClicked: sheet.house.devices.setOutput(sheet.device, !sheet.facts.isOutput) }
        PillButton { objectName: "hearIt"; text: qsTr("Hear it"); symbol: "bell"; onClicked: sheet.house.devices.identify(sheet.device) }
    }
    Column {
        width: parent.width
        spacing: 4
        visible: sheet.facts.here === true
        SectionTitle { text: qsTr("Name"); width: parent.width }
        Field { id: called; objectName: "deviceName"; width: parent.width; label: qsTr("Name of the device"); maximumLength: 60; onEditingFinished: if (text.trim().length > 0 && text !== sheet.facts.name) sheet.house.rename(text, sheet.device) }
    }
    Column {
        width: parent.width
        spacing: Theme.s
        visible: sheet.facts.isOutput === true
        SectionTitle { text: qsTr("Plays"); width: parent.width }
        Flow {
            width: parent.width
            spacing: 6
            Repeater {
                model: sheet.choices(sheet.house.player.stems)
                Chip {
                    required property var modelData
                    text: modelData.label
                    checked: sheet.facts.part === modelData.part
                    onClicked: sheet.house.devices.setPart(sheet.device, modelData.part)
                }
            }
        }
    }
    Column {
        width: parent.width
        visible: sheet.facts.here === true
        SectionTitle { text: qsTr("Latency of its loudspeaker"); width: parent.width }
        Row {
            width: parent.width
            spacing: Theme.m
            LineSlider { id: trim; width: parent.width - 90; from: -50; to: 250; stepSize: 1; label: qsTr("Latency trim"); colour: Theme.mint; onPressedChanged: if (!pressed) sheet.house.devices.setLatency(sheet.device, Math.round(value)) }
            Txt { width: 74; anchors.verticalCenter: trim.verticalCenter; horizontalAlignment: Text.AlignRight; text: qsTr("%1 ms").arg(Math.round(trim.value)) }
        }
        Txt { width: parent.width; wrapMode: Text.Wrap; font.pixelSize: Theme.small; color: Theme.dim; text: qsTr("If it is heard late, as over Bluetooth or a television, move this to the right until it is not.") }
    }
    Column {
        width: parent.width
        spacing: 2
        visible: (sheet.facts.figures || []).length > 0
        SectionTitle { text: qsTr("Figures"); width: parent.width }
        Repeater {
            model: Math.floor((sheet.facts.figures || []).length / 2)
            Item {
                required property int index
                width: parent.width
                height: label.implicitHeight + 8
                Txt { id: label; text: sheet.facts.figures[2 * parent.index] || ""; color: Theme.dim; font.pixelSize: Theme.small; anchors.verticalCenter: parent.verticalCenter }
                Txt { anchors.right: parent.right; width: parent.width * 0.6; horizontalAlignment: Text.AlignRight; text: sheet.facts.figures[2 * parent.index + 1] || ""; font.pixelSize: Theme.small; anchors.verticalCenter: parent.verticalCenter }
            }
        }
    }
    PillButton {
        visible: sheet.facts.isSelf === false
        enabled: !sheet.house.isGuest
        danger: true
        symbol: "trash"
        text: qsTr("Forget this device")
        onClicked: { sheet.house.devices.forget(sheet.device); sheet.close() }
    }
    Item { width: 1; height: Theme.s }
}
