// Nodes beside the window's own, in the same process, kept to this machine: for the demo and the stage.
#pragma once

#include <QString>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "app/segue/hosted_node.h"
#include "app/segue/node_link.h"
#include "qml/model/companions.h"

namespace segue::app {

class CompanionNodes final : public ui::Companions {
    Q_OBJECT

  public:
    // `host` lets them in; their state goes below `home`, their sound to `audio`.
    CompanionNodes(ui::Port& host, std::filesystem::path home, audio::DeviceSpec audio);
    ~CompanionNodes() override;

    // [ui-thread] Invites and starts one; a problem is told to the log.
    void add(const QString& name);

    QStringList names() const override;
    QStringList dead() const override;
    void kill(const QString& name) override;
    void revive(const QString& name) override;
    QStringList severed() const override { return QStringList(severed_.begin(), severed_.end()); }
    void sever(const QString& name) override;
    void heal(const QString& name) override;

  private:
    node::Options options_for(const QString& name) const;
    void start(const QString& name, const std::string& link);

    ui::Port& host_;
    std::filesystem::path home_;
    audio::DeviceSpec audio_;
    std::map<QString, std::unique_ptr<HostedNode>> nodes_;  // null: dead, or being started
    std::set<QString> starting_, severed_;
    std::vector<std::jthread> workers_;  // starting and ending a node takes longer than a frame
};

}  // namespace segue::app
