package org.segue.Segue;

import android.Manifest;
import android.content.ContentResolver;
import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.database.Cursor;
import android.net.Uri;
import android.net.wifi.WifiManager;
import android.os.Build;
import android.os.Bundle;
import android.os.Environment;
import android.provider.OpenableColumns;
import android.util.Log;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import org.qtproject.qt.android.bindings.QtActivity;

// The window, and what other programs open with it: invitations as they are, music as a file of ours, since what they
// hand over is a stream of theirs, and an importer of its own process reads files.
public class SegueActivity extends QtActivity {
    private static final String TAG = "segue";
    private static final int ASKED = 1;
    private static final int COPY_BYTES = 1 << 16;
    private static final long OPENED_BYTES_MAX = 2L << 30;  // a day of music in FLAC; more is no music file

    private WifiManager.MulticastLock multicast;

    @Override
    public void onCreate(Bundle state) {
        super.onCreate(state);
        WifiManager wifi = (WifiManager) getApplicationContext().getSystemService(Context.WIFI_SERVICE);
        multicast = wifi.createMulticastLock("segue-window");
        multicast.setReferenceCounted(false);
        askForMusic();
        if (state == null) take(getIntent());
    }

    // Others are looked for while somebody looks at them; while it sounds, the service does it.
    @Override
    public void onResume() {
        super.onResume();
        multicast.acquire();
    }

    @Override
    public void onPause() {
        multicast.release();
        super.onPause();
    }

    @Override
    public void onNewIntent(Intent intent) {
        super.onNewIntent(intent);
        take(intent);
    }

    private static String musicPermission() {
        return Build.VERSION.SDK_INT >= 33 ? Manifest.permission.READ_MEDIA_AUDIO : Manifest.permission.READ_EXTERNAL_STORAGE;
    }

    private void askForMusic() {
        ArrayList<String> wanted = new ArrayList<>();
        if (checkSelfPermission(musicPermission()) != PackageManager.PERMISSION_GRANTED) wanted.add(musicPermission());
        else tellMusic();
        if (Build.VERSION.SDK_INT >= 33
            && checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) != PackageManager.PERMISSION_GRANTED)
            wanted.add(Manifest.permission.POST_NOTIFICATIONS);
        if (!wanted.isEmpty()) requestPermissions(wanted.toArray(new String[0]), ASKED);
    }

    @Override
    public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
        super.onRequestPermissionsResult(request, permissions, results);
        for (int i = 0; request == ASKED && i < permissions.length; ++i)
            if (permissions[i].equals(musicPermission()) && results[i] == PackageManager.PERMISSION_GRANTED) tellMusic();
    }

    // The node reads files by their path; for music in the shared folders that is allowed.
    private static void tellMusic() {
        Bridge.read(Environment.getExternalStoragePublicDirectory(Environment.DIRECTORY_MUSIC).getAbsolutePath());
    }

    private void take(Intent intent) {
        if (intent == null) return;
        Uri uri = Intent.ACTION_SEND.equals(intent.getAction()) ? (Uri) intent.getParcelableExtra(Intent.EXTRA_STREAM)
                                                                : intent.getData();
        if (uri == null) return;
        if (!ContentResolver.SCHEME_CONTENT.equals(uri.getScheme())) {
            Bridge.open(uri.toString());
            return;
        }
        new Thread(() -> {
            try {
                Bridge.open(Uri.fromFile(copy(uri)).toString());
            } catch (IOException | SecurityException e) {
                Log.w(TAG, "cannot open " + uri, e);
            }
        }).start();
    }

    private File copy(Uri uri) throws IOException {
        File folder = new File(getCacheDir(), "opened");
        if (!folder.isDirectory() && !folder.mkdirs()) throw new IOException("no room for it");
        File file = new File(folder, nameOf(uri));
        try (InputStream in = getContentResolver().openInputStream(uri); OutputStream out = new FileOutputStream(file)) {
            if (in == null) throw new IOException("it is gone");
            byte[] buffer = new byte[COPY_BYTES];
            long total = 0;
            for (int n; (n = in.read(buffer)) > 0; out.write(buffer, 0, n)) {
                total += n;
                if (total > OPENED_BYTES_MAX) throw new IOException("it is too large");
            }
        }
        return file;
    }

    // What people call it, made safe: another program says it.
    private String nameOf(Uri uri) {
        String name = null;
        try (Cursor row = getContentResolver().query(uri, new String[] {OpenableColumns.DISPLAY_NAME}, null, null, null)) {
            if (row != null && row.moveToFirst()) name = row.getString(0);
        }
        if (name == null) name = "music";
        name = name.replaceAll("[/\\x00-\\x1f]", "_");
        return name.startsWith(".") ? "_" + name : name;
    }
}
