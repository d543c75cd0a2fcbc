// iOS's side of a phone: the audio session, the lock screen's player and its keys. All of it comes on the main thread,
// which is the user interface's.
#import <AVFAudio/AVFAudio.h>
#import <MediaPlayer/MediaPlayer.h>
#import <UIKit/UIKit.h>

#include <spdlog/spdlog.h>

#include <QCoreApplication>
#include <QDesktopServices>
#include <QUrl>

#include "app/segue/phone_system.h"

namespace segue::app {
namespace {

NSString* text(const QString& t) { return t.toNSString(); }

}  // namespace

// Qt hands over URLs by a slot: invitations by their scheme, music as files.
class Opener : public QObject {
    Q_OBJECT

  public:
    explicit Opener(Phone* phone) : phone_(phone) {
        QDesktopServices::setUrlHandler(QStringLiteral("segue"), this, "open");
        QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "open");
    }
    ~Opener() override {
        QDesktopServices::unsetUrlHandler(QStringLiteral("segue"));
        QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
    }

  public slots:
    void open(const QUrl& url) { phone_->open({url.toString()}); }

  private:
    Phone* phone_;
};

class IosSystem final : public PhoneSystem {
  public:
    ~IosSystem() override { deafen(); }

    void attach(Phone* phone) override {
        deafen();
        phone_ = phone;
        if (!phone) return;
        opener_ = std::make_unique<Opener>(phone);
        listen_to_session();
        listen_to_keys();
    }

    void hold(const NowPlaying& shown) override {
        if (shown.playing && !active_) {
            AVAudioSession* session = AVAudioSession.sharedInstance;
            NSError* error = nil;
            // "Playback" is what goes on when the screen is locked and the ring switch is off.
            active_ = [session setCategory:AVAudioSessionCategoryPlayback error:&error] &&
                      [session setActive:YES error:&error];
            if (!active_) {
                spdlog::warn("the phone gives no sound: {}", error.localizedDescription.UTF8String);
                phone_->focus(Phone::Focus::lost);
            }
        }
        MPNowPlayingInfoCenter* center = MPNowPlayingInfoCenter.defaultCenter;
        center.nowPlayingInfo = @{
            MPMediaItemPropertyTitle : text(shown.title),
            MPMediaItemPropertyArtist : text(shown.artist),
            MPMediaItemPropertyAlbumTitle : text(shown.album),
            MPMediaItemPropertyPlaybackDuration : @(shown.duration_s),
            MPNowPlayingInfoPropertyElapsedPlaybackTime : @(shown.position_s),
            MPNowPlayingInfoPropertyPlaybackRate : @(shown.playing ? 1.0 : 0.0),
        };
        center.playbackState = shown.playing ? MPNowPlayingPlaybackStatePlaying : MPNowPlayingPlaybackStatePaused;
    }

    void let_go() override {
        MPNowPlayingInfoCenter.defaultCenter.nowPlayingInfo = nil;
        [AVAudioSession.sharedInstance setActive:NO
                                     withOptions:AVAudioSessionSetActiveOptionNotifyOthersOnDeactivation
                                           error:nil];
        active_ = false;
    }

  private:
    void observe(NSNotificationName name, void (^heard)(NSDictionary*)) {
        [observers_ addObject:[NSNotificationCenter.defaultCenter addObserverForName:name
                                                                              object:nil
                                                                               queue:NSOperationQueue.mainQueue
                                                                          usingBlock:^(NSNotification* note) {
                                                                            heard(note.userInfo);
                                                                          }]];
    }

    void listen_to_session() {
        observe(AVAudioSessionInterruptionNotification, ^(NSDictionary* told) {
          const auto type = [told[AVAudioSessionInterruptionTypeKey] unsignedIntegerValue];
          if (type == AVAudioSessionInterruptionTypeBegan) {
              active_ = false;  // the system has taken it away
              phone_->focus(Phone::Focus::lost_for_now);
              return;
          }
          const auto options = [told[AVAudioSessionInterruptionOptionKey] unsignedIntegerValue];
          const bool may_resume = (options & AVAudioSessionInterruptionOptionShouldResume) != 0;
          phone_->focus(may_resume ? Phone::Focus::back : Phone::Focus::lost);
        });
        observe(AVAudioSessionRouteChangeNotification, ^(NSDictionary* told) {
          const auto why = [told[AVAudioSessionRouteChangeReasonKey] unsignedIntegerValue];
          if (why == AVAudioSessionRouteChangeReasonOldDeviceUnavailable) phone_->headphones_pulled();
        });
    }

    void key(MPRemoteCommand* command, Phone::Key key) {
        id token = [command addTargetWithHandler:^(MPRemoteCommandEvent*) {
          phone_->pressed(key);
          return MPRemoteCommandHandlerStatusSuccess;
        }];
        keys_[[NSValue valueWithNonretainedObject:command]] = token;
    }

    void listen_to_keys() {
        MPRemoteCommandCenter* center = MPRemoteCommandCenter.sharedCommandCenter;
        key(center.playCommand, Phone::Key::play);
        key(center.pauseCommand, Phone::Key::pause);
        key(center.togglePlayPauseCommand, Phone::Key::toggle);
        key(center.nextTrackCommand, Phone::Key::next);
        key(center.previousTrackCommand, Phone::Key::previous);
        key(center.stopCommand, Phone::Key::stop);
        MPRemoteCommand* position = center.changePlaybackPositionCommand;
        keys_[[NSValue valueWithNonretainedObject:position]] =
            [position addTargetWithHandler:^(MPRemoteCommandEvent* event) {
              phone_->seek(static_cast<MPChangePlaybackPositionCommandEvent*>(event).positionTime);
              return MPRemoteCommandHandlerStatusSuccess;
            }];
    }

    void deafen() {
        for (id observer in observers_) [NSNotificationCenter.defaultCenter removeObserver:observer];
        [observers_ removeAllObjects];
        for (NSValue* command in keys_)
            [static_cast<MPRemoteCommand*>(command.nonretainedObjectValue) removeTarget:keys_[command]];
        [keys_ removeAllObjects];
        opener_.reset();
    }

    Phone* phone_ = nullptr;
    bool active_ = false;
    std::unique_ptr<Opener> opener_;
    NSMutableArray* observers_ = [NSMutableArray new];
    NSMutableDictionary* keys_ = [NSMutableDictionary new];
};

std::unique_ptr<PhoneSystem> make_phone_system() { return std::make_unique<IosSystem>(); }

// Since iOS 16 it is "iPhone" to a program without Apple's special leave; people rename it in Settings.
QString phone_name() { return QString::fromNSString(UIDevice.currentDevice.name); }

// The standard error stream is the device's log.
void log_to_phone() {}

}  // namespace segue::app

#include "ios_system.moc"
