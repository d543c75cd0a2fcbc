// Every device as a tile; the session is dragged from one to another.
import QtQuick
import QtQuick.Controls.Basic
import Segue

Item {
    id: page
    required property House house
    required property bool compact
    readonly property Handover move: house.handover
    property bool offering: false
    signal inviteAsked()
    signal joinAsked()
    signal detailsAsked(string device)

    Flickable {
        id: flick
        anchors.fill: parent
        contentHeight: content.implicitHeight + 2 * content.y
        boundsBehavior: Flickable.StopAtBounds
        interactive: !page.offering
        clip: true
        ScrollBar.vertical: ScrollBar {}

        Column {
            id: content
            x: page.compact ? Theme.m : Theme.xl
            y: page.compact ? Theme.m : Theme.xl
            width: parent.width - 2 * x
            spacing: Theme.l

            PageHead {
                width: parent.width
                compact: page.compact
                title: qsTr("Devices")
                detail: page.house.devices.count > 1 ? page.house.text : qsTr("Only this one so far")
                PillButton { objectName: "joinEnsemble"; text: qsTr("Join"); symbol: "link"; onClicked: page.joinAsked() }
                PillButton { objectName: "inviteDevice"; text: qsTr("Invite a device"); symbol: "plus"; lead: true; enabled: !page.house.isGuest; onClicked: page.inviteAsked() }
            }

            Flow {
                id: grid
                objectName: "tiles"
                readonly property int columns: Math.max(1, Math.floor((width + spacing) / (300 + spacing)))
                width: parent.width
                spacing: Theme.m
                Repeater {
                    model: page.house.devices
                    delegate: DeviceTile {
                        id: tile
                        objectName: "tile:" + name
                        width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                        player: page.house.player
                        offering: page.offering
                        phase: page.move.toId === deviceId && page.move.phase !== Handover.Failed ? page.move.phase : 0
                        onOutputAsked: on => page.house.devices.setOutput(deviceId, on)
                        onVolumeAsked: percent => page.house.devices.setVolume(deviceId, percent)
                        onMoveAsked: page.move.start(deviceId)
                        onDetailsAsked: page.detailsAsked(deviceId)
                        onGrabbed: at => { carried.width = token.width; page.carry(at); page.offering = true }
                        onDragged: at => page.carry(at)
                        onReleased: { carried.Drag.drop(); page.offering = false }
                    }
                }
            }
            EmptyState {
                visible: page.house.ready && page.house.devices.count <= 1
                anchors.horizontalCenter: parent.horizontalCenter
                symbol: "devices"
                title: qsTr("One more makes an ensemble")
                detail: qsTr("Start Segue on another device and invite it. From then on the music goes wherever you drag it.")
                action: qsTr("Invite a device")
                actionSymbol: "invite"
                onActed: page.inviteAsked()
            }
        }
    }

    function carry(scene: point) {
        const at = page.mapFromItem(null, scene.x, scene.y)
        carried.x = at.x - carried.width / 2
        carried.y = at.y - carried.height / 2
    }
    SessionToken {
        id: carried
        width: 260
        visible: page.offering
        dragging: true
        scale: 1.04
        rotation: -1.5
        z: 10
        track: page.house.player.trackId
        title: page.house.player.title
        artist: page.house.player.artist
        Drag.active: page.offering
        Drag.keys: ["segue/session"]
        Drag.hotSpot.x: width / 2
        Drag.hotSpot.y: height / 2
    }
}
