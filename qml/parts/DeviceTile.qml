// One device. The session's token lies on the one that conducts; it can be dragged from there onto another tile.
import QtQuick
import Segue

FocusScope {
    id: tile
    required property string deviceId
    required property string name
    required property string kind
    required property int colour
    required property bool isSelf
    required property bool here
    required property bool isOutput
    required property bool conducts
    required property bool sounds
    required property string plain
    required property bool trouble
    required property real level
    required property real volume
    required property string part
    required property real battery    // percent; 0: it has none
    required property bool onBattery
    property var player: null         // shows the token when it conducts
    property int phase: 0             // of a move to here; 0: none
    property bool offering: false     // a token is being dragged
    readonly property color own: Theme.device(colour)
    property alias token: held
    signal outputAsked(bool on)
    signal volumeAsked(real percent)
    signal moveAsked()
    signal detailsAsked()

    implicitWidth: 300
    implicitHeight: 206
    opacity: here ? 1 : 0.55
    activeFocusOnTab: true
    Accessible.role: Accessible.ListItem
    Accessible.name: name + ", " + plain
    Keys.onReturnPressed: detailsAsked()
    Keys.onSpacePressed: outputAsked(!isOutput)
    Keys.onPressed: event => { if (event.key === Qt.Key_H && here) { moveAsked(); event.accepted = true } }

    Rectangle {
        id: card
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.surface
        border.width: tile.activeFocus || drop.containsDrag || tile.phase > 0 ? 2 : 1
        border.color: drop.containsDrag || tile.phase > 0 ? Theme.coral : tile.activeFocus ? Theme.focus : tile.sounds ? Theme.tint(tile.own, 0.6) : Theme.line
        scale: drop.containsDrag ? 1.02 : 1
        Behavior on scale { NumberAnimation { duration: Theme.quick } }
        Rectangle {
            anchors.fill: parent
            anchors.margins: 1
            radius: parent.radius - 1
            color: tile.own
            opacity: drop.containsDrag ? 0.2 : tile.sounds ? 0.07 : 0
            Behavior on opacity { NumberAnimation { duration: Theme.settle } }
        }
    }

    Item {
        id: head
        x: Theme.m
        y: Theme.m
        width: parent.width - 2 * Theme.m
        height: 44
        Rectangle {
            id: disc
            width: 44
            height: 44
            radius: 22
            color: tile.sounds ? tile.own : Theme.tint(tile.own, 0.18)
            Rectangle {
                anchors.centerIn: parent
                width: parent.width
                height: width
                radius: width / 2
                color: "transparent"
                border.width: 2
                border.color: tile.own
                opacity: 0.55
                scale: 1 + 0.28 * tile.level
                visible: tile.sounds
                Behavior on scale { NumberAnimation { duration: Theme.quick } }
            }
            Icon { anchors.centerIn: parent; name: tile.kind; colour: tile.sounds ? Theme.ink : tile.own }
        }
        Column {
            anchors.left: disc.right
            anchors.leftMargin: 12
            anchors.right: buttons.left
            anchors.rightMargin: 4
            anchors.verticalCenter: parent.verticalCenter
            spacing: 2
            Row {
                width: parent.width
                spacing: 6
                Txt { Accessible.ignored: true; id: called; text: tile.name; font.pixelSize: Theme.heading; font.weight: Font.DemiBold; width: Math.min(implicitWidth, parent.width - (me.visible ? me.width + 6 : 0)) }
                Rectangle {
                    id: me
                    visible: tile.isSelf
                    anchors.verticalCenter: called.verticalCenter
                    width: meText.implicitWidth + 12
                    height: meText.implicitHeight + 4
                    radius: height / 2
                    color: Theme.raised
                    Txt { Accessible.ignored: true; id: meText; anchors.centerIn: parent; text: qsTr("here"); font.pixelSize: Theme.caption - 1; color: Theme.dim }
                }
            }
            Txt { Accessible.ignored: true; width: parent.width; text: tile.onBattery && tile.battery > 0 ? tile.plain + " · " + qsTr("battery %1 %").arg(Math.round(tile.battery)) : tile.plain; font.pixelSize: Theme.small; color: tile.trouble ? Theme.warnText : tile.sounds ? Theme.mintText : Theme.dim }
        }
        Row {
            id: buttons
            anchors.right: parent.right
            anchors.rightMargin: -8
            IconButton {
                symbol: "volume"
                enabled: tile.here
                label: tile.isOutput ? qsTr("Stop playing on %1").arg(tile.name) : qsTr("Play on %1 too").arg(tile.name)
                colour: tile.isOutput ? Theme.ink : Theme.dim
                fill: tile.isOutput ? tile.own : "transparent"
                size: 40
                iconSize: 20
                checkable: true
                checked: tile.isOutput
                onClicked: { checked = Qt.binding(() => tile.isOutput); tile.outputAsked(!tile.isOutput) }
            }
            IconButton { symbol: "more"; label: qsTr("About %1").arg(tile.name); size: 40; onClicked: tile.detailsAsked() }
        }
    }

    Item {
        id: place
        x: Theme.m
        anchors.top: head.bottom
        anchors.topMargin: 12
        width: parent.width - 2 * Theme.m
        height: 60
        HandoverSteps {
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width
            phase: tile.phase
            visible: tile.phase > 0 && !held.visible
        }
        Rectangle {
            anchors.fill: parent
            radius: 14
            color: "transparent"
            border.width: 1.5
            border.color: drop.containsDrag ? Theme.coral : Theme.line
            visible: tile.here && !tile.conducts && tile.phase === 0
            Txt {
                Accessible.ignored: true
                anchors.centerIn: parent
                visible: tile.offering
                text: drop.containsDrag ? qsTr("Let go to move the music here") : qsTr("Drop here")
                color: drop.containsDrag ? Theme.coralText : Theme.dim
                font.pixelSize: Theme.small
            }
            PillButton {
                id: mover
                anchors.fill: parent
                visible: !tile.offering
                text: qsTr("Move the music here")
                symbol: "handover"
                enabled: tile.player !== null && tile.player.hasTrack
                background: Rectangle { radius: 14; color: Theme.tint(Theme.text, mover.down ? 0.12 : mover.hovered ? 0.06 : 0); FocusRing { target: mover; radius: 16 } }
                onClicked: tile.moveAsked()
            }
        }
        SessionToken {
            id: held
            width: parent.width
            visible: tile.conducts && tile.player !== null && tile.player.hasTrack
            track: tile.player ? tile.player.trackId : ""
            title: tile.player ? tile.player.title : ""
            artist: tile.player ? tile.player.artist : ""
            dragging: grab.active
            opacity: grab.active ? 0.35 : 1
        }
        DragHandler {
            id: grab
            enabled: held.visible
            target: null
            dragThreshold: 6
            cursorShape: Qt.ClosedHandCursor
            onActiveChanged: active ? tile.grabbed(centroid.scenePosition) : tile.released()
            onCentroidChanged: if (active) tile.dragged(centroid.scenePosition)
        }
        HoverHandler { enabled: held.visible; cursorShape: Qt.OpenHandCursor }
    }
    signal grabbed(point at)
    signal dragged(point at)
    signal released()

    LineSlider {
        x: Theme.m
        anchors.top: place.bottom
        anchors.topMargin: 10
        width: parent.width - 2 * Theme.m
        visible: tile.isOutput
        enabled: tile.here
        label: qsTr("Volume of %1").arg(tile.name)
        colour: tile.own
        level: tile.level
        value: tile.volume
        onMoved: tile.volumeAsked(value)
    }
    Txt {
        Accessible.ignored: true
        x: Theme.m
        anchors.top: place.bottom
        anchors.topMargin: 16
        visible: !tile.isOutput && tile.here
        text: qsTr("Not playing")
        color: Theme.dim
        font.pixelSize: Theme.small
    }

    DropArea {
        id: drop
        anchors.fill: parent
        enabled: tile.here && !tile.conducts
        keys: ["segue/session"]
        onDropped: if (enabled) tile.moveAsked()  // a drag that is over it already is not taken from one that is disabled
    }
}
