// Commands about where it sounds, and about the house: outputs, handoff, volume, ensemble, this node itself.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/control/codec.h"
#include "app/node/commands.h"

namespace segue::node {

using control::Error;
using control::Request;

void Commands::output_command(const Asked& asked) {
    const Request& r = asked.request;
    if (r.has_latency()) {
        const auto node = r.latency().node().empty() ? std::optional(core_.config().self) : node_named(asked, r.latency().node());
        if (!node) return;
        if (*node != core_.config().self) {
            Request there = r;
            there.mutable_latency()->clear_node();
            return relay_.command(*node, there, asked.reply, asked.since);
        }
        const double ms = r.latency().ms(), limit = to_seconds(latency_trim_max) * 1e3;
        if (!(std::abs(ms) <= limit))
            return refuse(asked, Error::bad_request, fmt::format("a latency trim is between -{0:.0f} and {0:.0f} ms", limit));
        settings_.set_latency(nearest_ns(ms / 1e3));
        core_.world().persist(std::string(settings_file), settings_.saved(), World::Write::replace, {});
        core_.settings_changed();
        return asked.reply(control::done(0, fmt::format("{} is trimmed by {:g} ms", settings_.name(), ms)));
    }
    const handoff::SessionMachine* session = session_or_refuse(asked);
    if (!session) return;
    const SessionId id = session->state().id;
    const auto answer = [this, reply = asked.reply, since = asked.since](const handoff::Done& done) {
        if (!done.ok) return reply(control::failed(0, done.error == handoff::Error::busy ? Error::busy : Error::refused, done.message));
        reply(control::done(0, done.message, to_seconds(core_.world().now() - since) * 1e3));
    };
    // Everyone that is to do something must be here to do it.
    const auto is_here = [this, &asked](const NodeId& node) {
        if (node == core_.config().self || core_.peers().contains(node)) return true;
        refuse(asked, Error::unreachable, fmt::format("{} is not here just now", core_.sessions().current()->state().name_of(node)),
               "`seguectl nodes` shows who is");
        return false;
    };
    if (r.has_handoff()) {
        const auto node = node_named(asked, r.handoff().node());
        if (!node || !is_here(*node)) return;
        const auto on_beats = static_cast<std::uint8_t>(std::min(r.handoff().on_beats(), 64U));
        core_.sessions().command(id, handoff::HandOver{*node, r.handoff().keep(), {}, on_beats}, answer);
    } else if (r.has_volume()) {
        const control::Volume& v = r.volume();
        const bool all = v.node() == "all";
        const auto node = all ? std::optional(NodeId{}) : v.node().empty() ? std::optional(core_.config().self) : node_named(asked, v.node());
        if (!node) return;
        const auto own = session->state().outputs.find(*node);
        const float now = all ? session->state().volume.value : own == session->state().outputs.end() ? 1.0F : own->second.volume.value;
        const double to = v.amount_case() == control::Volume::kByPercent
                              ? std::clamp(static_cast<double>(now) * 100 + v.by_percent(), 0.0, 100.0) : v.to_percent();
        if (!(to >= 0 && to <= 100)) return refuse(asked, Error::bad_request, "a volume is between 0 and 100 percent");
        core_.sessions().command(id, handoff::Volume{*node, static_cast<float>(to / 100)}, answer);
    } else if (r.has_set_parts()) {
        std::vector<std::pair<NodeId, audio::Part>> parts;
        if (!parts_of(asked, r.set_parts().parts(), parts)) return;
        if (parts.empty()) return refuse(asked, Error::bad_request, "no part was named");
        for (std::size_t i = 0; i < parts.size(); ++i)
            core_.sessions().command(id, handoff::OutputPart{parts[i].first, parts[i].second},
                                     i + 1 == parts.size() ? SessionHost::Answer(answer) : SessionHost::Answer());
    } else {
        const control::Outputs& o = r.outputs();
        const std::vector<std::string> names(o.nodes().begin(), o.nodes().end());
        const auto nodes = nodes_named(asked, names);
        if (!nodes) return;
        if (nodes->empty()) return refuse(asked, Error::bad_request, "no node was named");
        if (o.change() != control::Outputs::remove && !std::all_of(nodes->begin(), nodes->end(), is_here)) return;
        if (o.change() == control::Outputs::set) {
            core_.sessions().command(id, handoff::OutputsSet{*nodes}, answer);
        } else {
            for (std::size_t i = 0; i < nodes->size(); ++i) {
                const SessionHost::Answer told = i + 1 == nodes->size() ? SessionHost::Answer(answer) : SessionHost::Answer();
                if (o.change() == control::Outputs::add) core_.sessions().command(id, handoff::OutputAdd{(*nodes)[i]}, told);
                else core_.sessions().command(id, handoff::OutputRemove{(*nodes)[i]}, told);
            }
        }
    }
    core_.settings_changed();
}

namespace {

Error::Code code_of(mesh::Error e) {
    switch (e) {
        case mesh::Error::not_full_member: return Error::not_allowed;
        case mesh::Error::unknown_node: return Error::unknown_node;
        case mesh::Error::link_invalid: return Error::bad_request;
        case mesh::Error::unreachable: return Error::unreachable;
        case mesh::Error::version_mismatch: return Error::protocol_mismatch;
        case mesh::Error::crypto: return Error::internal;
        default: return Error::refused;
    }
}

}  // namespace

void Commands::ensemble_command(const Asked& asked) {
    const Request& r = asked.request;
    switch (r.command_case()) {
        case Request::kInvite: {
            mesh::InvitationTerms terms;
            if (r.invite().ttl_s()) terms.ttl = std::chrono::seconds(r.invite().ttl_s());
            if (r.invite().uses()) terms.uses = r.invite().uses();
            terms.role = r.invite().role() == control::guest ? mesh::Role::guest : mesh::Role::member;
            const auto link = door_.invite(terms);
            if (!link) return refuse(asked, code_of(link.error()), link.message());
            control::Response response;
            control::Invitation& i = *response.mutable_invitation();
            i.set_link(*link);
            i.set_expires_in_s(static_cast<double>(terms.ttl.count()));
            i.set_uses(terms.uses);
            i.set_role(r.invite().role());
            return asked.reply(response);
        }
        case Request::kJoin:
            return door_.join(r.join().link(), [this, reply = asked.reply](const mesh::Outcome<EnsembleId>& joined) {
                if (!joined) return reply(control::failed(0, code_of(joined.error()), joined.message()));
                changed();
                reply(control::done(0, fmt::format("joined the ensemble {}", joined->brief())));
            });
        case Request::kLeave: {
            const auto left = door_.leave();
            if (!left) return refuse(asked, code_of(left.error()), left.message());
            return asked.reply(control::done(0, "left; this node has an ensemble of its own now"));
        }
        case Request::kForget: {
            const auto node = node_named(asked, r.forget().node());
            if (!node) return;
            if (*node == core_.config().self)
                return refuse(asked, Error::bad_request, "a node cannot forget itself", "`seguectl ensemble leave` leaves");
            const auto forgotten = door_.forget(*node);
            if (!forgotten) return refuse(asked, code_of(forgotten.error()), forgotten.message());
            for (const SessionId& id : core_.sessions().all()) core_.sessions().command(id, handoff::ForgetMember{*node}, {});
            core_.settings_changed();
            return asked.reply(control::done(0, fmt::format("{} is no longer of this ensemble", r.forget().node())));
        }
        case Request::kRename:
            if (r.rename().name().empty() || r.rename().name().size() > mesh::name_bytes_max)
                return refuse(asked, Error::bad_request, fmt::format("a name has 1 to {} bytes", mesh::name_bytes_max));
            settings_.set_name(r.rename().name());
            core_.world().persist(std::string(settings_file), settings_.saved(), World::Write::replace, {});
            door_.rename(r.rename().name());
            core_.settings_changed();
            return asked.reply(control::done(0, fmt::format("this node is called {} now", r.rename().name())));
        case Request::kDevices:
            return list_devices_([this, reply = asked.reply](const std::vector<std::string>& specs) {
                control::Response response;
                control::Devices& devices = *response.mutable_devices();
                for (const std::string& spec : specs) {
                    control::Device& d = *devices.add_devices();
                    d.set_spec(spec);
                    d.set_name(spec.substr(spec.rfind(':') == spec.npos ? 0 : spec.rfind(':') + 1));
                    d.set_is_default(spec == "default");
                    d.set_in_use(spec == options_.audio.text());
                }
                reply(response);
            });
        case Request::kShutdown:
            asked.reply(control::done(0, r.shutdown().now() ? "stopping" : "handing over, then stopping"));
            if (shutdown_) shutdown_(r.shutdown().now());
            return;
        default: break;
    }
}

}  // namespace segue::node
