// Whatever is read keeps 4.5:1 (WCAG 2.1, 1.4.3) on whatever it is read on, in both themes.
import QtQuick
import QtTest
import Segue

TestCase {
    name: "Theme"
    when: windowShown

    function luminance(c: color): real {
        const linear = v => v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4)
        return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b)
    }
    function contrast(one: color, other: color): real {
        const a = luminance(one), b = luminance(other)
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    }
    function test_text_data() {
        const rows = []
        for (const dark of [true, false])
            for (const text of ["text", "dim", "coralText", "mintText", "warnText"])
                for (const ground of ["ground", "surface", "raised"])
                    rows.push({tag: (dark ? "dark " : "light ") + text + " on " + ground, dark: dark, text: text, ground: ground})
        return rows
    }
    function test_text(row) {
        Theme.dark = row.dark
        const ratio = contrast(Theme[row.text], Theme[row.ground])
        verify(ratio >= 4.5, "only " + ratio.toFixed(2))
    }
    function test_ink_data() {
        return [{tag: "coral"}, {tag: "mint"}, {tag: "cream"}]
    }
    function test_ink(row) {
        verify(contrast(Theme.ink, Theme[row.tag]) >= 4.5)
    }
    function test_the_focus_is_seen() {
        for (const dark of [true, false]) {
            Theme.dark = dark
            for (const ground of ["ground", "surface", "raised"]) verify(contrast(Theme.focus, Theme[ground]) >= 3, ground)
        }
    }
    function test_devices_have_colours_of_their_own() {
        for (const dark of [true, false]) {
            Theme.dark = dark
            compare(new Set(Theme.deviceColours.map(String)).size, 6)
            for (let i = 0; i < 6; ++i) verify(contrast(Theme.device(i), Theme.surface) >= 2.6, String(Theme.device(i)))
        }
        compare(Theme.device(0), Theme.device(6))
    }
    function cleanup() { Theme.dark = true }
}
