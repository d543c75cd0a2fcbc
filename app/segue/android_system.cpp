// Android's side of a phone: packaging/android/src, reached through JNI. Java's calls come on Android's main thread and
// become events of ours.
#include <spdlog/sinks/android_sink.h>
#include <spdlog/spdlog.h>

#include <QCoreApplication>
#include <QJniEnvironment>
#include <QJniObject>
#include <mutex>

#include "app/segue/phone_system.h"

namespace segue::app {
namespace {

constexpr const char* service_class = "org/segue/Segue/PlaybackService";
constexpr const char* bridge_class = "org/segue/Segue/Bridge";

std::mutex mutex;
Phone* listener = nullptr;  // guarded by the mutex

// [any-thread] Runs `work` with the phone on its thread, unless it is gone.
template <class Work>
void tell(Work work) {
    const std::lock_guard lock(mutex);
    if (Phone* phone = listener)
        QMetaObject::invokeMethod(
            phone, [phone, work = std::move(work)] { work(*phone); }, Qt::QueuedConnection);
}

// The numbers are Bridge.java's.
void focus(JNIEnv*, jclass, jint what) {
    static_assert(static_cast<int>(Phone::Focus::lost) == 0 && static_cast<int>(Phone::Focus::back) == 3);
    if (what >= 0 && what <= 3) tell([what](Phone& phone) { phone.focus(static_cast<Phone::Focus>(what)); });
}
void headphones_pulled(JNIEnv*, jclass) {
    tell([](Phone& phone) { phone.headphones_pulled(); });
}
void pressed(JNIEnv*, jclass, jint key) {
    static_assert(static_cast<int>(Phone::Key::play) == 0 && static_cast<int>(Phone::Key::stop) == 5);
    if (key >= 0 && key <= 5) tell([key](Phone& phone) { phone.pressed(static_cast<Phone::Key>(key)); });
}
void seek(JNIEnv*, jclass, jlong position_ms) {
    tell([position_ms](Phone& phone) { phone.seek(static_cast<double>(position_ms) / 1e3); });
}
void opened(JNIEnv*, jclass, jstring uri) {
    tell([uri = QJniObject(uri).toString()](Phone& phone) { phone.open({uri}); });
}
void may_read(JNIEnv*, jclass, jstring folder) {
    tell([folder = QJniObject(folder).toString()](Phone& phone) { phone.may_read(folder); });
}

template <class Function>
JNINativeMethod native(const char* name, const char* signature, Function* function) {
    return {const_cast<char*>(name), const_cast<char*>(signature), reinterpret_cast<void*>(function)};
}

class AndroidSystem final : public PhoneSystem {
  public:
    AndroidSystem() {
        const JNINativeMethod natives[] = {
            native("focus", "(I)V", focus),
            native("headphonesPulled", "()V", headphones_pulled),
            native("pressed", "(I)V", pressed),
            native("seek", "(J)V", seek),
            native("opened", "(Ljava/lang/String;)V", opened),
            native("mayRead", "(Ljava/lang/String;)V", may_read),
        };
        QJniEnvironment java;
        if (!java.registerNativeMethods(bridge_class, natives, static_cast<int>(std::size(natives))))
            spdlog::error("the phone's keys and its notification do not work: this package is broken");
    }

    void attach(Phone* phone) override {
        {
            const std::lock_guard lock(mutex);
            listener = phone;
        }
        if (phone) QJniObject::callStaticMethod<void>(bridge_class, "listen", "()V");
    }

    void hold(const NowPlaying& shown) override {
        const auto text = [](const QString& t) { return QJniObject::fromString(t); };
        const auto ms = [](double s) { return static_cast<jlong>(s * 1e3); };
        const QJniObject title = text(shown.title), artist = text(shown.artist), album = text(shown.album);
        QJniObject::callStaticMethod<void>(
            service_class, "hold",
            "(Landroid/content/Context;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;ZJJ)V", context().object(),
            title.object<jstring>(), artist.object<jstring>(), album.object<jstring>(),
            static_cast<jboolean>(shown.playing), ms(shown.position_s), ms(shown.duration_s));
    }

    void let_go() override {
        QJniObject::callStaticMethod<void>(service_class, "letGo", "(Landroid/content/Context;)V", context().object());
    }

  private:
    static QJniObject context() { return QJniObject(QNativeInterface::QAndroidApplication::context()); }
};

}  // namespace

std::unique_ptr<PhoneSystem> make_phone_system() { return std::make_unique<AndroidSystem>(); }

QString phone_name() { return QJniObject::getStaticObjectField<jstring>("android/os/Build", "MODEL").toString(); }

void log_to_phone() { spdlog::set_default_logger(spdlog::android_logger_mt("segue", "segue")); }

}  // namespace segue::app
