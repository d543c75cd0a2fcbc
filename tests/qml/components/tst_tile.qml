// A device's tile: what it shows of a device, and what it asks for.
import QtQuick
import QtTest
import Segue

Item {
    width: 700
    height: 400

    component Tile: DeviceTile {
        deviceId: "b"
        name: "phone"
        kind: "phone"
        colour: 1
        isSelf: false
        here: true
        isOutput: false
        conducts: false
        sounds: false
        plain: "Ready"
        trouble: false
        level: 0
        volume: 60
        part: "all"
        battery: 0
        onBattery: false
        player: QtObject { property bool hasTrack: true; property string trackId: "t"; property string title: "Song"; property string artist: "Someone" }
    }
    Tile { id: idle }
    Tile { id: giver; x: 340; deviceId: "a"; name: "laptop"; conducts: true; isOutput: true; sounds: true }

    SignalSpy { id: moves; target: idle; signalName: "moveAsked" }
    SignalSpy { id: outputs; target: idle; signalName: "outputAsked" }
    SignalSpy { id: details; target: idle; signalName: "detailsAsked" }
    SignalSpy { id: grabs; target: giver; signalName: "grabbed" }
    SignalSpy { id: drops; target: giver; signalName: "released" }
    SignalSpy { id: volumes; target: giver; signalName: "volumeAsked" }

    TestCase {
        name: "DeviceTile"
        when: windowShown
        function init() { for (const spy of [moves, outputs, details, grabs, drops, volumes]) spy.clear() }

        function test_by_keys() {
            idle.forceActiveFocus()
            keyClick(Qt.Key_H)
            compare(moves.count, 1)
            keyClick(Qt.Key_Space)
            compare(outputs.signalArguments[0][0], true)
            keyClick(Qt.Key_Return)
            compare(details.count, 1)
        }
        function test_one_that_is_away_takes_nothing() {
            idle.here = false
            idle.forceActiveFocus()
            keyClick(Qt.Key_H)
            compare(moves.count, 0)
            idle.here = true
        }
        function test_only_who_conducts_holds_the_token() {
            verify(giver.token.visible)
            verify(!idle.token.visible)
        }
        function test_the_token_can_be_dragged() {
            const at = giver.token.mapToItem(giver, giver.token.width / 2, giver.token.height / 2)
            mousePress(giver, at.x, at.y)
            for (let i = 1; i <= 8; ++i) mouseMove(giver, at.x - 6 * i, at.y + 2 * i)
            compare(grabs.count, 1)
            mouseRelease(giver, at.x - 60, at.y + 20)
            compare(drops.count, 1)
        }
        function test_says_its_name_and_state() {
            compare(idle.Accessible.name, "phone, Ready")
        }
    }
}
