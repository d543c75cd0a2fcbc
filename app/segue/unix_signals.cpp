#include "app/segue/unix_signals.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>

namespace segue::app {
namespace {

int woken = -1;  // an eventfd: all that a signal handler may touch

void on_signal(int number) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(woken, &one, sizeof one);
    std::signal(number, SIG_DFL);
}

}  // namespace

UnixSignals::UnixSignals(std::function<void()> end) {
    woken = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    notifier_ = std::make_unique<QSocketNotifier>(woken, QSocketNotifier::Read);
    QObject::connect(notifier_.get(), &QSocketNotifier::activated, [this, end = std::move(end)] {
        notifier_->setEnabled(false);
        end();
    });
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) std::signal(number, &on_signal);
}

}  // namespace segue::app
