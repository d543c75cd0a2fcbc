package org.segue.Segue;

import android.media.AudioAttributes;
import android.media.AudioFocusRequest;
import android.media.AudioManager;

// The audio focus: asked for when this phone begins to sound; what becomes of it is for app/segue/phone.h to judge.
final class Focus implements AudioManager.OnAudioFocusChangeListener {
    private final AudioManager audio;
    private final AudioFocusRequest request;
    private boolean isOurs = false;

    Focus(AudioManager audio) {
        this.audio = audio;
        request = new AudioFocusRequest.Builder(AudioManager.AUDIOFOCUS_GAIN)
                      .setAudioAttributes(new AudioAttributes.Builder()
                                              .setUsage(AudioAttributes.USAGE_MEDIA)
                                              .setContentType(AudioAttributes.CONTENT_TYPE_MUSIC)
                                              .build())
                      .setWillPauseWhenDucked(true)  // we lower it ourselves: the session shows the volume it has
                      .setOnAudioFocusChangeListener(this)
                      .build();
    }

    // During a call it is refused: then this phone gives way as if the call had come later.
    void ask() {
        if (isOurs) return;
        isOurs = audio.requestAudioFocus(request) == AudioManager.AUDIOFOCUS_REQUEST_GRANTED;
        if (!isOurs && Bridge.listens()) Bridge.focus(Bridge.FOCUS_LOST);
    }

    void giveUp() {
        audio.abandonAudioFocusRequest(request);
        isOurs = false;
    }

    @Override
    public void onAudioFocusChange(int change) {
        if (change == AudioManager.AUDIOFOCUS_LOSS) isOurs = false;
        if (!Bridge.listens()) return;
        switch (change) {
            case AudioManager.AUDIOFOCUS_LOSS:
                Bridge.focus(Bridge.FOCUS_LOST);
                break;
            case AudioManager.AUDIOFOCUS_LOSS_TRANSIENT:
                Bridge.focus(Bridge.FOCUS_LOST_FOR_NOW);
                break;
            case AudioManager.AUDIOFOCUS_LOSS_TRANSIENT_CAN_DUCK:
                Bridge.focus(Bridge.FOCUS_LOWER);
                break;
            case AudioManager.AUDIOFOCUS_GAIN:
                Bridge.focus(Bridge.FOCUS_BACK);
                break;
            default:
                break;
        }
    }
}
