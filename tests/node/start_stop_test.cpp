#include "app/node/start_stop.h"

#include <gtest/gtest.h>

namespace segue::node {
namespace {

using Deed = StartStop::Deed;

TEST(StartStop, EachFollowsTheOthersChanges) {
    StartStop s;
    EXPECT_EQ(s.step(false, false), Deed::nothing);
    EXPECT_EQ(s.step(true, false), Deed::start_session);
    EXPECT_EQ(s.step(true, true), Deed::nothing) << "that was it";
    EXPECT_EQ(s.step(true, false), Deed::stop_room);
    EXPECT_EQ(s.step(false, false), Deed::nothing);
    EXPECT_EQ(s.step(false, true), Deed::start_room);
    EXPECT_EQ(s.step(true, true), Deed::nothing);
    EXPECT_EQ(s.step(false, true), Deed::stop_session);
}

TEST(StartStop, WhoComesInChangesNothing) {
    StartStop s;
    EXPECT_EQ(s.step(true, false), Deed::nothing);
    EXPECT_EQ(s.step(true, false), Deed::nothing);
    s.forget();
    EXPECT_EQ(s.step(false, true), Deed::nothing);
    EXPECT_EQ(s.step(true, true), Deed::nothing) << "the room is found a moment later";
}

TEST(StartStop, WhatCannotBePlayedIsAskedForOnce) {
    StartStop s;
    EXPECT_EQ(s.step(false, false), Deed::nothing);
    EXPECT_EQ(s.step(true, false), Deed::start_session);
    EXPECT_EQ(s.step(true, false), Deed::nothing);
    EXPECT_EQ(s.step(false, false), Deed::nothing);
}

}  // namespace
}  // namespace segue::node
