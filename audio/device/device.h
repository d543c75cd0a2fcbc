// A sound device as the engine sees it: something that asks for blocks of stereo sound and says when they will be
// heard.
//
//   portaudio:HOSTAPI[:DEVICE]   a real one (JACK, ALSA, …)
//   null                         none: a thread paced by the clock, for machines without sound
//   wav:FILE                     the same, and what it would have played is written down
//   default                      PortAudio's default device
//
// A device counts the frames it has asked for since it was opened (DacPos). How that count relates to this machine's
// clock it only reports, block by block, with whatever jitter it has; DacClock (audio/engine) makes a clock of it.
// Opening may take seconds and print noise: open from a thread that can wait.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/frames.h"
#include "sync/base/result.h"
#include "sync/base/time.h"

namespace segue::audio {

enum class DeviceError {
    bad_spec,   // the text does not name a device
    no_device,  // well formed, but no such device is here
    refused,    // it is here and would not open (busy, no stereo, no rate we can use)
};

struct DeviceSpec {
    enum class Kind { standard, null, wav, portaudio };
    Kind kind = Kind::standard;
    std::string host_api;  // portaudio: "JACK", "ALSA", … compared without case
    std::string device;    // portaudio: its name or the beginning of it; empty: that API's default
    std::string file;      // wav

    // [any-thread] As the command line has it. Errors: bad_spec, with the forms that exist.
    static Result<DeviceSpec, DeviceError> parse(std::string_view text);
    std::string text() const;
    bool operator==(const DeviceSpec&) const = default;
};

// How it is known when a block leaves.
enum class LatencySource : std::uint8_t {
    stated,    // the one latency that the device stated when it was opened
    reported,  // its own account, with each block
    paced,     // there is no hardware
};

// One call for sound.
struct DeviceBlock {
    float* out = nullptr;  // interleaved stereo, to be filled completely
    int frames = 0;
    DacPos first;            // the count of its first frame
    LocalTime leaves;        // when that frame leaves the device, as far as the device knows just now
    Nanoseconds latency{0};  // from now until then, as it says
    LatencySource source = LatencySource::stated;
};

class BlockRenderer {
  public:
    // [audio-thread] Fills the block. Must not allocate, lock, log or call the system.
    virtual void render(const DeviceBlock& block) noexcept = 0;

  protected:
    ~BlockRenderer() = default;
};

// An open device. Destroying it stops it: when the destructor returns, render() is not running and will not run again.
class OutputDevice {
  public:
    virtual ~OutputDevice() = default;
    virtual const std::string& name() const = 0;  // for people
    virtual int rate_hz() const = 0;              // nominal frames per second
    virtual Nanoseconds latency() const = 0;      // from the callback to the device's output, as it says
    // [device-thread] Blocks begin to be asked for. Once. Errors: refused.
    virtual Result<void, DeviceError> start(BlockRenderer& renderer) = 0;
};

// [device-thread] Opens what `spec` names, not yet started. `client` is the name shown to sound servers such as JACK.
Result<std::unique_ptr<OutputDevice>, DeviceError> open_device(const DeviceSpec& spec,
                                                               const std::string& client = "segue");

// [any-thread] Whether there is such a device, without opening it; takes as long as PortAudio needs to look around.
// Errors: no_device, naming what there is.
Result<void, DeviceError> check_device(const DeviceSpec& spec);

// [device-thread] What could be opened: "portaudio:ALSA:hw:0", "null", … in the form parse() reads.
std::vector<std::string> list_devices();

}  // namespace segue::audio
