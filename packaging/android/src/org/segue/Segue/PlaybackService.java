package org.segue.Segue;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.app.Service;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.content.pm.ServiceInfo;
import android.graphics.drawable.Icon;
import android.media.AudioManager;
import android.media.MediaMetadata;
import android.media.session.MediaSession;
import android.media.session.PlaybackState;
import android.net.wifi.WifiManager;
import android.os.Build;
import android.os.IBinder;
import android.os.PowerManager;
import android.os.SystemClock;
import android.util.Log;

// Keeps the node alive and reachable while this phone sounds: a foreground service with a media session, the audio
// focus, and the locks that keep Wi-Fi and processor awake. The program starts it when this phone begins to sound, tells
// it what plays, and ends it (hold and letGo, by app/segue/android_system.cpp).
public class PlaybackService extends Service {
    private static final String TAG = "segue";
    private static final String CHANNEL = "playing";
    private static final int NOTE = 1;
    private static final String KEY = "key", END = "end";

    private WifiManager.MulticastLock multicast;
    private WifiManager.WifiLock wifi;
    private PowerManager.WakeLock awake;
    private MediaSession session;
    private Focus focus;
    private BroadcastReceiver noisy;

    // [any-thread] Again whenever what it says changes.
    public static void hold(Context context, String title, String artist, String album, boolean playing, long positionMs,
        long durationMs) {
        Intent intent = new Intent(context, PlaybackService.class)
                            .putExtra("title", title)
                            .putExtra("artist", artist)
                            .putExtra("album", album)
                            .putExtra("playing", playing)
                            .putExtra("position", positionMs)
                            .putExtra("duration", durationMs);
        try {
            context.startForegroundService(intent);
        } catch (IllegalStateException e) {
            // Since Android 12 a program in the background may not begin one: another device has made this phone an
            // output while nobody looked at it. It sounds for as long as the system lets it.
            Log.w(TAG, "cannot keep playing in the background", e);
        }
    }

    // [any-thread] In order behind the last hold(): a service that is stopped before it has shown itself is a crash.
    public static void letGo(Context context) {
        try {
            context.startService(new Intent(context, PlaybackService.class).putExtra(END, true));
        } catch (IllegalStateException e) {
            Log.i(TAG, "was not kept in the background", e);
        }
    }

