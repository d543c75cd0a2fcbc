#include "app/segue/companions.h"

#include <spdlog/spdlog.h>

namespace segue::app {

CompanionNodes::CompanionNodes(ui::Port& host, std::filesystem::path home, audio::DeviceSpec audio)
    : host_(host), home_(std::move(home)), audio_(std::move(audio)) {}

CompanionNodes::~CompanionNodes() = default;

node::Options CompanionNodes::options_for(const QString& name) const {
    node::Options o;
    o.name = name.toStdString();
    o.state_dir = home_ / o.name;
    o.audio = audio_;
    o.listen_address = "127.0.0.1";
    return o;
}

void CompanionNodes::add(const QString& name) {
    if (std::filesystem::exists(options_for(name).state_dir)) return start(name, {});
    host_.ask(ui::Invite{}, [this, name](const ui::Answer& answer) {
        if (!answer.ok) return spdlog::error("no invitation for {}: {}", name.toStdString(), answer.text.toStdString());
        start(name, answer.link.toStdString());
    });
}

void CompanionNodes::start(const QString& name, const std::string& link) {
    node::Options options = options_for(name);
    options.join = link;
    starting_.insert(name);
    nodes_[name] = nullptr;
    emit changed();
    workers_.emplace_back([this, name, options] {
        using Started = Result<std::unique_ptr<HostedNode>, node::NodeError>;
        const auto started = std::make_shared<Started>(HostedNode::start(options));
        QMetaObject::invokeMethod(
            this,
            [this, name, started] {
                if (!*started)
                    spdlog::error("{} does not start: {}", name.toStdString(), started->message());
                else
                    nodes_[name] = std::move(**started);
                starting_.erase(name);
                emit changed();
            },
            Qt::QueuedConnection);
    });
}

QStringList CompanionNodes::names() const {
    QStringList out;
    for (const auto& [name, node] : nodes_) out << name;
    return out;
}

QStringList CompanionNodes::dead() const {
    QStringList out;
    for (const auto& [name, node] : nodes_)
        if (!node && !starting_.contains(name)) out << name;
    return out;
}

void CompanionNodes::kill(const QString& name) {
    if (!nodes_[name]) return;
    severed_.erase(name);
    workers_.emplace_back([node = std::move(nodes_[name])]() mutable { node.reset(); });
    emit changed();
}

void CompanionNodes::sever(const QString& name) {
    if (!nodes_[name] || !severed_.insert(name).second) return;
    nodes_[name]->cut(true);
    emit changed();
}

void CompanionNodes::heal(const QString& name) {
    if (severed_.erase(name) == 0) return;
    if (nodes_[name]) nodes_[name]->cut(false);
    emit changed();
}

// It has its certificate from before, and finds the others as it did then.
void CompanionNodes::revive(const QString& name) {
    if (!nodes_[name] && !starting_.contains(name)) start(name, {});
}

}  // namespace segue::app
