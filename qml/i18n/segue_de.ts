<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>AlbumShelf</name>
    <message>
        <source>Albums</source>
        <translation>Alben</translation>
    </message>
</context>
<context>
    <name>AlbumTile</name>
    <message>
        <source>%1 by %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Play %1</source>
        <translation>%1 abspielen</translation>
    </message>
</context>
<context>
    <name>ArtistTile</name>
    <message numerus="yes">
        <source>%n album(s)</source>
        <translation>
            <numerusform>%n Album</numerusform>
            <numerusform>%n Alben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track(s)</source>
        <translation>
            <numerusform>%n Titel</numerusform>
            <numerusform>%n Titel</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BeatDots</name>
    <message>
        <source>Beat</source>
        <translation>Schlag</translation>
    </message>
</context>
<context>
    <name>CloserLook</name>
    <message>
        <source>A closer look</source>
        <translation>Genauer hingesehen</translation>
    </message>
    <message>
        <source>Messages a second</source>
        <translation>Nachrichten je Sekunde</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>received</source>
        <translation>empfangen</translation>
    </message>
    <message>
        <source>%1 kB</source>
        <translation>%1 kB</translation>
    </message>
    <message>
        <source>Nothing yet: there is nobody to talk to, or it was looked at just now.</source>
        <translation>Noch nichts: Es ist niemand da, oder der Blick ist ganz frisch.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
</context>
<context>
    <name>DeviceSheet</name>
    <message>
        <source>This device has gone</source>
        <translation>Dieses Gerät ist weg</translation>
    </message>
    <message>
        <source>Move the music here</source>
        <translation>Musik hierher</translation>
    </message>
    <message>
        <source>Stop playing here</source>
        <translation>Hier nicht mehr spielen</translation>
    </message>
    <message>
        <source>Play here too</source>
        <translation>Auch hier spielen</translation>
    </message>
    <message>
        <source>Plays</source>
        <translation>Spielt</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Mono</source>
        <translation>Mono</translation>
    </message>
    <message>
        <source>Latency of its loudspeaker</source>
        <translation>Verzögerung seines Lautsprechers</translation>
    </message>
    <message>
        <source>Latency trim</source>
        <translation>Ausgleich der Verzögerung</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>If it is heard late, as over Bluetooth or a television, move this to the right until it is not.</source>
        <translation>Ist es zu spät zu hören, etwa über Bluetooth oder den Fernseher, dann schieb dies nach rechts, bis es passt.</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Forget this device</source>
        <translation>Gerät vergessen</translation>
    </message>
    <message>
        <source>Hear it</source>
        <translation>Anhören</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the device</source>
        <translation>Name des Geräts</translation>
    </message>
</context>
<context>
    <name>DeviceTile</name>
    <message>
        <source>here</source>
        <translation>hier</translation>
    </message>
    <message>
        <source>Stop playing on %1</source>
        <translation>Auf %1 nicht mehr spielen</translation>
    </message>
    <message>
        <source>Play on %1 too</source>
        <translation>Auch auf %1 spielen</translation>
    </message>
    <message>
        <source>About %1</source>
        <translation>Über %1</translation>
    </message>
    <message>
        <source>Let go to move the music here</source>
        <translation>Loslassen, und die Musik spielt hier</translation>
    </message>
    <message>
        <source>Drop here</source>
        <translation>Hier ablegen</translation>
    </message>
    <message>
        <source>Move the music here</source>
        <translation>Musik hierher</translation>
    </message>
    <message>
        <source>Volume of %1</source>
        <translation>Lautstärke von %1</translation>
    </message>
    <message>
        <source>Not playing</source>
        <translation>Spielt nicht</translation>
    </message>
    <message>
        <source>battery %1 %</source>
        <translation>Akku %1 %</translation>
    </message>
</context>
<context>
    <name>DevicesPage</name>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Only this one so far</source>
        <translation>Bisher nur dieses</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>Beitreten</translation>
    </message>
    <message>
        <source>Invite a device</source>
        <translation>Gerät einladen</translation>
    </message>
    <message>
        <source>One more makes an ensemble</source>
        <translation>Mit einem zweiten wird es ein Ensemble</translation>
    </message>
    <message>
        <source>Start Segue on another device and invite it. From then on the music goes wherever you drag it.</source>
        <translation>Starte Segue auf einem anderen Gerät und lade es ein. Von da an geht die Musik, wohin du sie ziehst.</translation>
    </message>
