#include "sync/mesh/channel.h"

#include <netinet/tcp.h>

#include <array>
#include <asio/buffer.hpp>
#include <asio/post.hpp>
#include <asio/write.hpp>

#include "sync/mesh/mesh.pb.h"
#include "sync/mesh/name.h"

namespace segue::mesh {
namespace {

constexpr milliseconds tick_interval{250};
constexpr std::string_view seal_label = "EXPORTER-segue-datagram";
constexpr int reads_at_once = 8;                 // of 16 kB; then others get their turn
constexpr std::size_t greeting_bytes_max = 512;  // a Hello

std::size_t limit_before_trust(Purpose purpose, Side side) {
    if (purpose == Purpose::peer) return greeting_bytes_max;
    return side == Side::server ? join_request_bytes_max : join_answer_bytes_max;
}

Bytes serialize(const Hello& h) {
    wire::Hello m;
    m.set_version_major(h.version_major);
    m.set_version_minor(h.version_minor);
    m.set_name(h.name);
    m.set_port(h.port);
    m.set_datagram_id(h.datagram_id);
    m.set_incarnation(h.incarnation);
    Bytes out(m.ByteSizeLong());
    m.SerializeToArray(out.data(), static_cast<int>(out.size()));
    return out;
}

}  // namespace

Channel::Channel(asio::io_context& io, ChannelEvents& events, std::shared_ptr<const TlsContext> tls, Side side,
                 Purpose purpose, Hello hello)
    : io_(io),
      events_(&events),
      socket_(io),
      timer_(io),
      tls_(std::move(tls), side, purpose),
      side_(side),
      ours_(std::move(hello)),
      reader_(limit_before_trust(purpose, side)) {
    ours_.datagram_id = random_u64();
}

void Channel::connect(const asio::ip::tcp::endpoint& to) {
    remote_ = to;
    deadline_ = Clock::now() + dial_patience;
    tick();
    socket_.async_connect(to, [self = shared_from_this()](asio::error_code problem) {
        if (self->state_ != State::connecting) return;
        if (problem) return self->fail(Gone::closed, "cannot connect: " + problem.message());
        self->begin();
    });
}

void Channel::accept(asio::ip::tcp::socket socket) {
    socket_ = std::move(socket);
    asio::error_code problem;
    remote_ = socket_.remote_endpoint(problem);
    if (problem) return fail(Gone::closed, "was gone at once");
    tick();
    begin();
}

void Channel::begin() {
    state_ = State::handshaking;
    connected_ = true;
    deadline_ = Clock::now() + handshake_patience;
    asio::error_code problem;
    socket_.non_blocking(true, problem);
    if (!problem) socket_.set_option(asio::ip::tcp::no_delay(true), problem);
    if (problem) return fail(Gone::closed, "was gone at once");
    const int lowat = kernel_unsent_bytes;
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &lowat, sizeof lowat);
    // What waits behind a cut of a second or so is sent again at a steady pace, not after twice as long each time: a
    // stream of few packets at once costs no network anything by that.
    const int steady = 1;
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS, &steady, sizeof steady);
    tls_.start();
    flush();
    read();
}

// Waits for bytes rather than with a buffer: a quiet channel holds none.
void Channel::read() {
    socket_.async_wait(asio::ip::tcp::socket::wait_read, [self = shared_from_this()](asio::error_code problem) {
        if (problem || self->state_ == State::closed) return;
        self->drain();
        if (self->state_ != State::closed) self->read();
    });
}