    @Override
    public void onCreate() {
        WifiManager wifiManager = (WifiManager) getApplicationContext().getSystemService(Context.WIFI_SERVICE);
        multicast = wifiManager.createMulticastLock("segue");
        wifi = wifiManager.createWifiLock(
            Build.VERSION.SDK_INT >= 29 ? WifiManager.WIFI_MODE_FULL_LOW_LATENCY : WifiManager.WIFI_MODE_FULL_HIGH_PERF, "segue");
        awake = ((PowerManager) getSystemService(Context.POWER_SERVICE)).newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "segue:playing");
        multicast.setReferenceCounted(false);
        wifi.setReferenceCounted(false);
        awake.setReferenceCounted(false);
        focus = new Focus((AudioManager) getSystemService(Context.AUDIO_SERVICE));
        session = new MediaSession(this, "segue");
        session.setCallback(new Keys());
        session.setActive(true);
        noisy = new BroadcastReceiver() {
            @Override
            public void onReceive(Context context, Intent intent) {
                if (Bridge.listens()) Bridge.headphonesPulled();
            }
        };
        registerReceiver(noisy, new IntentFilter(AudioManager.ACTION_AUDIO_BECOMING_NOISY));
        getSystemService(NotificationManager.class)
            .createNotificationChannel(
                new NotificationChannel(CHANNEL, getString(R.string.channel_playing), NotificationManager.IMPORTANCE_LOW));
    }

    @Override
    public int onStartCommand(Intent intent, int flags, int id) {
        if (intent != null && intent.hasExtra(KEY)) {
            if (Bridge.listens()) Bridge.pressed(intent.getIntExtra(KEY, Bridge.KEY_TOGGLE));
            return START_NOT_STICKY;
        }
        if (intent != null && intent.hasExtra(END)) {
            stopForeground(true);
            stopSelf();
            return START_NOT_STICKY;
        }
        boolean playing = intent != null && intent.getBooleanExtra("playing", false);
        String title = text(intent, "title"), artist = text(intent, "artist");
        multicast.acquire();
        if (playing) {
            wifi.acquire();
            awake.acquire();
            focus.ask();
        } else {  // a paused phone may doze; who resumes it wakes it by its screen
            wifi.release();
            awake.release();
        }
        session.setMetadata(new MediaMetadata.Builder()
                                .putString(MediaMetadata.METADATA_KEY_TITLE, title)
                                .putString(MediaMetadata.METADATA_KEY_ARTIST, artist)
                                .putString(MediaMetadata.METADATA_KEY_ALBUM, text(intent, "album"))
                                .putLong(MediaMetadata.METADATA_KEY_DURATION, intent == null ? 0 : intent.getLongExtra("duration", 0))
                                .build());
        session.setPlaybackState(
            new PlaybackState.Builder()
                .setActions(PlaybackState.ACTION_PLAY | PlaybackState.ACTION_PAUSE | PlaybackState.ACTION_PLAY_PAUSE
                    | PlaybackState.ACTION_SKIP_TO_NEXT | PlaybackState.ACTION_SKIP_TO_PREVIOUS | PlaybackState.ACTION_STOP
                    | PlaybackState.ACTION_SEEK_TO)
                .setState(playing ? PlaybackState.STATE_PLAYING : PlaybackState.STATE_PAUSED,
                    intent == null ? 0 : intent.getLongExtra("position", 0), playing ? 1.0f : 0.0f, SystemClock.elapsedRealtime())
                .build());
        Notification note = note(title, artist, playing);
        if (Build.VERSION.SDK_INT >= 29) startForeground(NOTE, note, ServiceInfo.FOREGROUND_SERVICE_TYPE_MEDIA_PLAYBACK);
        else startForeground(NOTE, note);
        return START_NOT_STICKY;  // without the program there is nothing to keep alive
    }

    private static String text(Intent intent, String key) {
        String value = intent == null ? null : intent.getStringExtra(key);
        return value == null ? "" : value;
    }

    private Notification note(String title, String artist, boolean playing) {
        PendingIntent open = PendingIntent.getActivity(
            this, 0, new Intent(this, SegueActivity.class), PendingIntent.FLAG_IMMUTABLE | PendingIntent.FLAG_UPDATE_CURRENT);
        return new Notification.Builder(this, CHANNEL)
            .setContentTitle(title)
            .setContentText(artist)
            .setSmallIcon(R.drawable.ic_playing)
            .setContentIntent(open)
            .setOngoing(playing)
            .setShowWhen(false)
            .setVisibility(Notification.VISIBILITY_PUBLIC)
            .setCategory(Notification.CATEGORY_TRANSPORT)
            .addAction(action(android.R.drawable.ic_media_previous, R.string.previous, Bridge.KEY_PREVIOUS))
            .addAction(playing ? action(android.R.drawable.ic_media_pause, R.string.pause, Bridge.KEY_PAUSE)
                               : action(android.R.drawable.ic_media_play, R.string.play, Bridge.KEY_PLAY))
            .addAction(action(android.R.drawable.ic_media_next, R.string.next, Bridge.KEY_NEXT))
            .setStyle(new Notification.MediaStyle().setMediaSession(session.getSessionToken()).setShowActionsInCompactView(0, 1, 2))
            .build();
    }

    private Notification.Action action(int icon, int label, int key) {
        Intent press = new Intent(this, PlaybackService.class).putExtra(KEY, key);
        PendingIntent pressed =
            PendingIntent.getService(this, 1 + key, press, PendingIntent.FLAG_IMMUTABLE | PendingIntent.FLAG_UPDATE_CURRENT);
        return new Notification.Action.Builder(Icon.createWithResource(this, icon), getString(label), pressed).build();
    }

    @Override
    public void onDestroy() {
        unregisterReceiver(noisy);
        focus.giveUp();
        session.release();
        awake.release();
        wifi.release();
        multicast.release();
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }

    // The lock screen, headset buttons, cars and watches.
    private static final class Keys extends MediaSession.Callback {
        private static void press(int key) {
            if (Bridge.listens()) Bridge.pressed(key);
        }
        @Override
        public void onPlay() {
            press(Bridge.KEY_PLAY);
        }
        @Override
        public void onPause() {
            press(Bridge.KEY_PAUSE);
        }
        @Override
        public void onStop() {
            press(Bridge.KEY_STOP);
        }
        @Override
        public void onSkipToNext() {
            press(Bridge.KEY_NEXT);
        }
        @Override
        public void onSkipToPrevious() {
            press(Bridge.KEY_PREVIOUS);
        }
        @Override
        public void onSeekTo(long positionMs) {
            if (Bridge.listens()) Bridge.seek(positionMs);
        }
    }
}
