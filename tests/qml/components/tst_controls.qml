// The small ones: they do what they say by pointer and by key, and have a name for those who listen.
import QtQuick
import QtTest
import Segue

Item {
    width: 600
    height: 400

    IconButton { id: icon; symbol: "play"; label: "Play"; x: 10; y: 10 }
    PillButton { id: pill; text: "Invite"; x: 100; y: 10 }
    LineSlider { id: slider; label: "Volume"; x: 10; y: 80; width: 200; value: 50 }
    Toggle { id: toggle; text: "Keep playing"; x: 10; y: 130 }
    Scrubber { id: scrubber; x: 10; y: 200; width: 400; height: 80; peaks: [0.1, 0.5, 1]; position: 10; duration: 100 }
    Toast { id: toast }

    SignalSpy { id: iconClicked; target: icon; signalName: "clicked" }
    SignalSpy { id: pillClicked; target: pill; signalName: "clicked" }
    SignalSpy { id: moved; target: slider; signalName: "moved" }
    SignalSpy { id: toggled; target: toggle; signalName: "toggled" }
    SignalSpy { id: sought; target: scrubber; signalName: "sought" }
    SignalSpy { id: acted; target: toast; signalName: "acted" }
    SignalSpy { id: nudged; target: scrubber; signalName: "nudged" }

    TestCase {
        name: "Controls"
        when: windowShown
        function init() { for (const spy of [iconClicked, pillClicked, moved, toggled, sought, nudged, acted]) spy.clear() }

        function test_buttons_by_pointer_and_key() {
            mouseClick(icon)
            compare(iconClicked.count, 1)
            pill.forceActiveFocus(Qt.TabFocusReason)
            keyClick(Qt.Key_Return)
            keyClick(Qt.Key_Space)
            compare(pillClicked.count, 2)
        }
        function test_names() {
            compare(icon.Accessible.name, "Play")
            compare(pill.Accessible.name, "Invite")
            compare(slider.Accessible.name, "Volume")
            compare(scrubber.Accessible.name, "Position")
        }
        function test_slider_tells_only_of_people() {
            slider.value = 20
            compare(moved.count, 0)
            slider.forceActiveFocus()
            keyClick(Qt.Key_Right)
            compare(moved.count, 1)
            compare(slider.value, 21)
        }
        function test_toggle() {
            mouseClick(toggle)
            compare(toggled.count, 1)
            verify(toggle.checked)
        }
        function test_scrubber_seeks_where_it_is_let_go() {
            mousePress(scrubber, 100, 40)
            mouseMove(scrubber, 200, 40)
            compare(sought.count, 0)
            mouseRelease(scrubber, 200, 40)
            compare(sought.count, 1)
            fuzzyCompare(sought.signalArguments[0][0], 50, 0.5)
        }
        function test_scrubber_by_keys() {
            scrubber.forceActiveFocus()
            keyClick(Qt.Key_Right)
            keyClick(Qt.Key_Left)
            compare(nudged.signalArguments[0][0], 5)
            compare(nudged.signalArguments[1][0], -5)
        }
        function test_toast_offers_the_way_back() {
            toast.show("Removed", "", false, "Undo")
            tryCompare(toast, "opacity", 1)
            mouseClick(toast, toast.width - 40, toast.height / 2)
            compare(acted.count, 1)
        }
    }
}
