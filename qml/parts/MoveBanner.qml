// A move under way, and for a while afterwards the way back.
import QtQuick
import Segue

Rectangle {
    id: banner
    required property Handover move
    readonly property bool failed: move.phase === Handover.Failed
    readonly property bool over: move.phase === Handover.Moved

    width: Math.min(parent.width - 2 * Theme.m, 520)
    height: column.implicitHeight + 28
    radius: Theme.radius
    color: Theme.raised
    border.width: 1.5
    border.color: failed ? Theme.coralText : Theme.coral
    opacity: move.phase === Handover.Idle ? 0 : 1
    visible: opacity > 0
    Behavior on opacity { NumberAnimation { duration: Theme.quick } }
    Accessible.role: Accessible.AlertMessage
    Accessible.name: words.text

    Column {
        id: column
        x: 18
        y: 14
        width: parent.width - 36
        spacing: 12
        Item {
            width: parent.width
            height: Math.max(words.implicitHeight + (why.visible ? why.implicitHeight : 0), back.visible ? back.height : 0)
            Txt {
                Accessible.ignored: true
                id: words
                anchors.verticalCenter: why.visible ? undefined : parent.verticalCenter
                width: parent.width - (back.visible ? back.width + 12 : 0)
                wrapMode: Text.Wrap
                font.weight: Font.DemiBold
                text: banner.failed ? qsTr("Not moved: %1").arg(banner.move.problem)
                    : banner.over ? (banner.move.tookMs > 0 ? qsTr("Now on %1, after %2 ms").arg(banner.move.toName).arg(Math.round(banner.move.tookMs)) : qsTr("Now on %1").arg(banner.move.toName))
                    : qsTr("Moving to %1…").arg(banner.move.toName)
            }
            Txt { Accessible.ignored: true; id: why; anchors.top: words.bottom; width: parent.width; visible: banner.failed && text.length > 0; text: banner.move.hint; color: Theme.dim; font.pixelSize: Theme.small; wrapMode: Text.Wrap }
            PillButton {
                id: back
                objectName: "undoMove"
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                visible: banner.move.canUndo
                text: qsTr("Move back")
                symbol: "undo"
                onClicked: banner.move.undo()
            }
        }
        HandoverSteps { width: parent.width; phase: banner.move.phase; visible: !banner.failed }
    }
}
