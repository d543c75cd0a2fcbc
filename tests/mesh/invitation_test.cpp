#include "sync/mesh/invitation.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "sync/mesh/address.h"
#include "sync/mesh/base64url.h"

namespace segue::mesh {
namespace {

using namespace std::chrono_literals;

Invitation example() {
    Invitation i;
    i.addresses = {"10.0.0.7:24470", "[fd00::7]:24470"};
    i.authority.fill(0xab);
    i.token.fill(0xcd);
    i.expires = WallTime(1'800'000'000s);
    return i;
}

TEST(Link, ReadsWhatItWrote) {
    EXPECT_TRUE(rc::check([] {
        Invitation i;
        i.addresses.push_back(format_host_port("10.0.0." + std::to_string(*rc::gen::inRange(0, 256)),
                                               *rc::gen::inRange<std::uint16_t>(1, 65535)));
        for (auto& b : i.authority) b = *rc::gen::arbitrary<std::uint8_t>();
        for (auto& b : i.token) b = *rc::gen::arbitrary<std::uint8_t>();
        i.expires = WallTime(std::chrono::seconds(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000)));
        const auto back = parse_link(to_link(i));
        RC_ASSERT(back.ok());
        RC_ASSERT(*back == i);
    }));
}

TEST(Link, GoldenForm) {
    // On the wire for ever: an old program's link must be understood.
    EXPECT_EQ(to_link(example()),
              "segue://join/Cg4xMC4wLjAuNzoyNDQ3MAoPW2ZkMDA6OjddOjI0NDcwEiCrq6urq6urq6urq6urq6urq6urq6urq6urq6urq6ur"
              "qxoQzc3Nzc3Nzc3Nzc3Nzc3NzSCApKfaBg");
}

TEST(Link, MayHaveWhiteSpaceAroundItAsPastedTextDoes) {
    EXPECT_TRUE(parse_link("  " + to_link(example()) + "\r\n").ok());
}

TEST(Link, NonsenseIsAnErrorThatSaysWhatToDo) {
    const std::string good = to_link(example());
    const std::string bad[] = {"",
                               "segue://join/",
                               "https://example.org/",
                               good.substr(0, good.size() - 9),
                               good + "=",
                               good + "A",
                               "segue://join/" + std::string(3000, 'A')};
    for (const std::string& text : bad) {
        const auto parsed = parse_link(text);
        ASSERT_FALSE(parsed.ok()) << text;
        EXPECT_EQ(parsed.error(), Error::link_invalid);
        EXPECT_NE(parsed.message().find("ask for a new one"), std::string::npos);
    }
    EXPECT_TRUE(rc::check([](const std::string& noise) {
        const auto outcome = parse_link("segue://join/" + noise);
        if (outcome.ok()) RC_ASSERT(!outcome->addresses.empty());
    }));
}

TEST(Base64Url, IsItsOwnInverseAndHasOneFormPerValue) {
    EXPECT_TRUE(rc::check([](const Bytes& bytes) {
        const std::string text = base64url_encode(bytes);
        RC_ASSERT(base64url_decode(text) == std::optional(bytes));
    }));
    EXPECT_TRUE(rc::check([](const std::string& text) {
        const auto bytes = base64url_decode(text);
        if (bytes) RC_ASSERT(base64url_encode(*bytes) == text);
    }));
    EXPECT_FALSE(base64url_decode("AB"));  // stray bits
    EXPECT_FALSE(base64url_decode("A"));
}

TEST(HostPort, FormatsAndParses) {
    EXPECT_EQ(parse_host_port("10.0.0.7:24470"), (HostPort{"10.0.0.7", 24470}));
    EXPECT_EQ(parse_host_port("[fe80::1%eth0]:80"), (HostPort{"fe80::1%eth0", 80}));
    EXPECT_EQ(parse_host_port("fe80::1", 7), (HostPort{"fe80::1", 7}));
    EXPECT_EQ(parse_host_port("laptop.local", 7), (HostPort{"laptop.local", 7}));
    for (const char* bad : {"", ":80", "a:", "a:0", "a:65536", "a:80x", "[::1", "[::1]80", "a b:80", "laptop"})
        EXPECT_FALSE(parse_host_port(bad)) << bad;
    EXPECT_EQ(format_host_port("::1", 80), "[::1]:80");
    EXPECT_TRUE(rc::check([](const std::string& text) {
        const auto parsed = parse_host_port(text, 1);
        if (parsed) RC_ASSERT(parse_host_port(format_host_port(parsed->host, parsed->port)) == parsed);
    }));
}

TEST(InvitationBook, ATokenIsGoodUntilUsedUpOrExpired) {
    InvitationBook book;
    const WallTime start(1000s);
    Token token{}, other{};
    other.fill(1);
    book.open(token, start + 600s, 2, Role::guest);
    EXPECT_EQ(book.judge(other, start).verdict, InvitationBook::Verdict::unknown);
    EXPECT_EQ(book.judge(token, start + 599s).verdict, InvitationBook::Verdict::good);
    EXPECT_EQ(book.judge(token, start).role, Role::guest);
    EXPECT_EQ(book.judge(token, start + 600s).verdict, InvitationBook::Verdict::expired);
    book.use(token);
    EXPECT_EQ(book.judge(token, start).verdict, InvitationBook::Verdict::good);
    book.use(token);
    EXPECT_EQ(book.judge(token, start).verdict, InvitationBook::Verdict::used);
    EXPECT_EQ(book.judge(token, start + 700s).verdict, InvitationBook::Verdict::used);
}

TEST(InvitationBook, IsBoundedAndForgetsTheUsedUpAndTheSoonestToExpireFirst) {
    InvitationBook book;
    const auto token = [](std::size_t i) {
        Token t{};
        t[0] = static_cast<std::uint8_t>(i);
        t[1] = 1;
        return t;
    };
    for (std::size_t i = 0; i < invitations_max; ++i)
        book.open(token(i), WallTime(1000s + std::chrono::seconds(i)), 1, Role::member);
    book.use(token(40));
    book.open(token(invitations_max), WallTime(5000s), 1, Role::member);
    EXPECT_EQ(book.size(), invitations_max);
    EXPECT_EQ(book.judge(token(40), WallTime(0s)).verdict, InvitationBook::Verdict::unknown);
    book.open(token(invitations_max + 1), WallTime(5000s), 1, Role::member);
    EXPECT_EQ(book.judge(token(0), WallTime(0s)).verdict, InvitationBook::Verdict::unknown);
    EXPECT_EQ(book.judge(token(1), WallTime(0s)).verdict, InvitationBook::Verdict::good);
}

}  // namespace
}  // namespace segue::mesh
