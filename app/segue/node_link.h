// The window's way to the node in its own process: deeds go to the node thread as control requests, answers and
// snapshots come back as events of the user interface. Neither thread ever waits for the other.
#pragma once

#include <QObject>
#include <functional>
#include <memory>

#include "app/segue/hosted_node.h"
#include "qml/model/port.h"

namespace segue::app {

class NodeLink : public QObject, public ui::Port {
    Q_OBJECT

  public:
    explicit NodeLink(HostedNode& node);
    ~NodeLink() override;

    void ask(const ui::Deed& deed, std::function<void(const ui::Answer&)> then) override;

    // [ui-thread] From now on `told` hears of each change, at most as often as the node tells (control/limits.h). When
    // the window is slower than the node it hears only the newest.
    void watch(std::function<void(const ui::HouseFacts&)> told);
    // [ui-thread] While nobody looks, changes are all that is told; levels and clocks, which never rest, are not. Who
    // looks again is told at once how things are. Once watched.
    void rest(bool resting);

  private:
    struct Shared;
    void subscribe(bool resting);
    HostedNode& node_;
    std::shared_ptr<Shared> shared_;
};

}  // namespace segue::app