</context>
<context>
    <name>FoldersView</name>
    <message>
        <source>On this device</source>
        <translation>Auf diesem Gerät</translation>
    </message>
    <message>
        <source>Look for changes</source>
        <translation>Nach Änderungen sehen</translation>
    </message>
    <message>
        <source>Away: %1. What is in it stays listed</source>
        <translation>Nicht da: %1. Was darin ist, bleibt gelistet</translation>
    </message>
    <message>
        <source>Take %1 out of the library</source>
        <translation>%1 aus der Bibliothek nehmen</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be read.</source>
        <translation>
            <numerusform>%n Datei konnte nicht gelesen werden.</numerusform>
            <numerusform>%n Dateien konnten nicht gelesen werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>On other devices</source>
        <translation>Auf anderen Geräten</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Nicht da</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n Datei</numerusform>
            <numerusform>%n Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>Away. It stays listed</source>
        <translation>Nicht da. Bleibt in der Liste</translation>
    </message>
</context>
<context>
    <name>FoundView</name>
    <message>
        <source>Artists</source>
        <translation>Interpreten</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Alben</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Nothing is called “%1”. Fewer letters find more.</source>
        <translation>Nichts heißt „%1“. Weniger Buchstaben finden mehr.</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
</context>
<context>
    <name>HandoverSteps</name>
    <message>
        <source>Offered</source>
        <translation>Angeboten</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Lädt</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Moved</source>
        <translation>Da</translation>
    </message>
</context>
<context>
    <name>HistoryRow</name>
    <message>
        <source>Play %1 again</source>
        <translation>%1 noch einmal spielen</translation>
    </message>
    <message>
        <source>Add %1 to the queue</source>
        <translation>%1 in die Warteschlange</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Clear the history</source>
        <translation>Verlauf leeren</translation>
    </message>
</context>
<context>
    <name>InspectPage</name>
    <message>
        <source>Inspect</source>
        <translation>Einblick</translation>
    </message>
    <message>
        <source>conducts</source>
        <translation>dirigiert</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
</context>
<context>
    <name>InviteSheet</name>
    <message>
        <source>Invite a device</source>
        <translation>Gerät einladen</translation>
    </message>
    <message>
        <source>Point the other device&apos;s camera at this, or send it the link. It lets in one device, within ten minutes.</source>
        <translation>Halte die Kamera des anderen Geräts darauf oder schick ihm den Link. Er lässt ein Gerät ein, zehn Minuten lang.</translation>
    </message>
    <message>
        <source>QR code of the invitation</source>
        <translation>QR-Code der Einladung</translation>
    </message>
    <message>
        <source>Link of the invitation</source>
        <translation>Link der Einladung</translation>
    </message>
    <message>
        <source>Copy the link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>JoinSheet</name>
    <message>
        <source>Join by invitation</source>
        <translation>Mit Einladung beitreten</translation>
    </message>
    <message>
        <source>On a device that is in already, choose “Invite a device”, and put its link here.</source>
        <translation>Wähle auf einem Gerät, das schon dabei ist, „Gerät einladen“ und füge den Link hier ein.</translation>
    </message>
    <message>
        <source>Invitation</source>
        <translation>Einladung</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>Beitreten</translation>
    </message>
    <message>
        <source>Or by its QR code</source>
        <translation>Oder mit ihrem QR-Code</translation>
    </message>
    <message>
        <source>Drop a picture of it on the window, paste one, or choose a file.</source>
        <translation>Ein Bild davon aufs Fenster ziehen, einfügen oder als Datei wählen.</translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation>Bild wählen …</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Choose a folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>There is no library here</source>
        <translation>Hier gibt es keine Bibliothek</translation>
    </message>
    <message>
        <source>Add your music</source>
        <translation>Füge deine Musik hinzu</translation>
    </message>
    <message>
        <source>Choose a folder of music: what is in it can be found and played from every device. Nothing is copied or changed.</source>
        <translation>Wähle einen Ordner mit Musik: Was darin ist, lässt sich von jedem Gerät finden und spielen. Nichts wird kopiert oder verändert.</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>%1 tracks, %2 albums, %3 artists</source>
        <translation>%1 Titel, %2 Alben, %3 Interpreten</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Search the library</source>
        <translation>Die Bibliothek durchsuchen</translation>
    </message>
    <message>
        <source>Title, artist, album, year:1969, on:kitchen…</source>
        <translation>Titel, Interpret, Album, year:1969, on:Küche…</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Alben</translation>
    </message>
    <message>
        <source>Artists</source>
        <translation>Interpreten</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Playlists</source>
        <translation>Listen</translation>
    </message>
</context>
<context>
    <name>LibraryRow</name>
    <message>
        <source>away</source>
        <translation>nicht da</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>auf %1</translation>
    </message>
    <message>
        <source>What to do with %1</source>
        <translation>Was mit %1 geschehen soll</translation>
    </message>