void Channel::drain() {
    std::array<std::uint8_t, 16 * 1024> raw;
    for (int i = 0; i < reads_at_once && state_ != State::closed; ++i) {
        asio::error_code problem;
        const std::size_t n = socket_.read_some(asio::buffer(raw), problem);
        if (problem == asio::error::would_block || problem == asio::error::interrupted) return;
        if (state_ == State::finishing) {
            if (problem) return shut();  // it has seen our end, and ended too
            continue;
        }
        if (problem) {
            const bool early = state_ == State::handshaking || state_ == State::greeting;
            return fail(Gone::closed,
                        early ? "closed without a word: it may be of another ensemble, or have forgotten us"
                              : "the stream closed: " + problem.message(),
                        early && side_ == Side::client ? Doubt::theirs : Doubt::none);
        }
        heard_ = Clock::now();
        probe_deadline_.reset();
        const bool was_handshaking = tls_.state() == TlsSession::State::handshaking;
        tls_.receive(BytesView(raw).first(n));
        if (was_handshaking && tls_.state() == TlsSession::State::established && !established()) return;
        if (tls_.state() == TlsSession::State::failed)
            return fail(Gone::closed, tls_.reason(), tls_.disbelieved() ? Doubt::ours : Doubt::none);
        flush();
        if (tls_.state() == TlsSession::State::established && !plaintext()) return;
        if (n < raw.size()) return;
    }
}

// The TLS handshake is done: our Hello goes out (a joiner's first word is its own affair).
bool Channel::established() {
    reader_.set_limit(limit_before_trust(tls_.purpose(), side_));
    if (tls_.purpose() == Purpose::join) {
        state_ = State::ready;
        events_->channel_ready(*this);
        return state_ != State::closed;
    }
    state_ = State::greeting;
    SealSecret client, server;
    if (!tls_.export_key(seal_label, "client", client) || !tls_.export_key(seal_label, "server", server)) {
        fail(Gone::closed, "no keys for datagrams");
        return false;
    }
    opener_.emplace(side_ == Side::client ? server : client);
    outbox_.push(number(Own::hello), serialize(ours_));
    flush();
    return state_ != State::closed;
}

// False: closed meanwhile.
bool Channel::plaintext() {
    std::array<std::uint8_t, 16 * 1024> raw;
    while (state_ != State::closed && state_ != State::finishing) {
        const std::size_t n = tls_.read(raw);
        if (n == 0) break;
        reader_.feed(BytesView(raw).first(n));
        while (state_ != State::closed && state_ != State::finishing) {
            std::uint8_t kind = 0;
            BytesView message;
            const FrameReader::Next next = reader_.next(kind, message);
            if (next == FrameReader::Next::need_more) break;
            if (next == FrameReader::Next::broken) {
                fail(Gone::closed, "sent what is not a message, or too long a one");
                return false;
            }
            if (!frame(kind, message)) return false;
        }
    }
    if (state_ == State::closed) return false;
    if (tls_.state() == TlsSession::State::failed)
        fail(Gone::closed, tls_.reason(),
             state_ == State::greeting && side_ == Side::client ? Doubt::theirs : Doubt::none);
    else if (tls_.state() == TlsSession::State::closed)
        fail(Gone::closed, "the stream closed");
    return state_ != State::closed;
}

bool Channel::frame(std::uint8_t kind, BytesView message) {
    if (state_ == State::greeting) {
        if (kind != number(Own::hello) || !greet(message)) {
            fail(Gone::closed, "did not begin with a Hello");
            return false;
        }
        state_ = State::ready;
        events_->channel_ready(*this);
    } else if (kind == number(Own::ping)) {
        send(Own::pong);
    } else if (kind == number(Own::goodbye)) {
        fail(Gone::left, "said goodbye");
    } else {
        events_->channel_message(*this, kind, message);
    }
    return state_ != State::closed;
}

bool Channel::greet(BytesView message) {
    wire::Hello m;
    if (!m.ParseFromArray(message.data(), static_cast<int>(message.size())) || m.port() > 65535) return false;
    theirs_.version_major = m.version_major();
    theirs_.version_minor = m.version_minor();
    theirs_.name = tidy_name(m.name());
    theirs_.port = static_cast<std::uint16_t>(m.port());
    theirs_.datagram_id = m.datagram_id();
    theirs_.incarnation = m.incarnation();
    SealSecret secret;
    if (!tls_.export_key(seal_label, side_ == Side::client ? "client" : "server", secret)) return false;
    sealer_.emplace(secret, theirs_.datagram_id);
    return true;
}

