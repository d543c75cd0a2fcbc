// What plays, where, and what comes next.
import QtQuick
import Segue

Item {
    id: page
    required property House house
    required property bool compact
    readonly property Player player: house.player
    readonly property bool beside: width >= 980
    signal filesAsked()
    signal devicesAsked()
    signal queueAsked()
    signal tempoAsked()

    EmptyState {
        anchors.centerIn: parent
        width: Math.min(380, parent.width - 2 * Theme.l)
        visible: page.house.ready && !page.player.hasTrack
        symbol: "music"
        title: qsTr("Nothing is playing yet")
        detail: qsTr("Drop music files or folders here. They play on this device, and on every other one you choose.")
        action: qsTr("Choose music…")
        actionSymbol: "folder"
        onActed: page.filesAsked()
    }

    Flickable {
        anchors.left: parent.left
        anchors.right: side.visible ? side.left : parent.right
        height: parent.height
        contentHeight: Math.max(height, stack.implicitHeight + 2 * stack.y)
        visible: page.player.hasTrack
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Column {
            id: stack
            readonly property real gap: page.compact ? Theme.l : 30
            readonly property real room: Math.max(200, Math.min(parent.width - 2 * x, 980))
            readonly property real side: page.compact ? Math.min(room, page.height * 0.42) : Math.min(440, page.height * 0.42, room * 0.46)
            x: page.compact ? Theme.l : Math.max(56, (parent.width - 980) / 2)
            y: page.compact ? Theme.l : Math.max(Theme.xl, (page.height - implicitHeight) / 2)
            width: parent.width - 2 * x
            spacing: gap

            Grid {
                width: parent.width
                columns: page.compact ? 1 : 2
                columnSpacing: 36
                rowSpacing: Theme.l
                verticalItemAlignment: Grid.AlignVCenter
                horizontalItemAlignment: page.compact ? Grid.AlignHCenter : Grid.AlignLeft
                Cover { width: stack.side; height: stack.side; radius: 22; track: page.player.trackId }
                Column {
                    width: page.compact ? stack.width : stack.width - stack.side - 36
                    spacing: 6
                    Row {
                        spacing: 8
                        visible: !page.compact
                        Rectangle { width: 8; height: 8; radius: 4; anchors.verticalCenter: parent.verticalCenter; color: page.player.moving ? Theme.mint : Theme.faint }
                        Txt { text: page.house.text; color: page.player.moving ? Theme.mintText : Theme.dim; font.pixelSize: Theme.small; font.weight: Font.DemiBold }
                    }
                    Txt {
                        objectName: "title"
                        width: parent.width
                        text: page.player.title
                        font.family: Theme.displayFamily
                        font.pixelSize: page.compact ? Theme.title : Theme.display
                        font.weight: Font.Bold
                        wrapMode: Text.Wrap
                        maximumLineCount: 2
                        lineHeight: 1.05
                        horizontalAlignment: page.compact ? Text.AlignHCenter : Text.AlignLeft
                    }
                    Txt {
                        width: parent.width
                        text: page.player.artist
                        visible: text.length > 0
                        color: Theme.text
                        opacity: 0.9
                        font.pixelSize: Theme.heading
                        horizontalAlignment: page.compact ? Text.AlignHCenter : Text.AlignLeft
                    }
                    Txt {
                        width: parent.width
                        text: page.player.album
                        visible: text.length > 0 && !page.compact
                        color: Theme.dim
                    }
                    Flow {
                        width: parent.width
                        spacing: 6
                        topPadding: 8
                        visible: page.player.stems.length > 0 && !page.compact
                        Repeater {
                            model: page.player.stems
                            StemChip { required property string modelData; stem: modelData; devices: page.house.devices }
                        }
                    }
                }
            }

            Column {
                width: parent.width
                spacing: 10
                Scrubber {
                    objectName: "scrubber"
                    width: parent.width
                    height: page.compact ? 64 : 92
                    peaks: page.player.outline
                    position: page.player.position
                    duration: page.player.duration
                    live: page.player.playing
                    bars: page.house.tempo.bars
                    loopFrom: page.house.loop.on ? page.house.loop.from : 0
                    loopTo: page.house.loop.on ? page.house.loop.to : 0
                    onSought: seconds => page.player.seek(seconds)
                    onNudged: seconds => page.player.seekBy(seconds)
                }
                Item {
                    width: parent.width
                    height: repeats.y + repeats.height
                    Txt { id: elapsed; text: Words.duration(page.player.position); font.pixelSize: Theme.small; color: Theme.dim }
                    LoopBar { id: repeats; y: 6; anchors.horizontalCenter: parent.horizontalCenter; loop: page.house.loop }
                    Txt { anchors.right: parent.right; text: Words.duration(page.player.duration); font.pixelSize: Theme.small; color: Theme.dim }
                }
            }

            Item {
                width: parent.width
                height: 76
                TempoChip { objectName: "tempoChip"; visible: !page.compact; anchors.left: parent.left; anchors.verticalCenter: parent.verticalCenter; tempo: page.house.tempo; onClicked: page.tempoAsked() }
                Transport { anchors.centerIn: parent; player: page.player; large: true }
                Row {
                    visible: !page.compact
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    spacing: 8
                    Icon { name: "volume"; colour: Theme.dim; anchors.verticalCenter: parent.verticalCenter }
                    LineSlider {
                        width: 130
                        label: qsTr("Volume of all")
                        colour: Theme.text
                        value: page.house.devices.groupVolume
                        onMoved: page.house.devices.setGroupVolume(value)
                    }
                }
            }

            Item {
                visible: page.compact
                width: parent.width
                height: small.height
                TempoChip { id: small; tempo: page.house.tempo; onClicked: page.tempoAsked() }
                Icon { id: loud; anchors.left: small.right; anchors.leftMargin: Theme.m; name: "volume"; colour: Theme.dim; anchors.verticalCenter: parent.verticalCenter }
                LineSlider {
                    anchors.left: loud.right
                    anchors.leftMargin: 8
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    label: qsTr("Volume of all")
                    colour: Theme.text
                    value: page.house.devices.groupVolume
                    onMoved: page.house.devices.setGroupVolume(value)
                }
            }
            Flow {
                width: parent.width
                spacing: 6
                visible: page.player.stems.length > 0 && page.compact
                Repeater {
                    model: page.player.stems
                    StemChip { required property string modelData; stem: modelData; devices: page.house.devices }
                }
            }

            Rectangle {
                visible: !page.beside
                width: parent.width
                height: where.implicitHeight + 28
                radius: Theme.radius
                color: Theme.tint(Theme.surface, 0.82)
                Column {
                    id: where
                    x: Theme.m
                    y: 14
                    width: parent.width - 2 * Theme.m
                    spacing: 8
                    Repeater {
                        model: page.house.devices
                        delegate: OutputRow {
                            required property string deviceId
                            required property bool isOutput
                            visible: isOutput
                            height: isOutput ? implicitHeight : 0
                            width: where.width
                            onVolumeAsked: percent => page.house.devices.setVolume(deviceId, percent)
                            onPressedOn: page.devicesAsked()
                        }
                    }
                    PillButton { width: parent.width; text: qsTr("Play on other devices"); symbol: "devices"; onClicked: page.devicesAsked() }
                }
            }
        }
    }

    Rectangle {
        id: side
        visible: page.beside && page.player.hasTrack
        anchors.right: parent.right
        width: 348
        height: parent.height
        color: Theme.tint(Theme.surface, 0.72)
        Rectangle { width: 1; height: parent.height; color: Theme.line }

        Flickable {
            anchors.fill: parent
            anchors.margins: Theme.l
            contentHeight: lists.implicitHeight
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Column {
                id: lists
                width: parent.width
                spacing: 10
                SectionTitle { text: qsTr("Playing on"); width: parent.width; action: qsTr("Devices"); onActed: page.devicesAsked() }
                Repeater {
                    model: page.house.devices
                    delegate: OutputRow {
                        required property string deviceId
                        required property bool isOutput
                        visible: isOutput
                        height: isOutput ? implicitHeight : 0
                        width: lists.width
                        onVolumeAsked: percent => page.house.devices.setVolume(deviceId, percent)
                        onPressedOn: page.devicesAsked()
                    }
                }
                Item { width: 1; height: 12 }
                SectionTitle { text: qsTr("Next up"); width: parent.width; action: qsTr("Queue"); onActed: page.queueAsked() }
                Repeater {
                    model: page.house.queue.upcoming
                    delegate: TrackLine {
                        required property var modelData
                        width: lists.width
                        trackId: modelData.trackId
                        title: modelData.title
                        artist: modelData.artist
                        seconds: modelData.seconds
                        onActivated: page.house.queue.play(modelData.row)
                    }
                }
                Txt {
                    width: parent.width
                    visible: page.player.nextTitle.length === 0
                    text: qsTr("Nothing after this. Drop more music anywhere on the window.")
                    color: Theme.dim
                    wrapMode: Text.Wrap
                    font.pixelSize: Theme.small
                }
            }
        }
    }
}