</context>
<context>
    <name>LoopBar</name>
    <message numerus="yes">
        <source>%n beat(s)</source>
        <translation>
            <numerusform>%n Schlag</numerusform>
            <numerusform>%n Schläge</numerusform>
        </translation>
    </message>
    <message>
        <source>1/%1 beat</source>
        <translation>1/%1 Schlag</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Half as long</source>
        <translation>Halb so lang</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Repeats %1; end it</source>
        <translation>Wiederholt %1; beenden</translation>
    </message>
    <message>
        <source>Repeat four beats</source>
        <translation>Vier Schläge wiederholen</translation>
    </message>
    <message>
        <source>Twice as long</source>
        <translation>Doppelt so lang</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Playing</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>Einblick</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Bühne</translation>
    </message>
    <message>
        <source>Removed “%1”</source>
        <translation>„%1“ entfernt</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Let go to play. Hold Shift to add to the queue</source>
        <translation>Loslassen zum Abspielen. Mit Umschalt an die Warteschlange</translation>
    </message>
    <message>
        <source>Choose music</source>
        <translation>Musik wählen</translation>
    </message>
    <message>
        <source>Music (*.opus *.ogg *.flac *.mp3 *.m4a *.wav *.aiff *.mp4)</source>
        <translation>Musik (*.opus *.ogg *.flac *.mp3 *.m4a *.wav *.aiff *.mp4)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Choose a folder of music</source>
        <translation>Ordner mit Musik wählen</translation>
    </message>
    <message>
        <source>“%1” is out of the library. Its files stay</source>
        <translation>„%1“ ist aus der Bibliothek. Die Dateien bleiben</translation>
    </message>
    <message>
        <source>Choose a picture of a QR code</source>
        <translation>Bild eines QR-Codes wählen</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.webp *.gif *.bmp)</translation>
    </message>
    <message>
        <source>Choose playlists</source>
        <translation>Wiedergabelisten wählen</translation>
    </message>
    <message>
        <source>Playlists (*.m3u8 *.m3u *.xspf *.pls)</source>
        <translation>Wiedergabelisten (*.m3u8 *.m3u *.xspf *.pls)</translation>
    </message>
    <message>
        <source>Write “%1” to</source>
        <translation>„%1“ schreiben nach</translation>
    </message>
    <message>
        <source>M3U8 playlist (*.m3u8)</source>
        <translation>M3U8-Liste (*.m3u8)</translation>
    </message>
    <message>
        <source>XSPF playlist (*.xspf)</source>
        <translation>XSPF-Liste (*.xspf)</translation>
    </message>
    <message>
        <source>PLS playlist (*.pls)</source>
        <translation>PLS-Liste (*.pls)</translation>
    </message>
</context>
<context>
    <name>MiniPlayer</name>
    <message>
        <source>on %1</source>
        <translation>auf %1</translation>
    </message>
    <message>
        <source>Show what plays</source>
        <translation>Zeigen, was spielt</translation>
    </message>
</context>
<context>
    <name>MoveBanner</name>
    <message>
        <source>Not moved: %1</source>
        <translation>Nicht verschoben: %1</translation>
    </message>
    <message>
        <source>Now on %1, after %2 ms</source>
        <translation>Jetzt auf %1, nach %2 ms</translation>
    </message>
    <message>
        <source>Now on %1</source>
        <translation>Jetzt auf %1</translation>
    </message>
    <message>
        <source>Moving to %1…</source>
        <translation>Geht zu %1…</translation>
    </message>
    <message>
        <source>Move back</source>
        <translation>Zurückholen</translation>
    </message>
</context>
<context>
    <name>MusicMenu</name>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Play next</source>
        <translation>Als Nächstes spielen</translation>
    </message>
    <message>
        <source>Add to the queue</source>
        <translation>In die Warteschlange</translation>
    </message>
    <message>
        <source>Show the artist</source>
        <translation>Interpret zeigen</translation>
    </message>
</context>
<context>
    <name>NavRail</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>NowPlaying</name>
    <message>
        <source>Nothing is playing yet</source>
        <translation>Noch spielt nichts</translation>
    </message>
    <message>
        <source>Drop music files or folders here. They play on this device, and on every other one you choose.</source>
        <translation>Zieh Musik oder Ordner hierher. Sie spielen auf diesem Gerät und auf jedem anderen, das du wählst.</translation>
    </message>
    <message>
        <source>Choose music…</source>
        <translation>Musik wählen…</translation>
    </message>
    <message>
        <source>Volume of all</source>
        <translation>Lautstärke von allen</translation>
    </message>
    <message>
        <source>Play on other devices</source>
        <translation>Auf anderen Geräten spielen</translation>
    </message>
    <message>
        <source>Playing on</source>
        <translation>Spielt auf</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Next up</source>
        <translation>Als Nächstes</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Nothing after this. Drop more music anywhere on the window.</source>
        <translation>Danach kommt nichts. Zieh mehr Musik irgendwo auf das Fenster.</translation>
    </message>
</context>
<context>
    <name>OffsetsCard</name>
    <message>
        <source>Off the beat by, last minute</source>
        <translation>Neben dem Takt, letzte Minute</translation>
    </message>
    <message>
        <source>spread %1 µs</source>
        <translation>Streuung %1 µs</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
