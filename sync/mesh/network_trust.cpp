// Letting in, forgetting, changing ensembles.
#include <algorithm>
#include <asio/post.hpp>

#include "sync/mesh/address.h"
#include "sync/mesh/join_attempt.h"
#include "sync/mesh/mesh.pb.h"
#include "sync/mesh/name.h"
#include "sync/mesh/network_impl.h"

namespace segue::mesh {

Outcome<std::string> Network::Impl::create_invitation(InvitationTerms terms) {
    if (!identity_.can_invite())
        return fail(Error::not_full_member, "this node is a guest and cannot invite; ask on a full member");
    SEGUE_ASSERT(terms.uses >= 1 && terms.uses <= invitation_uses_max);
    Invitation invitation;
    invitation.addresses = addresses();
    if (invitation.addresses.size() > link_addresses_max) invitation.addresses.resize(link_addresses_max);
    if (invitation.addresses.empty() || !running_)
        return fail(Error::address_invalid, "this machine has no address at which to let anyone in");
    invitation.authority = identity_.credentials()->fingerprint;
    random_bytes(invitation.token);
    invitation.expires = wall_now() + terms.ttl;
    book_.open(invitation.token, invitation.expires, terms.uses, terms.role);
    return to_link(invitation);
}

// Where a newcomer may find the others. A peer that we reach by the loopback is on this machine: it is found where
// we are.
std::vector<std::string> Network::Impl::addresses_for(const Channel& newcomer) const {
    const asio::ip::address here = plain(newcomer.local_address());
    std::vector<std::string> out;
    for (const auto& [node, peer] : peers_) {
        if (out.size() == link_addresses_max) break;
        const auto where = parse_host_port(peer.info.address);
        asio::error_code problem;
        const bool loopback = where && asio::ip::make_address(where->host, problem).is_loopback() && !problem;
        out.push_back(loopback ? format_host_port(here.to_string(), where->port) : peer.info.address);
    }
    return out;
}

// A stranger with a token. Whoever does not have one learns nothing.
void Network::Impl::join_requested(Channel& channel, BytesView bytes) {
    const std::string who = plain(channel.remote().address()).to_string();
    const auto refuse = [&](const std::string& why) {
        ++stats_.strangers_refused;
        notify(Severity::warning, "refused to let in " + who + ": " + why);
        drop(channel);
    };
    wire::JoinRequest request;
    Token token{};
    if (!join_budget_.take(local_now())) return refuse("too many asked at once");
    if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || request.token().size() != token.size())
        return refuse("its request makes no sense");
    std::copy_n(as_bytes(request.token()).begin(), token.size(), token.begin());
    const InvitationBook::Answer judged = book_.judge(token, wall_now());
    if (judged.verdict == InvitationBook::Verdict::unknown || !identity_.can_invite())
        return refuse("an invitation that we did not give");

    const std::string name = tidy_name(request.name());
    wire::JoinAnswer answer;
    Certificate certificate;
    if (judged.verdict == InvitationBook::Verdict::good) {
        const Key key = read_request(request.certificate_request());
        const Credentials& us = *identity_.credentials();
        if (key)
            certificate = certify(key, judged.role, identity_.revocations().next_generation(id_of<NodeId>(key)),
                                  us.authority, us.authority_key);
        answer.set_code(certificate ? wire::JoinAnswer::WELCOME : wire::JoinAnswer::BAD_REQUEST);
        if (certificate) {
            book_.use(token);
            answer.set_certificate(to_der(certificate));
            answer.set_authority(to_der(us.authority));
            if (judged.role == Role::member) answer.set_authority_key(to_der(us.authority_key));
            for (const std::string& address : addresses_for(channel)) answer.add_address(address);
        }
    } else {
        const bool expired = judged.verdict == InvitationBook::Verdict::expired;
        answer.set_code(expired ? wire::JoinAnswer::EXPIRED : wire::JoinAnswer::USED);
    }
    if (certificate)
        notify(Severity::info, "let in \"" + name + "\" from " + who +
                                   (judged.role == Role::member ? " as a full member" : " as a guest"));
    else
        notify(Severity::warning, "refused to let in \"" + name + "\" from " + who + ": its invitation is " +
                                      (answer.code() == wire::JoinAnswer::EXPIRED ? "expired"
                                       : answer.code() == wire::JoinAnswer::USED  ? "used up"
                                                                                  : "good, its request is not"));
    if (!certificate) ++stats_.strangers_refused;
    const auto keep = retain(channel);
    channel.send(number(Own::join_answer), as_bytes(answer.SerializeAsString()));
    release(channel);
    channel.finish();
}

