// The mark: two discs that meet.
import QtQuick
import QtQuick.Window

Image {
    property int size: 40
    width: size
    height: size
    sourceSize.width: size * Screen.devicePixelRatio
    sourceSize.height: size * Screen.devicePixelRatio
    source: "image://icon/mark/000000"
    Accessible.ignored: true
}