</context>
<context>
    <name>OpenedView</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message numerus="yes">
        <source>%n track(s)</source>
        <translation>
            <numerusform>%n Titel</numerusform>
            <numerusform>%n Titel</numerusform>
        </translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Add to the queue</source>
        <translation>In die Warteschlange</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Alben</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>There is no music here any more.</source>
        <translation>Hier ist keine Musik mehr.</translation>
    </message>
</context>
<context>
    <name>OutputRow</name>
    <message>
        <source>Volume of %1</source>
        <translation>Lautstärke von %1</translation>
    </message>
</context>
<context>
    <name>PhaseWheel</name>
    <message>
        <source>Phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>beat %1 of %2</source>
        <translation>Schlag %1 von %2</translation>
    </message>
    <message>
        <source>no beat is known</source>
        <translation>kein Takt bekannt</translation>
    </message>
</context>
<context>
    <name>PlaylistsView</name>
    <message>
        <source>No playlists yet</source>
        <translation>Noch keine Wiedergabelisten</translation>
    </message>
    <message>
        <source>Put music into the queue, and keep it by a name. It plays from every device that has the music.</source>
        <translation>Stell Musik in die Warteschlange und speichere sie unter einem Namen. Sie spielt von jedem Gerät, das die Musik hat.</translation>
    </message>
    <message>
        <source>Open the queue</source>
        <translation>Warteschlange öffnen</translation>
    </message>
    <message numerus="yes">
        <source>%n track(s)</source>
        <translation>
            <numerusform>%n Titel</numerusform>
            <numerusform>%n Titel</numerusform>
        </translation>
    </message>
    <message>
        <source>Play %1</source>
        <translation>%1 abspielen</translation>
    </message>
    <message>
        <source>Add %1 to the queue</source>
        <translation>%1 in die Warteschlange</translation>
    </message>
    <message>
        <source>Forget %1</source>
        <translation>%1 vergessen</translation>
    </message>
    <message>
        <source>Take in a playlist file…</source>
        <translation>Wiedergabeliste einlesen …</translation>
    </message>
    <message>
        <source>Write %1 to a file</source>
        <translation>%1 in eine Datei schreiben</translation>
    </message>
</context>
<context>
    <name>Program</name>
    <message>
        <source>There is no sound on this device</source>
        <translation>Dieses Gerät hat keinen Ton</translation>
    </message>
    <message>
        <source>It can still command the others. Choose a sound device in Settings</source>
        <translation>Es kann die anderen steuern. Wähle in den Einstellungen ein Tongerät</translation>
    </message>
</context>
<context>
    <name>QrReader</name>
    <message>
        <source>That is no picture</source>
        <translation>Das ist kein Bild</translation>
    </message>
    <message>
        <source>Take one that shows the invitation&apos;s code</source>
        <translation>Nimm eines, das den Code der Einladung zeigt</translation>
    </message>
    <message>
        <source>There is no QR code in that picture</source>
        <translation>In diesem Bild ist kein QR-Code</translation>
    </message>
    <message>
        <source>Take one on which the whole code is sharp</source>
        <translation>Nimm eines, auf dem der ganze Code scharf ist</translation>
    </message>
    <message>
        <source>That picture is too large</source>
        <translation>Dieses Bild ist zu groß</translation>
    </message>
    <message>
        <source>Take a smaller one of the code alone</source>
        <translation>Nimm ein kleineres, nur vom Code</translation>
    </message>
</context>
<context>
    <name>QueuePage</name>
    <message>
        <source>The queue is empty</source>
        <translation>Die Warteschlange ist leer</translation>
    </message>
    <message>
        <source>Drop music on the window, or choose some: it plays in this order, on every device.</source>
        <translation>Zieh Musik auf das Fenster oder wähle welche: Sie spielt in dieser Reihenfolge, auf jedem Gerät.</translation>
    </message>
    <message>
        <source>Choose music…</source>
        <translation>Musik wählen…</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message numerus="yes">
        <source>%n track(s), %1 to come</source>
        <translation>
            <numerusform>%n Titel, noch %1</numerusform>
            <numerusform>%n Titel, noch %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track(s)</source>
        <translation>
            <numerusform>%n Titel</numerusform>
            <numerusform>%n Titel</numerusform>
        </translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Add music</source>
        <translation>Musik hinzufügen</translation>
    </message>
    <message>
        <source>Bookmarks</source>
        <translation>Lesezeichen</translation>
    </message>
    <message>
        <source>The devices were cut off from each other and played on. This is where the others were.</source>
        <translation>Die Geräte waren voneinander getrennt und spielten weiter. Hier waren die anderen.</translation>
    </message>
    <message>
        <source>at %1 on %2</source>
        <translation>bei %1 auf %2</translation>
    </message>
    <message>
        <source>Go on from here</source>
        <translation>Von hier weiter</translation>
    </message>
    <message>
        <source>Forget this bookmark</source>
        <translation>Lesezeichen vergessen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>To come</source>
        <translation>Was kommt</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>What has played, here and on the other devices</source>
        <translation>Was gespielt hat, hier und auf den anderen Geräten</translation>
    </message>
    <message>
        <source>Nothing has played yet</source>
        <translation>Noch nichts hat gespielt</translation>
    </message>
    <message>
        <source>What plays on any of your devices is listed here, to be played again.</source>
        <translation>Was auf einem deiner Geräte spielt, steht hier und kann noch einmal gespielt werden.</translation>
    </message>