void Network::Impl::join(std::string_view link, std::function<void(Outcome<EnsembleId>)> done) {
    auto later = [this, done](Outcome<EnsembleId> outcome) {
        asio::post(io_, [done, outcome = std::move(outcome)] { done(outcome); });
    };
    auto invitation = parse_link(link);
    if (!invitation) return later(invitation.failure());
    if (!running_ || joining_)
        return later(fail(Error::refused, "this node is busy joining; try again when that is over"));
    if (invitation->authority == identity_.credentials()->fingerprint && identity_.can_invite())
        return later(identity_.ensemble());  // we are in already
    const bool late = wall_now() >= invitation->expires;
    joining_ = std::make_shared<JoinAttempt>(
        io_, *invitation, make_request(identity_.credentials()->node_key), config_.name,
        [this, done, late](Outcome<JoinAttempt::Welcome> outcome) {
            const auto self = shared_from_this();
            joining_.reset();
            if (!outcome) {
                // A closed door and a link past its time: that is why. (The inviter forgets old tokens.)
                if (late && (outcome.error() == Error::refused || outcome.error() == Error::unreachable))
                    return done(fail(Error::invitation_expired, "the invitation has expired; ask for a new one"));
                return done(outcome.failure());
            }
            if (auto adopted = identity_.adopt(outcome->certificate, outcome->authority, outcome->authority_key);
                !adopted)
                return done(adopted.failure());
            changed_ensemble();
            for (const std::string& address : outcome->addresses)
                if (const auto where = parse_host_port(address))
                    hint(where->host, where->port, {}, DialPlan::Keep::yes);
            done(identity_.ensemble());
        });
    joining_->start();
}

Outcome<void> Network::Impl::leave() {
    if (auto left = identity_.leave(); !left) return left;
    changed_ensemble();
    return {};
}

void Network::Impl::changed_ensemble() {
    std::vector<NodeId> gone;
    for (auto& [node, peer] : peers_) {
        gone.push_back(node);
        release(*peer.channel);
        peer.channel->send(Own::goodbye);
        peer.channel->finish();
    }
    peers_.clear();
    by_datagram_id_.clear();
    for (const ChannelPtr& c : channels_) c->close();
    channels_.clear();
    strangers_.clear();
    dialled_.clear();
    plan_.clear();
    known_.clear();
    book_.clear();
    save_known();
    const bool ok = make_context();
    SEGUE_ASSERT(ok);
    if (running_) start_discovery();
    for (const NodeId& node : gone) handler_->peer_down(node, Gone::left);
}

Outcome<void> Network::Impl::forget(const NodeId& node) {
    if (node == identity_.node())
        return fail(Error::refused, "a node cannot forget itself; leave the ensemble instead");
    std::uint32_t generation = 0;
    if (const KnownPeers::Peer* known = known_.find(node)) generation = known->generation;
    if (const auto it = peers_.find(node); it != peers_.end()) generation = it->second.channel->subject().generation;
    if (generation == 0)
        return fail(Error::unknown_node, "node " + node.brief() + " has never been seen here; nothing to forget");
    auto revocation = Revocations::revoke(*identity_.credentials(), node, generation);
    if (!revocation) return revocation.failure();
    auto learnt = identity_.learn(*revocation);
    drop_revoked();  // it first, so that it hears nothing of it
    spread_revocations(nullptr);
    if (!learnt) return learnt.failure();
    return {};
}

void Network::Impl::revocations_heard(Channel& channel, BytesView list) {
    auto heard = Revocations::parse(as_text(list), *identity_.credentials());
    if (!heard)
        return notify(Severity::warning, "\"" + channel.hello().name + "\" sent bad revocations: " + heard.message());
    const std::size_t before = identity_.revocations().size();
    const auto learnt = identity_.learn(*heard);
    if (!learnt) notify(Severity::error, learnt.message());
    if (learnt && !*learnt) return;
    notify(Severity::info, "heard that devices were forgotten: " + std::to_string(before) + " known before, " +
                               std::to_string(identity_.revocations().size()) + " now");
    drop_revoked();
    spread_revocations(&channel);
}

void Network::Impl::drop_revoked() {
    std::vector<NodeId> gone;
    for (const auto& [node, peer] : peers_)
        if (identity_.revocations().covers(node, peer.channel->subject().generation)) gone.push_back(node);
    for (const KnownPeers::Peer& p : std::vector(known_.all())) {
        if (!identity_.revocations().covers(p.node, p.generation)) continue;
        known_.remove(p.node);
        plan_.forget(p.node);
        save_known();
    }
    for (const NodeId& node : gone) {
        plan_.forget(node);
        lose(node, Gone::revoked);
    }
}

void Network::Impl::spread_revocations(const Channel* except) {
    const std::string list = identity_.revocations().serialize(*identity_.credentials());
    for (auto& [node, peer] : peers_)
        if (peer.channel.get() != except) peer.channel->send(number(Own::revocations), as_bytes(list));
}

}  // namespace segue::mesh
