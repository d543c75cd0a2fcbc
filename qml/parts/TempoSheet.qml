// Tempo and beats, at close look.
import QtQuick
import Segue

Sheet {
    id: sheet
    required property House house
    title: qsTr("Tempo")
    TempoPanel { width: parent.width; tempo: sheet.house.tempo; moving: sheet.house.player.moving }
    Item { width: 1; height: Theme.s }
}
