#include "sync/mesh/dial_plan.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "sync/mesh/limits.h"

namespace segue::mesh {
namespace {

using Keep = DialPlan::Keep;
const auto nobody = [](const NodeId&) { return false; };

LocalTime at(double s) { return LocalTime(nearest_ns(1000 + s)); }
NodeId node(std::uint8_t n) {
    NodeId id;
    id.bytes[0] = n;
    return id;
}

TEST(DialPlan, DialsAHintAtOnceAndOnce) {
    DialPlan plan(1);
    plan.hint({"10.0.0.1", 1}, node(1), Keep::no, at(0));
    EXPECT_EQ(plan.due(at(0), nobody), (std::vector<HostPort>{{"10.0.0.1", 1}}));
    EXPECT_TRUE(plan.due(at(0), nobody).empty());
    plan.hint({"10.0.0.1", 1}, node(1), Keep::no, at(0.1));
    EXPECT_TRUE(plan.due(at(0.1), nobody).empty()) << "it is being dialled";
}

TEST(DialPlan, OneNodeIsDialledByOneAddressAtATime) {
    DialPlan plan(1);
    plan.hint({"10.0.0.1", 1}, node(1), Keep::no, at(0));
    plan.hint({"fd00::1", 1}, node(1), Keep::no, at(0));
    EXPECT_EQ(plan.due(at(0), nobody).size(), 1u);
    plan.failed({"10.0.0.1", 1}, false, at(0.1));
    EXPECT_EQ(plan.due(at(1.2), nobody).size(), 1u) << "then by the other";
}

TEST(DialPlan, WhoIsUpIsNotDialledAndWhoIsLostIsSoon) {
    DialPlan plan(1);
    const HostPort where{"10.0.0.1", 1};
    plan.hint(where, node(1), Keep::no, at(0));
    plan.due(at(0), nobody);
    plan.reached(where, node(1), at(0.1));
    const auto up = [](const NodeId& n) { return n == node(1); };
    for (int s = 1; s < 100; ++s) {
        plan.hint(where, node(1), Keep::no, at(s));
        EXPECT_TRUE(plan.due(at(s), up).empty());
    }
    plan.lost(node(1), at(100));
    EXPECT_TRUE(plan.due(at(100), nobody).empty());
    EXPECT_EQ(plan.due(at(100.3), nobody).size(), 1u);
}

TEST(DialPlan, PausesDoubleUpToALimitAndAKeptAddressIsNeverGivenUp) {
    DialPlan plan(7);
    const HostPort where{"10.0.0.1", 1};
    plan.hint(where, {}, Keep::yes, at(0));
    double now = 0, last = 0;
    std::vector<double> gaps;
    for (int i = 0; i < 20; ++i) {
        ASSERT_EQ(plan.due(at(now), nobody).size(), 1u);
        gaps.push_back(now - last);
        last = now;
        plan.failed(where, false, at(now));
        ASSERT_TRUE(plan.next());
        now = to_seconds(*plan.next() - at(0)) + 1e-6;
    }
    EXPECT_NEAR(gaps[1], 0.25, 0.07);
    EXPECT_NEAR(gaps[2], 0.5, 0.13);
    EXPECT_NEAR(gaps.back(), to_seconds(dial_backoff_max), 0.26 * to_seconds(dial_backoff_max));
}

TEST(DialPlan, AHintedAddressThatKeepsFailingIsForgotten) {
    DialPlan plan(7);
    plan.hint({"10.0.0.1", 1}, {}, Keep::no, at(0));
    double now = 0;
    for (int i = 0; i < 20 && plan.size() > 0; ++i) {
        plan.due(at(now), nobody);
        plan.failed({"10.0.0.1", 1}, false, at(now));
        now += 30;
    }
    EXPECT_EQ(plan.size(), 0u);
}

TEST(DialPlan, AFreshHintShortensAPauseButNotThatOfAStranger) {
    DialPlan plan(7);
    const HostPort friendly{"10.0.0.1", 1}, stranger{"10.0.0.2", 1};
    for (const HostPort& w : {friendly, stranger}) plan.hint(w, {}, Keep::yes, at(0));
    for (int i = 0; i < 12; ++i) {
        plan.due(at(i * 100), nobody);
        plan.failed(friendly, false, at(i * 100));
        plan.failed(stranger, true, at(i * 100));
    }
    for (const HostPort& w : {friendly, stranger}) plan.hint(w, {}, Keep::no, at(1100.5));
    EXPECT_TRUE(plan.due(at(1100.9), nobody).empty()) << "not more often than dial_hint_gap";
    EXPECT_EQ(plan.due(at(1101.1), nobody), (std::vector<HostPort>{friendly}));
}

TEST(DialPlan, ItselfIsNeverDialledAgain) {
    DialPlan plan(7);
    plan.hint({"10.0.0.1", 1}, {}, Keep::no, at(0));
    plan.due(at(0), nobody);
    plan.itself({"10.0.0.1", 1});
    plan.hint({"10.0.0.1", 1}, {}, Keep::no, at(100));
    EXPECT_TRUE(plan.due(at(1000), nobody).empty());
}

TEST(DialPlan, WhateverIsHintedTheTableAndTheDialsAreBounded) {
    EXPECT_TRUE(rc::check([] {
        DialPlan plan(*rc::gen::arbitrary<std::uint64_t>());
        std::vector<HostPort> under_way;
        double now = 0;
        for (int i = 0; i < 2000; ++i) {
            const HostPort where{"h" + std::to_string(*rc::gen::inRange(0, 600)), 1};
            switch (*rc::gen::inRange(0, 4)) {
                case 0:
                case 1:
                    plan.hint(where, {}, *rc::gen::inRange(0, 9) == 0 ? Keep::yes : Keep::no, at(now));
                    break;
                case 2: {
                    const auto due = plan.due(at(now), nobody);
                    under_way.insert(under_way.end(), due.begin(), due.end());
                    break;
                }
                default:
                    if (under_way.empty()) break;
                    plan.failed(under_way.back(), *rc::gen::inRange(0, 2) == 0, at(now));
                    under_way.pop_back();
            }
            now += 0.05;
            RC_ASSERT(plan.size() <= dial_table_max);
            RC_ASSERT(under_way.size() <= dials_at_once_max);
        }
    }));
}

}  // namespace
}  // namespace segue::mesh
