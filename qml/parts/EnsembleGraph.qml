// The ensemble as a living graph: who is there, who conducts, what sounds where, the sound pulsing in each, and what
// flies between them in a handoff.
import QtQuick
import Segue

Item {
    id: graph
    required property House house
    readonly property Devices devices: house.devices
    readonly property real unit: Math.min(width, height)
    readonly property real nodeSize: Math.max(58, Math.min(150, unit * 0.17))
    // An ellipse as wide and high as there is room for discs, their rings and their names.
    readonly property real reachX: devices.count > 1 ? Math.min(width / 2 - nodeSize * 1.05, height * 0.62) : 0
    readonly property real reachY: devices.count > 1 ? Math.min(height / 2 - nodeSize * 1.25, width * 0.62) : 0

    function place(row: int): point {
        // The first one at the top left of two, at the top of more.
        const n = Math.max(1, devices.count)
        const turn = n === 2 ? Math.PI : -Math.PI / 2
        const angle = turn + 2 * Math.PI * row / n
        return Qt.point(width / 2 + Math.cos(angle) * reachX, height / 2 - nodeSize * 0.1 + Math.sin(angle) * reachY)
    }
    function placeOf(id: string): point {
        for (let row = 0; row < devices.count; ++row) if (devices.idAt(row) === id) return place(row)
        return Qt.point(width / 2, height / 2)
    }

    // All trust all: a line between each two.
    Repeater {
        model: graph.devices.count * graph.devices.count
        Rectangle {
            required property int index
            readonly property int a: Math.floor(index / graph.devices.count)
            readonly property int b: index % graph.devices.count
            readonly property point from: graph.place(a)
            readonly property point to: graph.place(b)
            readonly property real dx: to.x - from.x
            readonly property real dy: to.y - from.y
            // One that cannot be reached has no line to anybody.
            readonly property bool linked: graph.devices.here > 1 && graph.devices.isHere(graph.devices.idAt(a)) && graph.devices.isHere(graph.devices.idAt(b))
            visible: a < b
            opacity: linked ? 1 : 0
            Behavior on opacity { NumberAnimation { duration: Theme.settle } }
            x: from.x
            y: from.y - height / 2
            width: Math.sqrt(dx * dx + dy * dy)
            height: 2
            color: Theme.line
            transformOrigin: Item.Left
            rotation: Math.atan2(dy, dx) * 180 / Math.PI
            antialiasing: true
        }
    }

    // What the two say to each other in a handoff, as it is heard of: the offer and the sound go there, word that it is
    // ready comes back, the session follows.
    property string giver
    property int flights: 0
    signal flown(int slot, string from, string to, color colour)
    function fly(from: string, to: string, colour: color) { flown(flights++ % 4, from, to, colour) }
    Repeater {
        model: 4
        Rectangle {
            id: piece
            required property int index
            property point from
            property point to
            property real way: 0
            width: 18
            height: 18
            radius: 9
            visible: flight.running
            x: from.x + (to.x - from.x) * way - width / 2
            y: from.y + (to.y - from.y) * way - height / 2 - Math.sin(way * Math.PI) * 28
            NumberAnimation { id: flight; target: piece; property: "way"; from: 0; to: 1; duration: 480; easing.type: Easing.InOutCubic }
            Connections {
                target: graph
                function onFlown(slot: int, from: string, to: string, colour: color) {
                    if (slot !== piece.index) return
                    piece.from = graph.placeOf(from)
                    piece.to = graph.placeOf(to)
                    piece.color = colour
                    flight.restart()
                }
            }
        }
    }
    Connections {
        target: graph.house.handover
        function onChanged() {
            const move = graph.house.handover
            if (move.phase === Handover.Offered) graph.giver = graph.devices.conductorId
            if (graph.giver.length === 0 || graph.giver === move.toId) return
            if (move.phase === Handover.Offered) graph.fly(graph.giver, move.toId, Theme.coral)
            if (move.phase === Handover.Loading) graph.fly(graph.giver, move.toId, Theme.cream)
            if (move.phase === Handover.Ready) graph.fly(move.toId, graph.giver, Theme.mint)
            if (move.phase === Handover.Moved) { graph.fly(graph.giver, move.toId, Theme.coral); graph.giver = "" }
        }
    }

    Repeater {
        model: graph.devices
        delegate: Item {
            id: node
            required property int index
            required property string name
            required property string kind
            required property int colour
            required property bool here
            required property bool sounds
            required property bool conducts
            required property real level
            required property string part
            required property string plain
            required property bool trouble
            readonly property point at: graph.place(index)
            readonly property real size: graph.nodeSize
            readonly property color own: Theme.device(colour)
            x: at.x - width / 2
            y: at.y - height / 2
            width: size
            height: size
            opacity: here ? 1 : 0.35
            Behavior on x { NumberAnimation { duration: Theme.settle; easing.type: Easing.OutCubic } }
            Behavior on y { NumberAnimation { duration: Theme.settle; easing.type: Easing.OutCubic } }
            Accessible.role: Accessible.ListItem
            Accessible.name: name + ", " + plain

            // The beat, on the beat: all that sound pulse as one.
            property real beat: 0
            NumberAnimation { id: fade; target: node; property: "beat"; to: 0; duration: 280; easing.type: Easing.OutQuad }
            Connections {
                target: graph.house.tempo
                enabled: node.sounds && !Theme.calm
                function onPulsed(downbeat: bool) { if (graph.house.tempo.beat >= 0) { fade.stop(); node.beat = downbeat ? 1 : 0.55; fade.start() } }
            }
            Rectangle {
                anchors.centerIn: parent
                width: node.size * (1.06 + 0.22 * node.beat)
                height: width
                radius: width / 2
                color: node.own
                opacity: 0.45 * node.beat
                visible: node.beat > 0
            }

            // Its sound, as loud as it is.
            Repeater {
                model: 3
                Rectangle {
                    required property int index
                    anchors.centerIn: parent
                    width: node.size * (1 + (0.16 + 0.42 * node.level) * (index + 1))
                    height: width
                    radius: width / 2
                    color: "transparent"
                    border.width: 2
                    border.color: node.own
                    opacity: node.sounds ? 0.5 / (index + 1) : 0
                    Behavior on width { NumberAnimation { duration: Theme.quick; easing.type: Easing.OutQuad } }
                    Behavior on opacity { NumberAnimation { duration: Theme.settle } }
                }
            }
            Rectangle {
                anchors.fill: parent
                radius: width / 2
                color: node.sounds ? node.own : Theme.surface
                border.width: 3
                border.color: node.own
                Behavior on color { ColorAnimation { duration: Theme.settle } }
                Icon { anchors.centerIn: parent; name: node.kind; size: Math.round(node.size * 0.42); colour: node.sounds ? Theme.ink : node.own }
            }
            Rectangle {
                visible: node.conducts
                anchors.horizontalCenter: parent.horizontalCenter
                y: -height * 0.6
                width: 40
                height: 40
                radius: 20
                color: Theme.cream
                Icon { anchors.centerIn: parent; name: "crown"; colour: Theme.ink; size: 24 }
            }
            Column {
                anchors.horizontalCenter: parent.horizontalCenter
                anchors.top: parent.bottom
                anchors.topMargin: 14 + (node.sounds ? node.size * 0.2 : 0)
                spacing: 1
                Txt { Accessible.ignored: true; anchors.horizontalCenter: parent.horizontalCenter; width: Math.min(implicitWidth, graph.width < 500 ? node.size * 2 : 400); text: node.name; font.pixelSize: graph.width < 500 ? Theme.body : Theme.title - 4; font.weight: Font.Bold; font.family: Theme.displayFamily }
                Txt { Accessible.ignored: true; anchors.horizontalCenter: parent.horizontalCenter; text: node.part === "all" || !node.sounds ? node.plain : node.plain + " · " + node.part; color: node.trouble ? Theme.warnText : node.sounds ? Theme.mintText : Theme.dim; font.pixelSize: Theme.small + 1 }
            }
        }
    }
}
