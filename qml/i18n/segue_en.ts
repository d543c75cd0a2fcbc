<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>ArtistTile</name>
    <message numerus="yes">
        <source>%n album(s)</source>
        <translation>
            <numerusform>%n album</numerusform>
            <numerusform>%n albums</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track(s)</source>
        <translation>
            <numerusform>%n track</numerusform>
            <numerusform>%n tracks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FoldersView</name>
    <message numerus="yes">
        <source>%n file(s) could not be read.</source>
        <translation>
            <numerusform>%n file could not be read.</numerusform>
            <numerusform>%n files could not be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LoopBar</name>
    <message numerus="yes">
        <source>%n beat(s)</source>
        <translation>
            <numerusform>%n beat</numerusform>
            <numerusform>%n beats</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OpenedView</name>
    <message numerus="yes">
        <source>%n track(s)</source>
        <translation>
            <numerusform>%n track</numerusform>
            <numerusform>%n tracks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlaylistsView</name>
    <message numerus="yes">
        <source>%n track(s)</source>
        <translation>
            <numerusform>%n track</numerusform>
            <numerusform>%n tracks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueuePage</name>
    <message numerus="yes">
        <source>%n track(s), %1 to come</source>
        <translation>
            <numerusform>%n track, %1 to come</numerusform>
            <numerusform>%n tracks, %1 to come</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track(s)</source>
        <translation>
            <numerusform>%n track</numerusform>
            <numerusform>%n tracks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScanBar</name>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>%n minute left</numerusform>
            <numerusform>%n minutes left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message numerus="yes">
        <source>%n device(s) trust each other here. Nothing outside can listen in or command them.</source>
        <translation>
            <numerusform>%n device is alone here. Nothing outside can listen in or command it.</numerusform>
            <numerusform>%n devices trust each other here. Nothing outside can listen in or command them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TempoPanel</name>
    <message numerus="yes">
        <source>Follows the room, with %n other(s)</source>
        <translation>
            <numerusform>Follows the room, with one other</numerusform>
            <numerusform>Follows the room, with %n others</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Leads the room, with %n other(s)</source>
        <translation>
            <numerusform>Leads the room, with one other</numerusform>
            <numerusform>Leads the room, with %n others</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n beat(s)</source>
        <translation>
            <numerusform>%n beat</numerusform>
            <numerusform>%n beats</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changes for another %n second(s)</source>
        <translation>
            <numerusform>Changes for another second</numerusform>
            <numerusform>Changes for another %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>over %n bar(s)</source>
        <translation>
            <numerusform>over %n bar</numerusform>
            <numerusform>over %n bars</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>segue::ui::History</name>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>segue::ui::House</name>
    <message numerus="yes">
        <source>Playing on %n device(s)</source>
        <translation>
            <numerusform>Playing on %n device</numerusform>
            <numerusform>Playing on %n devices</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Playing on %n device(s), in sync</source>
        <translation>
            <numerusform>Playing on %n device, in sync</numerusform>
            <numerusform>Playing on %n devices, in sync</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>segue::ui::Playlists</name>
    <message numerus="yes">
        <source>%n track(s) lie on other devices, which a file cannot name</source>
        <translation>
            <numerusform>%n track lies on another device, which a file cannot name</numerusform>
            <numerusform>%n tracks lie on other devices, which a file cannot name</numerusform>
        </translation>
    </message>
</context>
</TS>
