// A track's cover, rounded.
import QtQuick
import QtQuick.Window
import Segue

Item {
    id: cover
    required property string track
    property int radius: Theme.radius

    implicitWidth: 48
    implicitHeight: 48

    Rectangle {
        anchors.fill: parent
        radius: cover.radius
        color: Theme.raised
    }
    Image {
        anchors.fill: parent
        // Two sizes only, so that the same picture is made once for rows and once for pages.
        readonly property int pixels: (cover.width > 96 ? 480 : 96) * (Screen.devicePixelRatio > 1 ? 2 : 1)
        sourceSize.width: pixels
        sourceSize.height: pixels
        source: "image://cover/" + cover.track + (cover.radius > 0 ? "/round" + Math.round(cover.radius * 1000 / Math.max(1, cover.width)) : "")
        asynchronous: true
        smooth: true
        mipmap: false
        opacity: status === Image.Ready ? 1 : 0
        Behavior on opacity { NumberAnimation { duration: Theme.settle } }
        Accessible.ignored: true
    }
}
