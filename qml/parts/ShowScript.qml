// A show that runs by itself on one machine: each scene has a title, and does what a person would do.
import QtQuick
import Segue

Item {
    id: show
    required property House house
    property var companions: null
    property string title
    property int scene: -1
    readonly property bool running: scene >= 0
    readonly property int sceneMs: 7000
    visible: false

    function idOf(name: string): string {
        for (let row = 0; row < house.devices.count; ++row) {
            const id = house.devices.idAt(row)
            if (house.devices.nameOf(id) === name) return id
        }
        return ""
    }
    readonly property string first: companions && companions.names.length > 0 ? companions.names[0] : ""
    readonly property string second: companions && companions.names.length > 1 ? companions.names[1] : first
    readonly property var scenes: [
        {title: qsTr("One song on one device."), act: () => { house.player.play(); if (house.devices.conductorId !== house.devices.selfId) house.handover.start(house.devices.selfId) }},
        {title: qsTr("A second one joins, in the middle of the song."), act: () => house.devices.setOutput(idOf(second), true)},
        {title: qsTr("The music moves, and nothing stops."), act: () => house.handover.start(idOf(first))},
        {title: qsTr("All of them sound as one."), act: () => house.devices.setOutput(house.devices.selfId, true)},
        {title: qsTr("Now the one that conducts loses its power."), act: () => companions.kill(first)},
        {title: qsTr("Nobody noticed. There is no master to lose."), act: () => {}},
        {title: qsTr("And back it comes."), act: () => companions.revive(first)},
        {title: qsTr("Now the network is cut in two. Both sides play on."), act: () => companions.sever(second)},
        {title: qsTr("It heals, and they are one again."), act: () => companions.heal(second)}
    ]
    function start() { scene = 0; play() }
    function stop() {
        scene = -1
        title = ""
        if (companions) for (const name of companions.severed) companions.heal(name)
    }
    function play() {
        title = scenes[scene].title
        scenes[scene].act()
        turn.restart()
    }
    Timer {
        id: turn
        interval: show.sceneMs
        onTriggered: {
            if (!show.running) return
            if (show.scene + 1 >= show.scenes.length) return show.stop()
            ++show.scene
            show.play()
        }
    }
}
