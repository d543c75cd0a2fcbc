// The steps of a move, as the target tells them.
import QtQuick
import Segue

Row {
    id: steps
    required property int phase
    property color colour: Theme.coral
    readonly property var names: [qsTr("Offered"), qsTr("Loading"), qsTr("Ready"), qsTr("Moved")]
    spacing: 6
    Accessible.role: Accessible.ProgressBar
    Accessible.name: phase > 0 && phase <= 4 ? names[phase - 1] : ""

    Repeater {
        model: steps.names
        Column {
            required property int index
            required property string modelData
            readonly property bool reached: steps.phase >= index + 1
            width: (steps.width - 3 * steps.spacing) / 4
            spacing: 5
            Rectangle {
                width: parent.width
                height: 4
                radius: 2
                color: parent.reached ? steps.colour : Theme.line
                Behavior on color { ColorAnimation { duration: Theme.quick } }
            }
            Txt {
                Accessible.ignored: true
                width: parent.width
                text: parent.modelData
                font.pixelSize: Theme.caption
                color: parent.reached ? Theme.text : Theme.dim
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
}
