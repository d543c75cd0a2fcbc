// The program put together: a node on its thread, the link to it, the view models, the window. What main() runs, and
// what tests drive.
#pragma once

#include <QQmlApplicationEngine>
#include <memory>
#include <string>
#include <vector>

#include "app/segue/companions.h"
#include "app/segue/node_link.h"
#include "qml/model/house.h"
#include "qml/model/preferences.h"

class QQuickWindow;

namespace segue::app {

struct ProgramOptions {
    node::Options node;  // its sound is `audio`
    std::string audio;   // as segued --audio takes it; empty: what the preferences say
    QString settings;    // file of the preferences
    QStringList companions;
};

class Program {
  public:
    // [ui-thread] The problem in one line when the node cannot start. No sound device is none: it starts silent, and
    // says so in the window.
    static Result<std::unique_ptr<Program>, node::NodeError> start(const ProgramOptions& options);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    ui::House& house() { return house_; }
    ui::Port& port() { return link_; }
    ui::Preferences& preferences() { return preferences_; }
    CompanionNodes& companions() { return companions_; }
    QQuickWindow* window() const;

    // Hands over what it plays and says goodbye.
    void leave() { node_->leave(); }

  private:
    Program(const ProgramOptions& options, std::unique_ptr<HostedNode> node, bool is_silent);

    ui::Preferences preferences_;
    std::unique_ptr<HostedNode> node_;
    NodeLink link_;
    ui::House house_;
    CompanionNodes companions_;
    QQmlApplicationEngine engine_;
};

// [ui-thread] A small window that says why there is no other. 1, once it is closed.
int show_trouble(const QString& problem);

}  // namespace segue::app