</context>
<context>
    <name>QueueRow</name>
    <message>
        <source>playing</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>Reading the file: %1 %</source>
        <translation>Liest die Datei: %1 %</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
</context>
<context>
    <name>SaveSheet</name>
    <message>
        <source>Save as playlist</source>
        <translation>Als Wiedergabeliste speichern</translation>
    </message>
    <message>
        <source>What is in the queue is kept by this name. It is found among the library&apos;s playlists.</source>
        <translation>Die Warteschlange wird unter diesem Namen gespeichert. Du findest sie in der Bibliothek unter Listen.</translation>
    </message>
    <message>
        <source>Name of the playlist</source>
        <translation>Name der Wiedergabeliste</translation>
    </message>
    <message>
        <source>Sunday morning</source>
        <translation>Sonntagmorgen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
</context>
<context>
    <name>ScanBar</name>
    <message>
        <source>less than a minute left</source>
        <translation>noch unter einer Minute</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>noch %n Minute</numerusform>
            <numerusform>noch %n Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading “%1”</source>
        <translation>Liest „%1“</translation>
    </message>
    <message>
        <source>Looking through “%1”…</source>
        <translation>Sieht „%1“ durch…</translation>
    </message>
    <message>
        <source>%1 of %2 files</source>
        <translation>%1 von %2 Dateien</translation>
    </message>
    <message>
        <source>%1 a second</source>
        <translation>%1 je Sekunde</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
</context>
<context>
    <name>Scrubber</name>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>repeats %1 to %2</source>
        <translation>wiederholt %1 bis %2</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>This device</source>
        <translation>Dieses Gerät</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of this device</source>
        <translation>Name dieses Geräts</translation>
    </message>
    <message>
        <source>Sound goes to</source>
        <translation>Ton geht an</translation>
    </message>
    <message>
        <source>Another sound device is used from the next start on.</source>
        <translation>Ein anderes Tongerät gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Schrift</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>Groß</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Größer</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>Weniger Bewegung</translation>
    </message>
    <message>
        <source>When things go wrong</source>
        <translation>Wenn etwas schiefgeht</translation>
    </message>
    <message>
        <source>Keep playing</source>
        <translation>Weiterspielen</translation>
    </message>
    <message>
        <source>If the only device that plays dies, another goes on. Otherwise the music pauses.</source>
        <translation>Fällt das einzige spielende Gerät aus, macht ein anderes weiter. Sonst hält die Musik an.</translation>
    </message>
    <message>
        <source>Only one side plays on</source>
        <translation>Nur eine Seite spielt weiter</translation>
    </message>
    <message>
        <source>If the network is cut in two, only the side with more devices plays. Otherwise both do, and what was lost is kept as a bookmark.</source>
        <translation>Zerfällt das Netz in zwei Teile, spielt nur der mit mehr Geräten. Sonst spielen beide, und was verloren ging, bleibt als Lesezeichen.</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Play on when the window is closed</source>
        <translation>Ohne Fenster weiterspielen</translation>
    </message>
    <message>
        <source>Segue stays in the tray.</source>
        <translation>Segue bleibt in der Leiste.</translation>
    </message>
    <message>
        <source>Tell of each new track</source>
        <translation>Jeden neuen Titel melden</translation>
    </message>
    <message>
        <source>Ensemble</source>
        <translation>Ensemble</translation>
    </message>
    <message>
        <source>This device is a guest: it plays along, but cannot invite or forget others.</source>
        <translation>Dieses Gerät ist Gast: Es spielt mit, kann aber niemanden einladen oder vergessen.</translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) trust each other here. Nothing outside can listen in or command them.</source>
        <translation>
            <numerusform>%n Gerät vertraut sich hier selbst. Von außen kann niemand mithören oder steuern.</numerusform>
            <numerusform>%n Geräte vertrauen einander hier. Von außen kann niemand mithören oder steuern.</numerusform>
        </translation>
    </message>
    <message>
        <source>Leave this ensemble</source>
        <translation>Ensemble verlassen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>Einblick</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Bühne</translation>
    </message>
    <message>
        <source>Equally loud</source>
        <translation>Gleich laut</translation>
    </message>
    <message>
        <source>As recorded</source>
        <translation>Wie aufgenommen</translation>
    </message>
    <message>
        <source>Every track</source>
        <translation>Jedes Stück</translation>
    </message>
    <message>
        <source>Every album</source>
        <translation>Jedes Album</translation>
    </message>
    <message>
        <source>Folders of music…</source>
        <translation>Ordner mit Musik …</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ShowScript</name>
    <message>
        <source>One song on one device.</source>
        <translation>Ein Lied auf einem Gerät.</translation>
    </message>
    <message>
        <source>A second one joins, in the middle of the song.</source>
        <translation>Ein zweites kommt dazu, mitten im Lied.</translation>
    </message>
    <message>
        <source>The music moves, and nothing stops.</source>
        <translation>Die Musik zieht um, und nichts hält an.</translation>
    </message>
    <message>
        <source>All of them sound as one.</source>
        <translation>Alle klingen wie eines.</translation>
    </message>
    <message>
        <source>Now the one that conducts loses its power.</source>
        <translation>Jetzt verliert der Dirigent den Strom.</translation>
    </message>
    <message>
        <source>Nobody noticed. There is no master to lose.</source>
        <translation>Niemand hat es gemerkt. Es gibt keinen Chef zu verlieren.</translation>
    </message>
    <message>
        <source>And back it comes.</source>
        <translation>Und da ist er wieder.</translation>
    </message>
    <message>
        <source>Now the network is cut in two. Both sides play on.</source>
        <translation>Jetzt zerfällt das Netz in zwei Teile. Beide spielen weiter.</translation>
    </message>
    <message>
        <source>It heals, and they are one again.</source>
        <translation>Es heilt, und sie sind wieder eins.</translation>
    </message>
