// The looks of Segue in one place: colours, type, spacing, motion. Two discs that meet are the mark, so two colours lead:
// coral is what plays and moves, mint is what is ready and well; where they overlap is cream. Each device has a colour
// of its own, the same wherever it is shown.
//
// Text on `ground`, `surface` and `raised` keeps 4.5:1 (WCAG AA) in both themes, `faint` 3:1 and only for what is not
// read; tests/qml/theme_test holds it.
pragma Singleton
import QtQuick

QtObject {
    id: theme

    property bool dark: true
    property real textScale: 1        // 1 .. 1.5
    property bool calm: false         // less motion

    readonly property color ground: dark ? "#10121f" : "#f6f3ec"
    readonly property color surface: dark ? "#191c2e" : "#ffffff"
    readonly property color raised: dark ? "#232741" : "#eee9df"
    readonly property color line: dark ? "#2b3050" : "#e0d9cb"
    readonly property color text: dark ? "#f5f2ea" : "#1a1d33"
    readonly property color dim: dark ? "#a9aec9" : "#555a76"
    readonly property color faint: dark ? "#666c90" : "#8a8da1"
    readonly property color ink: "#14162a"            // on coral, mint and cream, in both themes
    readonly property color coral: "#ff6b5e"
    readonly property color mint: "#36d3be"
    readonly property color cream: "#ffe29a"
    readonly property color focus: dark ? cream : "#8a5a00"   // where the keyboard is
    readonly property color coralText: dark ? "#ff8074" : "#bb3224"
    readonly property color mintText: dark ? "#4adbc8" : "#0a6f61"
    readonly property color warnText: dark ? "#ffc14d" : "#8a5a00"
    readonly property color scrim: "#99080a14"

    readonly property var deviceColours: dark ? ["#ff6b5e", "#36d3be", "#ffc14d", "#9b8cff", "#5aa9ff", "#ff8cc0"]
                                              : ["#e5483a", "#0fa08c", "#cf8c00", "#6f5cf0", "#2778d8", "#d2457f"]
    // Qt.lighter by nothing: what comes out of a list of names is a text until then, and has no r, g, b.
    function device(index: int): color { return Qt.lighter(deviceColours[index % deviceColours.length], 1.0) }
    function tint(colour: color, share: real): color { return Qt.rgba(colour.r, colour.g, colour.b, share) }

    readonly property string family: "Inter"
    readonly property string displayFamily: "Inter Display"
    readonly property int display: Math.round(40 * textScale)
    readonly property int title: Math.round(26 * textScale)
    readonly property int heading: Math.round(18 * textScale)
    readonly property int body: Math.round(15 * textScale)
    readonly property int small: Math.round(13 * textScale)
    readonly property int caption: Math.round(12 * textScale)

    readonly property int xs: 4
    readonly property int s: 8
    readonly property int m: 16
    readonly property int l: 24
    readonly property int xl: 40
    readonly property int radius: 16
    readonly property int radiusSmall: 10
    readonly property int touch: 44                   // the least a finger hits

    readonly property int quick: calm ? 0 : 120       // an answer to a touch
    readonly property int settle: calm ? 0 : 260      // something takes its place
    readonly property int slow: calm ? 0 : 700        // the light changes
}
