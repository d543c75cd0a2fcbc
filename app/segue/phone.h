// What a phone expects of a player, whichever phone it is: it shows what plays where it shows such things, its keys
// work, it gives way to a call, and headphones that are pulled out do not wake the train.
//
// Giving way concerns this phone, not the music: while others sound it leaves the outputs, and they play on; sounding
// alone, it pauses the session. What was for now is undone when it is over, unless people have decided otherwise.
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <chrono>
#include <optional>

#include "qml/model/house.h"

namespace segue::app {

class Phone;

struct NowPlaying {
    QString title, artist, album;
    bool playing = false;
    double position_s = 0, duration_s = 0;
};

// The phone's own side of it (android_system.cpp, ios_system.mm). [ui-thread] all.
class PhoneSystem {
  public:
    virtual ~PhoneSystem() = default;
    // From now on `phone` is told, on its own thread, what the system and people say.
    virtual void attach(Phone* phone) = 0;
    // The program must go on running in the background, with the network and the sound; and what is shown of it. Again
    // whenever that changes.
    virtual void hold(const NowPlaying& shown) = 0;
    virtual void let_go() = 0;
};

class Phone : public QObject {
    Q_OBJECT

  public:
    enum class Focus {
        lost,          // another program plays
        lost_for_now,  // a call
        lower,         // a voice speaks over it
        back,
    };
    enum class Key { play, pause, toggle, next, previous, stop };

    // How long a paused session keeps the phone from sleeping: so long it can be resumed from the lock screen, or by
    // the others.
    static constexpr std::chrono::minutes paused_max{10};
    // What is left of the volume while a voice speaks over it.
    static constexpr double lowered = 0.3;

    Phone(ui::House& house, PhoneSystem& system, std::chrono::milliseconds hold_paused = paused_max);
    ~Phone() override;

    void focus(Focus said);
    void headphones_pulled() { step_back(false); }
    void pressed(Key key);
    void seek(double seconds) { house_.player()->seek(seconds); }
    // Files and invitations that another program gave.
    void open(const QStringList& uris);
    // Music on this phone may be read, in this folder.
    void may_read(const QString& folder);

  private:
    enum class Away { no, paused, left };
    const ui::DeviceFacts* self() const;
    bool sounds_here() const;
    void look();
    void step_back(bool for_now);
    void come_back();
    void raise_volume();
    void let_go();

    ui::House& house_;
    PhoneSystem& system_;
    QTimer paused_;
    bool holds_ = false;
    Away away_ = Away::no;
    std::optional<double> full_volume_;  // before it was lowered
    double last_position_ = 0;
};

}  // namespace segue::app