</context>
<context>
    <name>StagePage</name>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Leave the stage</source>
        <translation>Bühne verlassen</translation>
    </message>
    <message>
        <source>QR code to join</source>
        <translation>QR-Code zum Beitreten</translation>
    </message>
    <message>
        <source>Scan to join the music</source>
        <translation>Scannen und mitspielen</translation>
    </message>
    <message>
        <source>To %1</source>
        <translation>Zu %1</translation>
    </message>
    <message>
        <source>Revive %1</source>
        <translation>%1 einschalten</translation>
    </message>
    <message>
        <source>Kill %1</source>
        <translation>%1 abschalten</translation>
    </message>
    <message>
        <source>Stop the show</source>
        <translation>Vorführung beenden</translation>
    </message>
    <message>
        <source>Run the show</source>
        <translation>Vorführen</translation>
    </message>
    <message>
        <source>Heal %1</source>
        <translation>%1 verbinden</translation>
    </message>
    <message>
        <source>Cut %1 off</source>
        <translation>%1 abtrennen</translation>
    </message>
    <message>
        <source>%1 bpm</source>
        <translation>%1 bpm</translation>
    </message>
</context>
<context>
    <name>StateTreeView</name>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
</context>
<context>
    <name>StemChip</name>
    <message>
        <source>%1, played by %2</source>
        <translation>%1, gespielt von %2</translation>
    </message>
    <message>
        <source>%1, played by nobody</source>
        <translation>%1, von niemandem gespielt</translation>
    </message>
</context>
<context>
    <name>TabStrip</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>TempoChip</name>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>%1 beats a minute</source>
        <translation>%1 Schläge pro Minute</translation>
    </message>
