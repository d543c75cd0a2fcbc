// One of qml/icons in a colour, sharp on any screen.
import QtQuick
import QtQuick.Window

Image {
    id: icon
    required property string name
    property color colour: "white"
    property int size: 22

    width: size
    height: size
    sourceSize.width: size * Screen.devicePixelRatio
    sourceSize.height: size * Screen.devicePixelRatio
    source: name.length > 0 ? "image://icon/" + name + "/" + String(colour).slice(-6) : ""
    Accessible.ignored: true
}
