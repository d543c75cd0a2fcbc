// The waveform: where it is sought, and what is repeated of it.
import QtQuick
import QtTest
import Segue

Item {
    width: 600
    height: 200

    Scrubber { id: scrubber; y: 60; width: 500; height: 80; peaks: [0.2, 0.9, 0.4]; position: 20; duration: 100 }
    SignalSpy { id: sought; target: scrubber; signalName: "sought" }

    TestCase {
        name: "Scrubber"
        when: windowShown
        function init() { sought.clear(); scrubber.loopFrom = scrubber.loopTo = 0 }

        function test_nothing_is_repeated_at_first() {
            verify(!findChild(scrubber, "loopStretch").visible)
            compare(scrubber.Accessible.description, "0:20 of 1:40")
        }
        function test_what_is_repeated_lies_where_it_is() {
            scrubber.loopFrom = 20
            scrubber.loopTo = 30
            const stretch = findChild(scrubber, "loopStretch")
            verify(stretch.visible)
            compare(stretch.x, 100)
            compare(stretch.width, 50)
            compare(scrubber.Accessible.description, "0:20 of 1:40, repeats 0:20 to 0:30")
        }
        function test_a_loop_takes_no_click() {
            scrubber.loopFrom = 20
            scrubber.loopTo = 30
            mouseClick(scrubber, 125, 40)
            compare(sought.count, 1)
            fuzzyCompare(sought.signalArguments[0][0], 25, 0.5)
        }
    }
}