</context>
<context>
    <name>TempoPanel</name>
    <message>
        <source>%1 beats a minute</source>
        <translation>%1 Schläge pro Minute</translation>
    </message>
    <message>
        <source>bpm</source>
        <translation>bpm</translation>
    </message>
    <message>
        <source>No beat is known of this track. Tap along to tell it.</source>
        <translation>Von diesem Stück ist kein Takt bekannt. Klopf ihn mit.</translation>
    </message>
    <message numerus="yes">
        <source>Follows the room, with %n other(s)</source>
        <translation>
            <numerusform>Folgt dem Raum, mit einem anderen</numerusform>
            <numerusform>Folgt dem Raum, mit %n anderen</numerusform>
        </translation>
    </message>
    <message>
        <source>Follows the room, where nobody is</source>
        <translation>Folgt dem Raum, in dem niemand ist</translation>
    </message>
    <message numerus="yes">
        <source>Leads the room, with %n other(s)</source>
        <translation>
            <numerusform>Führt den Raum, mit einem anderen</numerusform>
            <numerusform>Führt den Raum, mit %n anderen</numerusform>
        </translation>
    </message>
    <message>
        <source>As it was recorded</source>
        <translation>Wie aufgenommen</translation>
    </message>
    <message>
        <source>Recorded at %1 bpm</source>
        <translation>Aufgenommen mit %1 bpm</translation>
    </message>
    <message>
        <source>By itself</source>
        <translation>Für sich</translation>
    </message>
    <message>
        <source>Follow the room</source>
        <translation>Dem Raum folgen</translation>
    </message>
    <message>
        <source>Lead the room</source>
        <translation>Den Raum führen</translation>
    </message>
    <message>
        <source>The room is who plays around you with Ableton Link: apps and instruments in this network.</source>
        <translation>Der Raum ist, wer um dich herum mit Ableton Link spielt: Programme und Instrumente in diesem Netz.</translation>
    </message>
    <message>
        <source>One beat a minute slower</source>
        <translation>Einen Schlag pro Minute langsamer</translation>
    </message>
    <message>
        <source>Tap the beat</source>
        <translation>Takt klopfen</translation>
    </message>
    <message>
        <source>One beat a minute faster</source>
        <translation>Einen Schlag pro Minute schneller</translation>
    </message>
    <message>
        <source>Starts wait for</source>
        <translation>Der Anfang wartet auf</translation>
    </message>
    <message numerus="yes">
        <source>%n beat(s)</source>
        <translation>
            <numerusform>%n Schlag</numerusform>
            <numerusform>%n Schläge</numerusform>
        </translation>
    </message>
    <message>
        <source>If the beats are wrong</source>
        <translation>Wenn der Takt nicht stimmt</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Bar earlier</source>
        <translation>Takt früher</translation>
    </message>
    <message>
        <source>Bar later</source>
        <translation>Takt später</translation>
    </message>
    <message>
        <source>Half as many</source>
        <translation>Halb so viele</translation>
    </message>
    <message>
        <source>Twice as many</source>
        <translation>Doppelt so viele</translation>
    </message>
    <message>
        <source>A bar begins now</source>
        <translation>Ein Takt beginnt jetzt</translation>
    </message>
    <message>
        <source>As they were found</source>
        <translation>Wie gefunden</translation>
    </message>
    <message numerus="yes">
        <source>Changes for another %n second(s)</source>
        <translation>
            <numerusform>Ändert sich noch %n Sekunde lang</numerusform>
            <numerusform>Ändert sich noch %n Sekunden lang</numerusform>
        </translation>
    </message>
    <message>
        <source>Start and stop with the room</source>
        <translation>Mit dem Raum starten und anhalten</translation>
    </message>
    <message>
        <source>Who starts or stops there does it here, and the reverse.</source>
        <translation>Wer dort startet oder anhält, tut es auch hier, und umgekehrt.</translation>
    </message>
    <message>
        <source>Beats a minute</source>
        <translation>Schläge pro Minute</translation>
    </message>
    <message>
        <source>Another tempo, as 128</source>
        <translation>Ein anderes Tempo, etwa 128</translation>
    </message>
    <message>
        <source>Keep the pitch</source>
        <translation>Tonhöhe halten</translation>
    </message>
    <message>
        <source>At any tempo songs sound as high as they were recorded.</source>
        <translation>Bei jedem Tempo klingen Stücke so hoch, wie sie aufgenommen sind.</translation>
    </message>
    <message>
        <source>The tempo changes</source>
        <translation>Das Tempo ändert sich</translation>
    </message>
    <message numerus="yes">
        <source>over %n bar(s)</source>
        <translation>
            <numerusform>über %n Takt</numerusform>
            <numerusform>über %n Takte</numerusform>
        </translation>
    </message>
    <message>
        <source>at once</source>
        <translation>sofort</translation>
    </message>
</context>
<context>
    <name>TempoSheet</name>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>Previous</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Show Segue</source>
        <translation>Segue zeigen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>Trouble</name>
    <message>
        <source>Segue cannot start</source>
        <translation>Segue kann nicht starten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>segue::app::Desktop</name>
    <message>
        <source>Playing music</source>
        <translation>Spielt Musik</translation>
    </message>
</context>
<context>
    <name>segue::ui::Devices</name>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Hin und zurück</translation>
    </message>
    <message>
        <source>Sound device</source>
        <translation>Tongerät</translation>
    </message>
    <message>
        <source>Output latency</source>
        <translation>Ausgabeverzögerung</translation>
    </message>
    <message>
        <source>Off the beat by</source>
        <translation>Neben dem Takt um</translation>
    </message>
    <message>
        <source>Bend</source>
        <translation>Dehnung</translation>
    </message>
    <message>
        <source>Jumps, underruns</source>
        <translation>Sprünge, Aussetzer</translation>
    </message>
    <message>
        <source>Clock known to</source>
        <translation>Uhr bekannt auf</translation>
    </message>
    <message>
        <source>Clock drift</source>
        <translation>Gang der Uhr</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Away. It plays again when it is back</source>
        <translation>Nicht da. Spielt wieder, sobald es zurück ist</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Nicht da</translation>
    </message>
    <message>
        <source>Joining…</source>
        <translation>Kommt dazu…</translation>
    </message>
    <message>
        <source>Not answering</source>
        <translation>Antwortet nicht</translation>
    </message>
    <message>
        <source>No sound</source>
        <translation>Kein Ton</translation>
    </message>
    <message>
        <source>No sound: %1</source>
        <translation>Kein Ton: %1</translation>
    </message>
    <message>
        <source>Conducts, silent</source>
        <translation>Dirigiert, stumm</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Playing, in sync</source>
        <translation>Spielt, im Takt</translation>
    </message>
    <message>
        <source>Playing, catching up</source>
        <translation>Spielt, holt auf</translation>
    </message>
    <message>
        <source>Ready to sound</source>
        <translation>Bereit zum Einsatz</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Lädt…</translation>
    </message>
    <message>
        <source>About to play</source>
        <translation>Spielt gleich</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>Gewählt</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>Akku</translation>
    </message>
