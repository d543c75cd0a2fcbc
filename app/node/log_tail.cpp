#include "app/node/log_tail.h"

#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

#include "audio/media/wire.h"

namespace segue::node {
namespace {

std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt> ring() {
    static const auto kept = std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(log_lines_kept);
    return kept;
}

}  // namespace

void keep_log_tail() {
    spdlog::logger& logger = *spdlog::default_logger_raw();
    auto& sinks = logger.sinks();
    if (std::find(sinks.begin(), sinks.end(), ring()) != sinks.end()) return;
    // Who asked for less still sees less; only we are told of more.
    for (const auto& sink : sinks) sink->set_level(std::max(sink->level(), logger.level()));
    logger.set_level(std::min(logger.level(), spdlog::level::info));
    ring()->set_level(spdlog::level::info);
    sinks.push_back(ring());
}

std::vector<LogLine> log_tail() {
    std::vector<LogLine> out;
    const auto now = spdlog::log_clock::now();
    for (const auto& message : ring()->last_raw()) {
        const auto level = spdlog::level::to_string_view(message.level);
        out.push_back(
            {std::chrono::duration<double>(now - message.time).count(), std::string(level.data(), level.size()),
             audio::clean_text(std::string(message.payload.data(), message.payload.size()), log_line_bytes_max)});
    }
    return out;
}

}  // namespace segue::node
