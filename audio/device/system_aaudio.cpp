// Android's sound, through AAudio (Android 8 and later). Where the sound comes out, a loudspeaker, a cable or
// Bluetooth, is the system's choice and may change at any time: AAudio then ends the stream, and the engine, asked for
// nothing, opens another.
//
// https://developer.android.com/ndk/guides/audio/aaudio/aaudio
#include <aaudio/AAudio.h>

#include <ctime>

#include "audio/device/limits.h"
#include "audio/device/system.h"
#include "sync/base/local_clock.h"

namespace segue::audio {
namespace {

struct EndStream {
    void operator()(AAudioStream* stream) const {
        AAudioStream_requestStop(stream);
        AAudioStream_close(stream);  // waits for a callback under way
    }
};
struct EndBuilder {
    void operator()(AAudioStreamBuilder* builder) const { AAudioStreamBuilder_delete(builder); }
};

class AaudioDevice final : public OutputDevice {
  public:
    Result<void, DeviceError> open();

    const std::string& name() const override { return name_; }
    int rate_hz() const override { return AAudioStream_getSampleRate(stream_.get()); }
    Nanoseconds latency() const override {
        return nearest_ns(static_cast<double>(AAudioStream_getBufferSizeInFrames(stream_.get())) / rate_hz());
    }
    Result<void, DeviceError> start(BlockRenderer& renderer) override {
        renderer_ = &renderer;
        const aaudio_result_t started = AAudioStream_requestStart(stream_.get());
        if (started != AAUDIO_OK) return refused(started);
        return {};
    }

  private:
    Failure<DeviceError> refused(aaudio_result_t why) const {
        return fail(DeviceError::refused,
                    std::string("the phone's sound would not open: ") + AAudio_convertResultToText(why));
    }
    static aaudio_data_callback_result_t callback(AAudioStream*, void* self, void* out, std::int32_t frames) {
        static_cast<AaudioDevice*>(self)->render(static_cast<float*>(out), frames);
        return AAUDIO_CALLBACK_RESULT_CONTINUE;
    }
    void render(float* out, int frames) noexcept;
    Nanoseconds delay() const noexcept;

    const std::string name_ = "AAudio";
    BlockRenderer* renderer_ = nullptr;
    DacPos next_;
    int rate_hz_ = sample_rate_hz;
    Nanoseconds buffered_{0};
    std::unique_ptr<AAudioStream, EndStream> stream_;  // last: ended before what its callback uses
};

Result<void, DeviceError> AaudioDevice::open() {
    AAudioStreamBuilder* made = nullptr;
    if (const aaudio_result_t e = AAudio_createStreamBuilder(&made); e != AAUDIO_OK) return refused(e);
    const std::unique_ptr<AAudioStreamBuilder, EndBuilder> builder(made);
    AAudioStreamBuilder_setDirection(made, AAUDIO_DIRECTION_OUTPUT);
    AAudioStreamBuilder_setSharingMode(made, AAUDIO_SHARING_MODE_SHARED);
    // Not the low-latency path: what is planned is played in time however late it is heard, and large buffers let the
    // processor sleep.
    AAudioStreamBuilder_setPerformanceMode(made, AAUDIO_PERFORMANCE_MODE_NONE);
    AAudioStreamBuilder_setFormat(made, AAUDIO_FORMAT_PCM_FLOAT);
    AAudioStreamBuilder_setChannelCount(made, 2);
    AAudioStreamBuilder_setSampleRate(made, sample_rate_hz);
    AAudioStreamBuilder_setUsage(made, AAUDIO_USAGE_MEDIA);
    AAudioStreamBuilder_setContentType(made, AAUDIO_CONTENT_TYPE_MUSIC);
    AAudioStreamBuilder_setDataCallback(made, callback, this);
    AAudioStream* opened = nullptr;
    if (const aaudio_result_t e = AAudioStreamBuilder_openStream(made, &opened); e != AAUDIO_OK) return refused(e);
    stream_.reset(opened);
    rate_hz_ = rate_hz();
    buffered_ = latency();
    return {};
}

// Until the frame after those written leaves. AAudio dates frames by CLOCK_MONOTONIC; it knows none before the first
// has left, and none for a moment after a change.
Nanoseconds AaudioDevice::delay() const noexcept {
    std::int64_t frame = 0, at_ns = 0;
    if (AAudioStream_getTimestamp(stream_.get(), CLOCK_MONOTONIC, &frame, &at_ns) != AAUDIO_OK) return buffered_;
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const std::int64_t now_ns = std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
    const double ahead_s = static_cast<double>(next_.frame - frame) / rate_hz_;
    const Nanoseconds delay = Nanoseconds(at_ns - now_ns) + nearest_ns(ahead_s);
    return delay > Nanoseconds(0) && delay < device_latency_max ? delay : buffered_;
}

void AaudioDevice::render(float* out, int frames) noexcept {
    const LocalTime now = local_now();
    renderer_->render({out, frames, next_, now + delay()});
    next_ += Frames{frames};
}

}  // namespace

Result<std::unique_ptr<OutputDevice>, DeviceError> open_system(const DeviceSpec& spec, const std::string&) {
    if (const auto here = check_system(spec); !here) return here.failure();
    auto device = std::make_unique<AaudioDevice>();
    if (const auto opened = device->open(); !opened) return opened.failure();
    return std::unique_ptr<OutputDevice>(std::move(device));
}

Result<void, DeviceError> check_system(const DeviceSpec& spec) {
    if (spec.kind == DeviceSpec::Kind::portaudio)
        return fail(DeviceError::no_device, "no sound system '" + spec.host_api + "' on Android; choose default");
    return {};
}

std::vector<std::string> list_system() { return {"default"}; }

}  // namespace segue::audio