bool Channel::send(std::uint8_t kind, BytesView message) {
    if (state_ != State::ready) return state_ != State::closed;
    if (!outbox_.push(kind, message)) {
        fail(Gone::closed, "it does not read what it is sent");
        return false;
    }
    flush();
    return state_ != State::closed;
}

// One write at a time, of one chunk: whatever comes meanwhile and matters more overtakes the rest of the bulk.
void Channel::flush() {
    if (writing_ || state_ == State::closed || state_ == State::connecting) return;
    cipher_.clear();
    tls_.take_outgoing(cipher_);
    if (tls_.state() == TlsSession::State::established && cipher_.empty()) {
        plain_.clear();
        if (outbox_.take(plain_)) {
            if (!tls_.write(plain_)) return fail(Gone::closed, tls_.reason());
            tls_.take_outgoing(cipher_);
        }
    }
    if (cipher_.empty()) {
        if (state_ == State::finishing && !sent_all_) {
            sent_all_ = true;
            asio::error_code ignored;
            socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        }
        return;
    }
    writing_ = true;
    asio::async_write(socket_, asio::buffer(cipher_),
                      [self = shared_from_this()](asio::error_code problem, std::size_t) {
                          self->writing_ = false;
                          if (self->state_ == State::closed) return;
                          if (!problem) return self->flush();
                          if (self->state_ == State::finishing) return self->shut();
                          // What it said before it went is read first: a goodbye, perhaps.
                          self->drain();
                          self->fail(Gone::closed, "the stream broke: " + problem.message());
                      });
}

void Channel::trust() {
    trusted_ = true;
    reader_.set_limit(message_bytes_max);
}

void Channel::probe() {
    if (state_ != State::ready || probe_deadline_) return;
    probe_deadline_ = Clock::now() + probe_patience;
    send(Own::ping);
}

void Channel::tick() {
    timer_.expires_after(tick_interval);
    timer_.async_wait([self = shared_from_this()](asio::error_code cancelled) {
        if (cancelled || self->state_ == State::closed) return;
        const Clock::time_point now = Clock::now();
        if (self->state_ == State::finishing) {
            if (now >= self->deadline_) return self->shut();
        } else if (!self->trusted_) {
            if (now >= self->deadline_)
                return self->fail(Gone::silent,
                                  self->state_ == State::connecting ? "nobody answers" : "stopped answering");
        } else {
            const auto quiet = now - self->heard_;
            if (quiet >= keepalive_silent || (self->probe_deadline_ && now >= *self->probe_deadline_))
                return self->fail(Gone::silent, "stopped answering");
            if (quiet >= keepalive_idle) self->send(Own::ping);
        }
        if (self->state_ != State::closed) self->tick();
    });
}

void Channel::finish(std::function<void()> done) {
    events_ = nullptr;
    finished_ = std::move(done);
    if (state_ != State::ready) return shut();
    state_ = State::finishing;
    deadline_ = Clock::now() + goodbye_patience;
    flush();
}

void Channel::close() {
    events_ = nullptr;
    finished_ = {};
    shut();
}

void Channel::fail(Gone gone, std::string reason, Doubt doubt) {
    if (state_ == State::closed) return;
    if (state_ == State::finishing) return shut();
    gone_ = gone;
    reason_ = std::move(reason);
    doubt_ = doubt;
    shut();
    asio::post(io_, [self = shared_from_this()] {
        if (ChannelEvents* events = std::exchange(self->events_, nullptr)) events->channel_closed(*self);
    });
}

void Channel::shut() {
    if (state_ == State::closed) return;
    state_ = State::closed;
    outbox_.clear();
    asio::error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
    if (auto done = std::exchange(finished_, {})) asio::post(io_, std::move(done));
}

}  // namespace segue::mesh
