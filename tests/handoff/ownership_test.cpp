// The diagram in docs/ownership.md and the machine are held to each other: what the stories and random houses see, the
// diagram shows; and what the diagram shows is seen.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/handoff/chaos.h"
#include "tests/handoff/story.h"

namespace segue::handoff::test {
namespace {

constexpr std::uint64_t seeds = 60;  // enough for each change that no story tells

constexpr Role all_roles[] = {Role::unowned,    Role::following,    Role::offered,
                              Role::conducting, Role::handing_over, Role::listening};

using Arrows = std::set<std::pair<std::string, std::string>>;

std::string word(Role role) {
    std::string text = to_text(role);
    std::replace(text.begin(), text.end(), ' ', '_');
    return text;
}

// Of a mermaid diagram: `a --> b: event`.
Arrows drawn(const std::string& path) {
    Arrows out;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        std::string from, arrow, to;
        words >> from >> arrow >> to;
        if (arrow != "-->") continue;
        if (to.ends_with(':')) to.pop_back();
        out.emplace(from, to);
    }
    return out;
}

Arrows observed() {
    RoleChanges changes;
    for (const auto& file : std::filesystem::directory_iterator(SEGUE_STORIES_DIR)) {
        std::ifstream in(file.path());
        changes.merge(retell({std::istreambuf_iterator<char>(in), {}}).role_changes);
    }
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) changes.merge(chaos(seed));
    Arrows out;
    for (const auto& [from, to] : changes) out.emplace(word(from), word(to));
    return out;
}

TEST(Ownership, TheDiagramShowsExactlyTheChangesThatTheMachineMakes) {
    Arrows diagram = drawn(SEGUE_OWNERSHIP_PAGE);
    EXPECT_EQ(diagram.erase({"[*]", word(Role::listening)}), 1u) << "where every node begins";
    const Arrows seen = observed();
    for (const auto& [from, to] : seen)
        EXPECT_TRUE(diagram.contains({from, to})) << from << " --> " << to << " happens and is not drawn";
    for (const auto& [from, to] : diagram)
        EXPECT_TRUE(seen.contains({from, to})) << from << " --> " << to << " is drawn and never happens";
}

TEST(Ownership, ThePageNamesEachRole) {
    std::ifstream in(SEGUE_OWNERSHIP_PAGE);
    const std::string page{std::istreambuf_iterator<char>(in), {}};
    for (const Role role : all_roles)
        EXPECT_NE(page.find("| `" + word(role) + "` |"), std::string::npos) << word(role) << " has no row";
}

}  // namespace
}  // namespace segue::handoff::test
