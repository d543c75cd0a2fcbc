// The track as a waveform, and where it is: click, drag, wheel, arrow keys.
import QtQuick
import Segue

FocusScope {
    id: scrubber
    required property var peaks
    required property real position
    required property real duration
    property bool live: true
    property var bars: []             // where they begin, as shares of it
    property real loopFrom: 0         // seconds; of what is repeated
    property real loopTo: 0           // not behind loopFrom: nothing is
    signal sought(real seconds)
    signal nudged(real seconds)

    readonly property real shown: area.pressed ? area.at : position
    readonly property real share: duration > 0 ? Math.min(1, shown / duration) : 0

    implicitHeight: 84
    activeFocusOnTab: true
    Accessible.role: Accessible.Slider
    Accessible.name: qsTr("Position")
    Accessible.description: qsTr("%1 of %2").arg(Words.duration(position)).arg(Words.duration(duration))
        + (loop.visible ? ", " + qsTr("repeats %1 to %2").arg(Words.duration(loopFrom)).arg(Words.duration(loopTo)) : "")
    Keys.onLeftPressed: nudged(-5)
    Keys.onRightPressed: nudged(5)

    Rectangle {
        id: loop
        objectName: "loopStretch"
        visible: scrubber.duration > 0 && scrubber.loopTo > scrubber.loopFrom
        x: scrubber.loopFrom / Math.max(1, scrubber.duration) * parent.width
        width: Math.max(2, (scrubber.loopTo - scrubber.loopFrom) / Math.max(1, scrubber.duration) * parent.width)
        y: -4
        height: parent.height + 8
        radius: 4
        color: Theme.tint(Theme.mint, Theme.dark ? 0.22 : 0.4)
        border.width: 1
        border.color: Theme.mintText
    }
    BeatMarks {
        anchors.top: parent.bottom
        anchors.topMargin: 2
        width: parent.width
        height: 7
        bars: scrubber.bars
        colour: Theme.dim
    }
    Waveform {
        id: ahead
        anchors.fill: parent
        peaks: scrubber.peaks
        colour: Theme.dark ? "#3a4064" : "#cfc7b7"
    }
    Item {
        width: scrubber.share * parent.width
        height: parent.height
        clip: true
        Waveform {
            width: scrubber.width
            height: scrubber.height
            peaks: scrubber.peaks
            colour: scrubber.live ? Theme.coral : Theme.dim
        }
    }
    Rectangle {
        x: scrubber.share * parent.width - 1
        y: -4
        width: 2
        height: parent.height + 8
        radius: 1
        color: Theme.cream
        border.width: Theme.dark ? 0 : 1
        border.color: Theme.ink
        visible: scrubber.duration > 0
    }
    Rectangle {
        visible: area.pressed || area.containsMouse
        readonly property real where: area.pressed ? area.at : area.under
        x: Math.max(0, Math.min(parent.width - width, where / Math.max(1, scrubber.duration) * parent.width - width / 2))
        y: -height - 8
        width: bubble.implicitWidth + 18
        height: bubble.implicitHeight + 8
        radius: height / 2
        color: Theme.raised
        border.color: Theme.line
        Txt { Accessible.ignored: true; id: bubble; anchors.centerIn: parent; text: Words.duration(parent.where); font.pixelSize: Theme.small; font.weight: Font.DemiBold }
    }
    Rectangle {
        anchors.fill: parent
        anchors.margins: -6
        radius: Theme.radiusSmall
        color: "transparent"
        border.width: 2
        border.color: Theme.focus
        visible: scrubber.activeFocus
    }
    MouseArea {
        id: area
        property real at: 0
        readonly property real under: mouseX / Math.max(1, width) * scrubber.duration
        anchors.fill: parent
        anchors.topMargin: -8
        anchors.bottomMargin: -8
        enabled: scrubber.duration > 0
        hoverEnabled: true
        preventStealing: true
        cursorShape: Qt.PointingHandCursor
        function follow(x: real) { at = Math.max(0, Math.min(1, x / width)) * scrubber.duration }
        onPressed: mouse => follow(mouse.x)
        onPositionChanged: mouse => { if (pressed) follow(mouse.x) }
        onReleased: scrubber.sought(at)
        onWheel: wheel => scrubber.nudged(wheel.angleDelta.y > 0 ? 5 : -5)
    }
}
