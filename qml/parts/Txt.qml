// Text in one of the theme's sizes.
import QtQuick
import Segue

Text {
    color: Theme.text
    font.family: Theme.family
    font.pixelSize: Theme.body
    elide: Text.ElideRight
    textFormat: Text.PlainText
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
