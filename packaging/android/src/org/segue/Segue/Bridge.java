package org.segue.Segue;

// What Java tells the program (app/segue/android_system.cpp). Called on Android's main thread; each returns at once.
// What is told before the program listens is dropped, but for what it was opened with: that waits.
final class Bridge {
    static final int FOCUS_LOST = 0, FOCUS_LOST_FOR_NOW = 1, FOCUS_LOWER = 2, FOCUS_BACK = 3;
    static final int KEY_PLAY = 0, KEY_PAUSE = 1, KEY_TOGGLE = 2, KEY_NEXT = 3, KEY_PREVIOUS = 4, KEY_STOP = 5;

    private static boolean listens = false;
    private static String waiting = null;       // a URI to open
    private static String waitingMusic = null;  // a folder that may be read

    private Bridge() {}

    static native void focus(int what);
    static native void headphonesPulled();
    static native void pressed(int key);
    static native void seek(long positionMs);
    private static native void opened(String uri);
    private static native void mayRead(String folder);

    // The natives are there.
    static synchronized void listen() {
        listens = true;
        if (waiting != null) opened(waiting);
        if (waitingMusic != null) mayRead(waitingMusic);
        waiting = waitingMusic = null;
    }

    static synchronized boolean listens() {
        return listens;
    }

    static synchronized void open(String uri) {
        if (listens) opened(uri);
        else waiting = uri;
    }

    static synchronized void read(String folder) {
        if (listens) mayRead(folder);
        else waitingMusic = folder;
    }
}
