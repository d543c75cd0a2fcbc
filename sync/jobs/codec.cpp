#include <algorithm>
#include <cmath>

#include "sync/jobs/jobs.pb.h"
#include "sync/jobs/message.h"

namespace segue::jobs {

Bytes encode(const Status& status) {
    wire::Status out;
    out.set_willing(status.offer.willing);
    out.set_slots(status.offer.slots);
    out.set_rate(status.offer.rate);
    out.set_versions(status.offer.versions);
    for (const WorkId& work : status.claims) out.add_claims(work.to_string());
    out.set_done(status.done);
    out.set_failed(status.failed);
    out.set_done_seconds(status.done_seconds);
    out.set_idle_because(status.idle_because);
    Bytes bytes(out.ByteSizeLong());
    out.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

Result<Status, MessageError> decode(BytesView bytes) {
    if (bytes.size() > message_bytes_max) return fail(MessageError::too_long, "a message about jobs is too long");
    const auto malformed = [] { return fail(MessageError::malformed, "a message about jobs cannot be read"); };
    wire::Status in;
    if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return malformed();
    if (in.claims_size() > static_cast<int>(claims_told_max) || in.idle_because().size() > reason_bytes_max ||
        !std::isfinite(in.rate()) || !std::isfinite(in.done_seconds()))
        return malformed();
    Status s;
    s.offer = {in.willing(), std::min(in.slots(), slots_max), std::clamp(in.rate(), rate_min, rate_max), in.versions()};
    for (const std::string& claim : in.claims()) {
        const auto work = WorkId::from_bytes(claim);
        if (!work) return malformed();
        s.claims.push_back(*work);
    }
    s.done = in.done();
    s.failed = in.failed();
    s.done_seconds = in.done_seconds();
    s.idle_because = in.idle_because();
    return s;
}

}  // namespace segue::jobs
