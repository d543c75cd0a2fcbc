#include "app/segued/listen.h"

#include <gtest/gtest.h>

namespace segue::segued {
namespace {

TEST(Listen, ReadsAddressAndPort) {
    EXPECT_EQ(parse_listen("127.0.0.1")->address, "127.0.0.1");
    EXPECT_FALSE(parse_listen("127.0.0.1")->port);
    EXPECT_EQ(parse_listen("127.0.0.1:24470")->port, 24470);
    EXPECT_EQ(parse_listen("::1")->address, "::1");
    EXPECT_FALSE(parse_listen("::1")->port);
    EXPECT_EQ(parse_listen("[::1]:80")->address, "::1");
    EXPECT_EQ(parse_listen("[::1]:80")->port, 80);
    EXPECT_EQ(parse_listen(":80")->address, "");
}

TEST(Listen, RefusesWhatIsNeither) {
    for (const char* text : {"", "1.2.3.4:", "1.2.3.4:x", "1.2.3.4:99999", "[::1", "[::1]80", "1.2.3.4:80 "})
        EXPECT_FALSE(parse_listen(text)) << text;
}

}  // namespace
}  // namespace segue::segued
