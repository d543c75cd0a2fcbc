#include "app/seguectl/show_closer.h"

#include <fmt/format.h>

namespace segue::ctl {
namespace {

std::string count_text(double count) { return count > 0 ? fmt::format("{:.0f}", count) : ""; }
std::string kilobytes_text(double bytes) { return bytes > 0 ? fmt::format("{:.1f} kB", bytes / 1e3) : ""; }

}  // namespace

std::string inspection_text(const control::Inspection& inspection, const Paint& paint) {
    std::string out;
    for (const auto& line : inspection.log())
        out +=
            fmt::format("{}  {}\n", paint(Tone::dim, fmt::format("{:>9.1f} s ago", line.age_s())), clean(line.text()));
    Table table({{"MESSAGES"},
                 {"SENT", Tone::plain, true},
                 {"", Tone::plain, true},
                 {"RECEIVED", Tone::plain, true},
                 {"", Tone::plain, true}});
    for (const auto& t : inspection.traffic())
        if (t.sent() + t.received() > 0)
            table.add({{clean(t.kind())},
                       {count_text(t.sent()), Tone::plain, true},
                       {kilobytes_text(t.sent_bytes()), Tone::dim, true},
                       {count_text(t.received()), Tone::plain, true},
                       {kilobytes_text(t.received_bytes()), Tone::dim, true}});
    return out + table.text(paint);
}

std::string playlists_text(const control::Playlists& playlists, const Paint& paint) {
    if (playlists.playlists().empty())
        return "no playlists yet; `seguectl playlist save NAME` keeps the queue as one\n";
    Table table({{"PLAYLIST"}, {"TRACKS", Tone::plain, true}, {"LENGTH", Tone::plain, true}});
    for (const auto& p : playlists.playlists())
        table.add({{clean(p.name()), Tone::strong},
                   {std::to_string(p.tracks()), Tone::plain, true},
                   {p.duration_s() > 0 ? duration_text(p.duration_s()) : "", Tone::plain, true}});
    return table.text(paint);
}

std::string history_text(const control::History& history, const Paint& paint) {
    if (history.played().empty()) return "nothing has sounded yet\n";
    Table table({{"#", Tone::plain, true}, {"AGO", Tone::plain, true}, {"TITLE"}, {"ARTIST"}});
    for (const auto& p : history.played())
        table.add({{std::to_string(p.number()), Tone::dim, true},
                   {duration_text(p.ago_s()), Tone::plain, true},
                   {clean(p.track().title()), Tone::strong},
                   {clean(p.track().artist())}});
    return table.text(paint);
}

}  // namespace segue::ctl
