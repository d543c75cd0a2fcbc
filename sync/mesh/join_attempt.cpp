#include "sync/mesh/join_attempt.h"

#include <algorithm>
#include <asio/post.hpp>

#include "sync/mesh/address.h"
#include "sync/mesh/mesh.pb.h"

namespace segue::mesh {
namespace {

// How much a failure tells: of several addresses, the one that got furthest is reported.
int weight(Error e) {
    switch (e) {
        case Error::unreachable:
            return 0;
        case Error::refused:
            return 1;
        case Error::wrong_ensemble:
            return 2;
        default:
            return 3;
    }
}

}  // namespace

JoinAttempt::JoinAttempt(asio::io_context& io, Invitation invitation, std::string request, std::string name, Done done)
    : io_(io),
      resolver_(io),
      invitation_(std::move(invitation)),
      request_(std::move(request)),
      name_(std::move(name)),
      done_(std::move(done)),
      tls_(TlsContext::for_joining(invitation_.authority)) {}

void JoinAttempt::start() {
    asio::post(io_, [self = shared_from_this()] {
        if (!self->done_) return;
        if (!self->tls_) return self->end(fail(Error::crypto, "OpenSSL refuses: " + openssl_complaint()));
        self->try_next();
    });
}

void JoinAttempt::cancel() {
    done_ = {};
    resolver_.cancel();
    if (channel_) channel_->close();
    channel_.reset();
}

void JoinAttempt::end(Outcome<Welcome> outcome) {
    const Done done = std::exchange(done_, {});
    cancel();
    if (done) done(std::move(outcome));
}

void JoinAttempt::try_next() {
    if (!done_) return;
    if (address_ == invitation_.addresses.size()) return end(std::move(*best_));
    current_ = invitation_.addresses[address_++];
    const auto where = parse_host_port(current_);
    if (!where) return missed(Error::unreachable, "the link names no usable address"), try_next();
    resolver_.async_resolve(
        where->host, std::to_string(where->port), asio::ip::tcp::resolver::numeric_service,
        [self = shared_from_this()](asio::error_code problem, const asio::ip::tcp::resolver::results_type& results) {
            if (!self->done_) return;
            if (!problem) return self->resolved(results);
            self->missed(Error::unreachable, "cannot reach " + self->current_ + ": " + problem.message());
            self->try_next();
        });
}

void JoinAttempt::resolved(const asio::ip::tcp::resolver::results_type& results) {
    endpoints_.clear();
    for (const auto& r : results) endpoints_.push_back(r.endpoint());
    std::reverse(endpoints_.begin(), endpoints_.end());
    dial_next();
}

void JoinAttempt::dial_next() {
    if (endpoints_.empty()) return try_next();
    const asio::ip::tcp::endpoint to = endpoints_.back();
    endpoints_.pop_back();
    channel_ = std::make_shared<Channel>(io_, *this, tls_, Side::client, Purpose::join, Hello{});
    channel_->connect(to);
}

void JoinAttempt::missed(Error error, std::string message) {
    if (!best_ || weight(error) > weight(best_->code)) best_ = fail(error, std::move(message));
}

void JoinAttempt::channel_ready(Channel& channel) {
    wire::JoinRequest m;
    m.set_token(invitation_.token.data(), invitation_.token.size());
    m.set_certificate_request(request_);
    m.set_name(name_);
    channel.send(number(Own::join_request), as_bytes(m.SerializeAsString()));
}

void JoinAttempt::channel_message(Channel& channel, std::uint8_t kind, BytesView message) {
    const auto self = shared_from_this();
    wire::JoinAnswer m;
    if (kind != number(Own::join_answer) || !m.ParseFromArray(message.data(), static_cast<int>(message.size())))
        return end(fail(Error::refused, current_ + " gave an answer that makes no sense"));
    switch (m.code()) {
        case wire::JoinAnswer::WELCOME:
            break;
        case wire::JoinAnswer::EXPIRED:
            return end(fail(Error::invitation_expired, "the invitation has expired; ask for a new one"));
        case wire::JoinAnswer::USED:
            return end(fail(Error::invitation_used, "the invitation was already used; ask for a new one"));
        default:
            return end(fail(Error::refused, current_ + " did not accept our request"));
    }
    Welcome w{m.certificate(), m.authority(), m.authority_key(), {}};
    const Key authority = public_key(certificate_from_der(w.authority));
    if (!authority || fingerprint(authority) != invitation_.authority)
        return end(fail(Error::wrong_ensemble, current_ + " answered for an ensemble that the link does not name"));
    w.addresses.push_back(format_host_port(channel.remote().address().to_string(), channel.remote().port()));
    for (const std::string& a : m.address())
        if (w.addresses.size() <= link_addresses_max) w.addresses.push_back(a);
    end(std::move(w));
}

void JoinAttempt::channel_closed(Channel& channel) {
    if (!done_) return;
    if (channel.doubt() == Doubt::ours)
        missed(Error::wrong_ensemble, "who answers at " + current_ + " is not of the ensemble that the link names");
    else if (!channel.was_connected())
        missed(Error::unreachable, "cannot reach " + current_ + " (" + channel.reason() + ")");
    else
        missed(Error::refused, current_ +
                                   " closed the door: the invitation is not (or no longer) known there, or it "
                                   "is not a Segue node; ask for a new one");
    dial_next();
}

}  // namespace segue::mesh