</context>
<context>
    <name>segue::ui::History</name>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>vor %n Minute</numerusform>
            <numerusform>vor %n Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>yesterday, %1</source>
        <translation>gestern, %1</translation>
    </message>
    <message>
        <source>Added to the queue</source>
        <translation>In der Warteschlange</translation>
    </message>
</context>
<context>
    <name>segue::ui::House</name>
    <message>
        <source>That cannot be played</source>
        <translation>Das lässt sich nicht abspielen</translation>
    </message>
    <message>
        <source>Drop music files or folders from this computer</source>
        <translation>Zieh Musik oder Ordner von diesem Rechner hierher</translation>
    </message>
    <message>
        <source>That is not an invitation</source>
        <translation>Das ist keine Einladung</translation>
    </message>
    <message>
        <source>An invitation begins with segue://join/. Copy all of it</source>
        <translation>Eine Einladung beginnt mit segue://join/. Kopiere sie ganz</translation>
    </message>
    <message>
        <source>Joined</source>
        <translation>Beigetreten</translation>
    </message>
    <message>
        <source>Nothing to play yet</source>
        <translation>Noch nichts zu spielen</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Lädt…</translation>
    </message>
    <message>
        <source>Waiting for the next track…</source>
        <translation>Wartet auf den nächsten Titel…</translation>
    </message>
    <message>
        <source>About to play</source>
        <translation>Spielt gleich</translation>
    </message>
    <message numerus="yes">
        <source>Playing on %n device(s)</source>
        <translation>
            <numerusform>Spielt auf %n Gerät</numerusform>
            <numerusform>Spielt auf %n Geräten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Playing on %n device(s), in sync</source>
        <translation>
            <numerusform>Spielt auf %n Gerät, im Takt</numerusform>
            <numerusform>Spielt auf %n Geräten, im Takt</numerusform>
        </translation>
    </message>
    <message>
        <source>Added to the queue</source>
        <translation>In die Warteschlange gestellt</translation>
    </message>
    <message>
        <source>That picture is not on this computer</source>
        <translation>Dieses Bild ist nicht auf diesem Rechner</translation>
    </message>
    <message>
        <source>Save it first, and choose the file</source>
        <translation>Speichere es zuerst und wähle die Datei</translation>
    </message>
    <message>
        <source>Nothing was copied</source>
        <translation>Es wurde nichts kopiert</translation>
    </message>
    <message>
        <source>Copy the invitation&apos;s link, or a picture of its code</source>
        <translation>Kopiere den Link der Einladung oder ein Bild ihres Codes</translation>
    </message>
</context>
<context>
    <name>segue::ui::Playlists</name>
    <message>
        <source>Saved as “%1”</source>
        <translation>Als „%1“ gespeichert</translation>
    </message>
    <message>
        <source>Added to the queue</source>
        <translation>In die Warteschlange gestellt</translation>
    </message>
    <message>
        <source>“%1” is forgotten</source>
        <translation>„%1“ ist vergessen</translation>
    </message>
    <message>
        <source>That place is not on this computer</source>
        <translation>Dieser Ort ist nicht auf diesem Rechner</translation>
    </message>
    <message>
        <source>Choose another</source>
        <translation>Wähle einen anderen</translation>
    </message>
    <message>
        <source>“%1” cannot be written</source>
        <translation>„%1“ kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>Written to “%1”</source>
        <translation>Geschrieben nach „%1“</translation>
    </message>
    <message numerus="yes">
        <source>%n track(s) lie on other devices, which a file cannot name</source>
        <translation>
            <numerusform>%n Stück liegt auf einem anderen Gerät, das eine Datei nicht nennen kann</numerusform>
            <numerusform>%n Stücke liegen auf anderen Geräten, die eine Datei nicht nennen kann</numerusform>
        </translation>
    </message>
    <message>
        <source>Kept as “%1”</source>
        <translation>Behalten als „%1“</translation>
    </message>
</context>
</TS>
