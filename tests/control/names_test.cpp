#include "app/control/names.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace segue::control {
namespace {

NodeId id(const std::string& prefix) { return *NodeId::from_hex(prefix + std::string(32 - prefix.size(), '0')); }

const std::vector<NamedNode> house{{id("1a2b3c"), "kitchen", "10.0.0.7:24470"},
                                   {id("1a2b4d"), "Hall", "10.0.0.8:24470"},
                                   {id("ffff01"), "phone", ""},
                                   {id("ffff02"), "phone", "10.0.0.9:1"},
                                   {id("beef00"), "ffff01", ""}};

std::string problem(std::string_view text) {
    const auto found = resolve_node(text, house);
    return found ? "found" : found.message();
}

TEST(Names, ANodeIsFoundByNameIdOrAddress) {
    EXPECT_EQ(*resolve_node("kitchen", house), id("1a2b3c"));
    EXPECT_EQ(*resolve_node("hall", house), id("1a2b4d")) << "in any case";
    EXPECT_EQ(*resolve_node("1a2b3", house), id("1a2b3c"));
    EXPECT_EQ(*resolve_node("1A2B4", house), id("1a2b4d"));
    EXPECT_EQ(*resolve_node("10.0.0.9:1", house), id("ffff02"));
    EXPECT_EQ(*resolve_node(id("ffff02").hex(), house), id("ffff02"));
    EXPECT_EQ(*resolve_node("ffff01", house), id("beef00")) << "a name goes before an id that begins like it";
}

TEST(Names, AnExactNameGoesBeforeOneInAnotherCase) {
    const std::vector<NamedNode> two{{id("01"), "Box", ""}, {id("02"), "box", ""}};
    EXPECT_EQ(*resolve_node("box", two), id("02"));
    EXPECT_EQ(resolve_node("BOX", two).error(), NameError::ambiguous);
}

TEST(Names, UnknownNamesGetASuggestionOrAList) {
    EXPECT_EQ(problem("kichen"), "no node is called “kichen”: did you mean “kitchen”?");
    EXPECT_EQ(problem("hlal"), "no node is called “hlal”: did you mean “Hall”?");
    EXPECT_EQ(problem("kit"), "no node is called “kit”: did you mean “kitchen”?");
    EXPECT_EQ(problem("PH"), "no node is called “PH”: did you mean “phone” or “phone”?");
    EXPECT_EQ(problem("garage"), "no node is called “garage”; there is kitchen, Hall, phone, phone and ffff01");
    EXPECT_EQ(resolve_node("x", {}).message(), "no node is called “x”: no other node is here");
    EXPECT_EQ(resolve_node("", house).error(), NameError::unknown);
    EXPECT_EQ(resolve_node("1a2", house).error(), NameError::unknown) << "three digits are too few for an id";
}

TEST(Names, AmbiguousOnesGetTheIdsToChooseFrom) {
    EXPECT_EQ(problem("phone"), "“phone” may be any of ffff0100 (phone), ffff0200 (phone, 10.0.0.9:1): use the id");
    EXPECT_EQ(problem("1a2b"),
              "“1a2b” may be any of 1a2b3c00 (kitchen, 10.0.0.7:24470), 1a2b4d00 (Hall, 10.0.0.8:24470): use the id");
}

TEST(Names, SeveralAtOnceEachOnceAndAll) {
    const std::vector<std::string> some{"hall", "kitchen", "1a2b4"};
    EXPECT_EQ(*resolve_nodes(some, house), (std::vector{id("1a2b4d"), id("1a2b3c")}));
    EXPECT_EQ(resolve_nodes(std::vector<std::string>{"all"}, house)->size(), house.size());
    EXPECT_EQ(resolve_nodes(std::vector<std::string>{"hall", "nobody"}, house).error(), NameError::unknown);
}

RC_GTEST_PROP(Names, EveryNodeIsFoundByItsWholeIdWhateverOthersAreCalled, (const std::vector<std::string>& names)) {
    std::vector<NamedNode> known;
    for (const std::string& name : names) {
        NodeId own;
        own.bytes[0] = static_cast<std::uint8_t>(known.size() + 1);
        own.bytes[1] = static_cast<std::uint8_t>(known.size() >> 8);
        known.push_back({own, name, ""});
    }
    for (const NamedNode& node : known) RC_ASSERT(*resolve_node(node.id.hex(), known) == node.id);
}

RC_GTEST_PROP(EditDistance, IsADistance, (const std::string& a, const std::string& b)) {
    RC_ASSERT(edit_distance(a, b) == edit_distance(b, a));
    RC_ASSERT(edit_distance(a, a) == 0u);
    RC_ASSERT(edit_distance(a, b) <= std::max(a.size(), b.size()));
    RC_ASSERT(edit_distance(a + "x", a) == 1u);
}

TEST(EditDistance, CountsSlipsOfTheFinger) {
    EXPECT_EQ(edit_distance("status", "stauts"), 1u);
    EXPECT_EQ(edit_distance("Kitchen", "kitchen"), 0u);
    EXPECT_EQ(edit_distance("kitchen", "chicken"), 4u);
}

}  // namespace
}  // namespace segue::control
