// SIGTERM, SIGINT and SIGHUP as an event of the user interface: it hands over what it plays, and ends.
#pragma once

#include <QSocketNotifier>
#include <functional>
#include <memory>

namespace segue::app {

class UnixSignals {
  public:
    // [ui-thread] One in a process. A second signal ends it at once.
    explicit UnixSignals(std::function<void()> end);

  private:
    std::unique_ptr<QSocketNotifier> notifier_;
};

}  // namespace segue::app
