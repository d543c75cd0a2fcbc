// Parts of pages: what they show of a house, and what they ask for.
import QtQuick
import QtTest
import Segue

Item {
    width: 900
    height: 900

    OutputRow {
        id: output
        width: 300
        name: "kitchen"
        kind: "speaker"
        colour: 2
        here: true
        sounds: true
        conducts: false
        plain: "Playing, in sync"
        trouble: false
        level: 0.5
        volume: 40
        part: "drums"
    }
    QueueRow {
        id: row
        y: 80
        width: 600
        index: 3
        entryId: "q4"
        trackId: "t4"
        title: "And then"
        artist: "Someone"
        album: "Rooms"
        seconds: 200
        current: false
        played: false
        note: ""
        imported: 100
        compact: false
        count: 9
    }
    HistoryRow { id: past; y: 160; width: 600; index: 2; trackId: "t"; title: "Before"; artist: "Someone"; when: "14:05"; seconds: 90; compact: false }
    TrackLine { id: line; y: 240; width: 300; trackId: "t"; title: "Next"; artist: "Somebody"; seconds: 61 }
    HandoverSteps { id: steps; y: 320; width: 300; phase: 2 }
    EmptyState { id: empty; y: 380; symbol: "music"; title: "Nothing"; detail: "Drop some"; action: "Choose" }
    Field { id: field; x: 400; y: 380; label: "Name"; placeholderText: "kitchen" }
    NavItem { id: place; x: 400; y: 450; width: 90; height: 64; symbol: "queue"; text: "Queue"; current: true }
    SectionTitle { id: section; x: 400; y: 530; width: 300; text: "Next up"; action: "Queue" }
    Chip { id: chip; x: 400; y: 580; text: "Left"; checked: true }

    SignalSpy { id: volumes; target: output; signalName: "volumeAsked" }
    SignalSpy { id: plays; target: row; signalName: "playAsked" }
    SignalSpy { id: removes; target: row; signalName: "removeAsked" }
    SignalSpy { id: moves; target: row; signalName: "moveAsked" }
    SignalSpy { id: again; target: past; signalName: "playAsked" }
    SignalSpy { id: queued; target: past; signalName: "queueAsked" }
    SignalSpy { id: activated; target: line; signalName: "activated" }
    SignalSpy { id: acted; target: empty; signalName: "acted" }
    SignalSpy { id: accepted; target: field; signalName: "accepted" }
    SignalSpy { id: all; target: section; signalName: "acted" }

    TestCase {
        name: "Parts"
        when: windowShown
        function init() { for (const spy of [volumes, plays, removes, moves, again, queued, activated, acted, accepted, all]) spy.clear() }

        function test_an_output_says_its_part_and_is_turned_up() {
            compare(output.Accessible.name, "kitchen, Playing, in sync")
            mouseClick(output, output.width - 30, output.height - 16)
            compare(volumes.count, 1)
            verify(volumes.signalArguments[0][0] > 80)
        }
        function test_an_entry_plays_by_a_touch_on_a_phone_alone() {
            mouseClick(row, 200, 30)
            compare(plays.count, 0)
            row.compact = true
            mouseClick(row, 200, 30)
            compare(plays.signalArguments[0][0], 3)
            row.compact = false
        }
        function test_an_entry_is_removed_by_its_button() {
            mouseMove(row, 200, 30)
            mouseClick(row, row.width - 60, 30)
            compare(removes.signalArguments[0][0], 3)
        }
        function test_an_entry_is_moved_by_its_grip() {
            mousePress(row, row.width - 20, 30)
            for (let i = 1; i <= 10; ++i) mouseMove(row, row.width - 20, 30 + 13 * i)
            mouseRelease(row, row.width - 20, 160)
            compare(moves.count, 1)
            compare(moves.signalArguments[0][0], 3)
            compare(moves.signalArguments[0][1], 5)
        }
        function test_what_has_played_plays_again() {
            compare(past.Accessible.name, "Before · Someone · 14:05")
            mouseClick(past, past.width - 66, 28)
            compare(again.signalArguments[0][0], 2)
            mouseClick(past, past.width - 24, 28)
            compare(queued.signalArguments[0][0], 2)
        }
        function test_a_line_by_key() {
            line.forceActiveFocus()
            keyClick(Qt.Key_Return)
            compare(activated.count, 1)
            compare(line.Accessible.name, "Next, Somebody")
        }
        function test_steps_say_where_it_is() { compare(steps.Accessible.name, "Loading") }
        function test_an_empty_page_says_what_to_do() {
            mouseClick(empty, empty.width / 2, empty.height - 20)
            compare(acted.count, 1)
        }
        function test_a_field_takes_a_line() {
            field.forceActiveFocus()
            keyClick("a")
            keyClick(Qt.Key_Return)
            compare(field.text, "a")
            compare(accepted.count, 1)
        }
        function test_names_and_states() {
            compare(place.Accessible.name, "Queue")
            verify(place.Accessible.selected)
            verify(chip.Accessible.checked)
            mouseClick(section, section.width - 20, section.height / 2)
            compare(all.count, 1)
        }
    }
}
