// A slider in a colour: drag, click, wheel, arrow keys. `moved` tells of what a person did, not of what was told.
import QtQuick
import QtQuick.Templates as T
import Segue

T.Slider {
    id: slider
    required property string label
    property color colour: Theme.coral
    property real level: -1           // 0..1: a meter in the groove; negative: none
    property int thickness: 6

    from: 0
    to: 100
    stepSize: 1
    snapMode: T.Slider.NoSnap
    implicitHeight: 32
    implicitWidth: 120
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    wheelEnabled: true
    Accessible.role: Accessible.Slider
    Accessible.name: label
    padding: 0

    background: Rectangle {
        x: 0
        y: (slider.height - height) / 2
        width: slider.width
        height: slider.thickness
        radius: height / 2
        color: Theme.raised
        Rectangle {
            width: Math.max(parent.height, slider.visualPosition * parent.width)
            height: parent.height
            radius: parent.radius
            color: slider.colour
            opacity: slider.level < 0 ? 1 : 0.38
        }
        Rectangle {
            visible: slider.level >= 0
            width: Math.min(1, Math.max(0, slider.level)) * slider.visualPosition * parent.width
            height: parent.height
            radius: parent.radius
            color: slider.colour
            Behavior on width { NumberAnimation { duration: Theme.quick } }
        }
    }
    handle: Rectangle {
        x: slider.visualPosition * (slider.width - width)
        y: (slider.height - height) / 2
        width: 16
        height: 16
        radius: 8
        color: slider.pressed || slider.hovered || slider.visualFocus ? slider.colour : Theme.text
        border.width: 3
        border.color: Theme.surface
        scale: slider.pressed ? 1.25 : 1
        Behavior on scale { NumberAnimation { duration: Theme.quick } }
        FocusRing { target: slider; radius: height / 2 }
    }
}
