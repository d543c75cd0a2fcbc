// One output as a line: its colour, name, part, volume and level.
import QtQuick
import Segue

Item {
    id: row
    required property string name
    required property string kind
    required property int colour
    required property bool here
    required property bool sounds
    required property bool conducts
    required property string plain
    required property bool trouble
    required property real level
    required property real volume
    required property string part
    signal volumeAsked(real percent)
    signal pressedOn()
    implicitHeight: 64
    opacity: here ? 1 : 0.55
    Accessible.role: Accessible.ListItem
    Accessible.name: name + ", " + plain

    Rectangle {
        id: disc
        width: 38
        height: 38
        radius: 19
        anchors.verticalCenter: parent.verticalCenter
        color: row.sounds ? Theme.device(row.colour) : Theme.tint(Theme.device(row.colour), 0.2)
        Icon { anchors.centerIn: parent; name: row.kind; size: 20; colour: row.sounds ? Theme.ink : Theme.device(row.colour) }
        MouseArea { anchors.fill: parent; cursorShape: Qt.PointingHandCursor; onClicked: row.pressedOn() }
    }
    Txt {
        Accessible.ignored: true
        id: called
        anchors.left: disc.right
        anchors.leftMargin: 12
        y: 8
        width: Math.min(implicitWidth, (parent.width - 62) * 0.5)
        text: row.name
        font.weight: Font.DemiBold
    }
    Txt {
        Accessible.ignored: true
        anchors.left: called.right
        anchors.leftMargin: 8
        anchors.right: parent.right
        anchors.baseline: called.baseline
        horizontalAlignment: Text.AlignRight
        text: row.part === "all" ? row.plain : row.part
        color: row.trouble ? Theme.warnText : row.part === "all" ? (row.sounds ? Theme.mintText : Theme.dim) : Theme.coralText
        font.pixelSize: Theme.small
    }
    LineSlider {
        anchors.left: disc.right
        anchors.leftMargin: 12
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        label: qsTr("Volume of %1").arg(row.name)
        colour: Theme.device(row.colour)
        level: row.level
        value: row.volume
        onMoved: row.volumeAsked(value)
    }
}
