// The multicast beacon, in a network namespace of its own, so that no beacon leaves this test.
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "tests/mesh/ring.h"

namespace segue::mesh {
namespace {

// This thread's network is a fresh one, with its loopback up, until the end of the scope.
class OwnNamespace {
  public:
    OwnNamespace() : home_(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)) {
        if (home_ < 0 || ::unshare(CLONE_NEWNET) != 0) {
            why_ = std::strerror(errno);
            return;
        }
        inside_ = true;
        const int s = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        ifreq up{};
        std::strcpy(up.ifr_name, "lo");
        up.ifr_flags = IFF_UP;
        if (s < 0 || ::ioctl(s, SIOCSIFFLAGS, &up) != 0) why_ = std::strerror(errno);
        ::close(s);
    }
    ~OwnNamespace() {
        if (inside_ && ::setns(home_, CLONE_NEWNET) != 0) std::abort();
        ::close(home_);
    }
    OwnNamespace(const OwnNamespace&) = delete;
    OwnNamespace& operator=(const OwnNamespace&) = delete;
    const std::string& why_not() const { return why_; }

  private:
    int home_;
    bool inside_ = false;
    std::string why_;
};

#define IN_OWN_NAMESPACE()                                                                                            \
    OwnNamespace inside;                                                                                              \
    if (!inside.why_not().empty()) {                                                                                  \
        std::fprintf(stderr, "SKIPPED: no network namespace to be had (needs root): %s\n", inside.why_not().c_str()); \
        GTEST_SKIP() << "no network namespace to be had (needs root): " << inside.why_not();                          \
    }

NetworkConfig beacon_on(const std::string& listen) {
    NetworkConfig c;
    c.listen = listen;
    c.port = port_default;
    c.discovery = true;
    return c;
}

TEST(Beacon, NodesOfAnEnsembleOnOneMachineFindEachOther) {
    IN_OWN_NAMESPACE();
    asio::io_context io;
    auto ids = ensemble_of(3);
    Node a(io, std::move(ids[0]), beacon_on("127.0.0.1")), b(io, std::move(ids[1]), beacon_on("127.0.0.1")),
        c(io, std::move(ids[2]), beacon_on("0.0.0.0"));
    for (Node* n : {&a, &b, &c}) n->start();
    EXPECT_EQ(a.network->port(), port_default);
    EXPECT_EQ(b.network->port(), port_default + 1) << "the next free one";
    EXPECT_TRUE(run_until(io, [&] { return a.sees(b) && b.sees(c) && c.sees(a) && b.sees(a); }));
}

TEST(Beacon, AnotherEnsembleIsNotEvenDialled) {
    IN_OWN_NAMESPACE();
    asio::io_context io;
    auto ids = ensemble_of(2);
    Node a(io, std::move(ids[0]), beacon_on("127.0.0.1")), stranger(io, fresh_identity(), beacon_on("127.0.0.1"));
    a.start();
    stranger.start();
    Node b(io, std::move(ids[1]), beacon_on("127.0.0.1"));
    b.start();
    ASSERT_TRUE(run_until(io, [&] { return a.sees(b) && b.sees(a); }));
    EXPECT_EQ(stranger.network->stats().dials, 0u);
    EXPECT_EQ(stranger.network->stats().strangers_refused, 0u);
}

TEST(Beacon, FindsByIPv6AndOnlyOnTheInterfaceListenedOn) {
    IN_OWN_NAMESPACE();
    // Two ends of one cable in the same room: what is sent on one end loops back to those who listen there.
    if (std::system(
            "ip link add segue0 type veth peer name segue1 && ip link set segue0 up && ip link set segue1 up && "
            "ip addr add fd5e:677:5e::1/64 dev segue0 nodad") != 0) {
        std::fprintf(stderr, "SKIPPED: no virtual cable to be had\n");
        GTEST_SKIP() << "no virtual cable to be had";
    }
    asio::io_context io;
    auto ids = ensemble_of(3);
    Node a(io, std::move(ids[0]), beacon_on("fd5e:677:5e::1")), b(io, std::move(ids[1]), beacon_on("fd5e:677:5e::1")),
        elsewhere(io, std::move(ids[2]), beacon_on("127.0.0.1"));
    for (Node* n : {&a, &b, &elsewhere}) n->start();
    ASSERT_TRUE(run_until(io, [&] { return a.sees(b) && b.sees(a); }));
    EXPECT_TRUE(a.ups[0].address.starts_with("[fd5e:677:5e::1]:")) << a.ups[0].address;
    EXPECT_EQ(elsewhere.network->stats().dials, 0u);
    EXPECT_TRUE(elsewhere.ups.empty());
}

}  // namespace
}  // namespace segue::mesh
