// For a projector: the ensemble as it lives, on a full screen.
import QtQuick
import Segue

FocusScope {
    id: stage
    required property House house
    required property Preferences preferences
    required property bool compact
    property var companions: null
    signal closed()
    focus: true
    Component.onCompleted: { forceActiveFocus(); house.invite(true) }
    Component.onDestruction: house.endInvitation()
    Keys.onEscapePressed: closed()

    Rectangle { anchors.fill: parent; color: Theme.ground }
    Image {
        anchors.fill: parent
        source: stage.house.player.hasTrack ? "image://wash/" + stage.house.player.trackId : ""
        asynchronous: true
        smooth: true
        opacity: Theme.dark ? 0.3 : 0.26
    }

    Item {
        id: top
        x: Theme.l
        y: Theme.m
        width: parent.width - 2 * Theme.l
        height: 56
        Brand { id: mark; visible: !stage.compact; size: visible ? 44 : 0; anchors.verticalCenter: parent.verticalCenter }
        Column {
            anchors.left: mark.right
            anchors.leftMargin: stage.compact ? 0 : 14
            anchors.right: tools.left
            anchors.verticalCenter: parent.verticalCenter
            Txt { width: parent.width; text: stage.house.player.hasTrack ? stage.house.player.title : "Segue"; font.family: Theme.displayFamily; font.pixelSize: stage.compact ? Theme.heading : Theme.title; font.weight: Font.Bold }
            Row {
                width: parent.width
                spacing: 12
                Txt { id: state; text: stage.house.text; color: stage.house.player.moving ? Theme.mintText : Theme.dim; width: Math.min(implicitWidth, parent.width - (beats.visible ? beats.width + 12 : 0)) }
                Row {
                    id: beats
                    visible: !stage.compact
                    spacing: 10
                    anchors.verticalCenter: state.verticalCenter
                    BeatDots { tempo: stage.house.tempo; size: 10; anchors.verticalCenter: parent.verticalCenter }
                    Txt { visible: stage.house.tempo.bpm > 0 && !stage.compact; text: qsTr("%1 bpm").arg(Number(stage.house.tempo.bpm).toLocaleString(Qt.locale(), "f", 1)); color: Theme.dim }
                }
            }
        }
        Row {
            id: tools
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: 4
            Transport { large: false; player: stage.house.player }
            IconButton { symbol: "expand"; visible: !stage.compact; label: qsTr("Full screen"); onClicked: stage.Window.window.visibility = stage.Window.window.visibility === Window.FullScreen ? Window.Windowed : Window.FullScreen }
            IconButton { symbol: "close"; label: qsTr("Leave the stage"); onClicked: stage.closed() }
        }
    }

    ShowScript {
        id: show
        house: stage.house
        companions: stage.companions
    }
    EnsembleGraph {
        id: graph
        objectName: "graph"
        anchors.top: top.bottom
        anchors.topMargin: Theme.s
        anchors.left: parent.left
        anchors.right: side.visible ? side.left : parent.right
        anchors.bottom: foot.top
        house: stage.house
    }

    Column {
        id: side
        visible: stage.width >= 900
        anchors.right: parent.right
        anchors.rightMargin: Theme.l
        anchors.top: top.bottom
        anchors.topMargin: Theme.m
        width: Math.min(360, stage.width * 0.26)
        spacing: Theme.m
        Rectangle {
            width: parent.width
            height: width + 40
            radius: Theme.radius
            color: "white"
            Image {
                x: 14
                y: 14
                width: parent.width - 28
                height: width
                smooth: false
                source: stage.house.invitation.length > 0 ? "image://qr/" + encodeURIComponent(stage.house.invitation) : ""
                Accessible.role: Accessible.Graphic
                Accessible.name: qsTr("QR code to join")
            }
            Txt { anchors.horizontalCenter: parent.horizontalCenter; anchors.bottom: parent.bottom; anchors.bottomMargin: 14; text: qsTr("Scan to join the music"); color: Theme.ink; font.weight: Font.DemiBold; font.pixelSize: Theme.heading }
        }
        OffsetsCard { width: parent.width; height: Math.max(150, Math.min(240, stage.height - y - side.y - foot.height - Theme.l)); house: stage.house }
    }

    Rectangle {
        anchors.horizontalCenter: graph.horizontalCenter
        anchors.bottom: graph.bottom
        anchors.bottomMargin: Theme.s
        width: Math.min(graph.width - 2 * Theme.m, caption.implicitWidth + 48)
        height: caption.implicitHeight + 24
        radius: Theme.radius
        color: Theme.tint(Theme.raised, 0.94)
        border.color: Theme.cream
        opacity: show.running && show.title.length > 0 ? 1 : 0
        visible: opacity > 0
        z: 4
        Behavior on opacity { NumberAnimation { duration: Theme.settle } }
        Txt { id: caption; anchors.centerIn: parent; width: Math.min(implicitWidth, parent.width - 40); text: show.title; font.family: Theme.displayFamily; font.pixelSize: stage.compact ? Theme.heading : Theme.title; font.weight: Font.Bold; wrapMode: Text.Wrap; horizontalAlignment: Text.AlignHCenter }
    }

    Flickable {
        id: foot
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.m
        x: Theme.l
        width: parent.width - 2 * Theme.l
        height: 56
        contentWidth: keys.implicitWidth
        boundsBehavior: Flickable.StopAtBounds
        Row {
            id: keys
            spacing: Theme.s
            PillButton {
                height: 52
                visible: stage.companions !== null
                lead: true
                symbol: show.running ? "stop" : "play"
                text: show.running ? qsTr("Stop the show") : qsTr("Run the show")
                onClicked: show.running ? show.stop() : show.start()
            }
            Repeater {
                model: stage.house.devices
                delegate: PillButton {
                    id: giving
                    required property string deviceId
                    required property string name
                    required property bool conducts
                    required property bool here
                    required property int index
                    visible: here && !conducts
                    height: 52
                    symbol: "handover"
                    text: qsTr("To %1").arg(name) + "  ·  " + (index + 1)
                    onClicked: stage.house.handover.start(deviceId)
                    Shortcut { sequence: String(giving.index + 1); onActivated: stage.house.handover.start(giving.deviceId) }
                }
            }
            Repeater {
                model: stage.companions ? stage.companions.names : []
                delegate: PillButton {
                    required property string modelData
                    readonly property bool severed: stage.companions.severed.includes(modelData)
                    height: 52
                    visible: !stage.companions.dead.includes(modelData)
                    symbol: severed ? "link" : "cut"
                    text: severed ? qsTr("Heal %1").arg(modelData) : qsTr("Cut %1 off").arg(modelData)
                    onClicked: severed ? stage.companions.heal(modelData) : stage.companions.sever(modelData)
                }
            }
            Repeater {
                model: stage.companions ? stage.companions.names : []
                delegate: PillButton {
                    required property string modelData
                    readonly property bool dead: stage.companions.dead.includes(modelData)
                    height: 52
                    symbol: "power"
                    danger: !dead
                    text: dead ? qsTr("Revive %1").arg(modelData) : qsTr("Kill %1").arg(modelData)
                    onClicked: dead ? stage.companions.revive(modelData) : stage.companions.kill(modelData)
                }
            }
        }
    }
}
