// What is typed is understood, whatever it is; what cannot be is refused with what could be meant.
#include "audio/library/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "audio/library/selection.h"

namespace segue::library {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Query parsed(std::string_view text) {
    auto query = parse_query(text);
    EXPECT_TRUE(query.ok()) << text << ": " << (query.ok() ? "" : query.message());
    return query.ok() ? *query : Query{};
}

TEST(QueryTest, WordsAndFields) {
    const Query q = parsed("Miles  \"Kind of\" artist:Davis album:\"Kind of Blue\" -live -genre:rock");
    EXPECT_THAT(
        q.texts,
        ElementsAre(TextTerm{TextField::any, "miles", false, false}, TextTerm{TextField::any, "kind of", true, false},
                    TextTerm{TextField::artist, "davis", false, false},
                    TextTerm{TextField::album, "kind of blue", true, false},
                    TextTerm{TextField::any, "live", false, true}, TextTerm{TextField::genre, "rock", false, true}));
}

TEST(QueryTest, UnknownFieldsAndPunctuationAreWords) {
    EXPECT_THAT(parsed("re:stacks").texts, ElementsAre(TextTerm{TextField::any, "re:stacks", false, false}));
    EXPECT_EQ(parsed("- !!! ...").texts.size(), 0u);
    EXPECT_EQ(parsed("artist: year: -").texts.size(), 0u);
}

TEST(QueryTest, Numbers) {
    const auto number = [](std::string_view text) { return parsed(text).numbers.at(0); };
    EXPECT_EQ(number("year:1959..1965"), (NumberTerm{NumberField::year, 1959, 1965, false}));
    EXPECT_EQ(number("year:195"), (NumberTerm{NumberField::year, 1950, 1959, false}));
    EXPECT_EQ(number("year:1959"), (NumberTerm{NumberField::year, 1959, 1959, false}));
    EXPECT_EQ(number("year:1959.."), (NumberTerm{NumberField::year, 1959, {}, false}));
    EXPECT_EQ(number("bpm:118..122"), (NumberTerm{NumberField::bpm, 117.5, 122.5, false}));
    EXPECT_EQ(number("length:<4m"), (NumberTerm{NumberField::length, {}, 240, false}));
    EXPECT_EQ(number("length:>1:02:03"), (NumberTerm{NumberField::length, 3723, {}, false}));
    EXPECT_EQ(number("-length:2:30..3min"), (NumberTerm{NumberField::length, 149.5, 180.5, true}));
    EXPECT_TRUE(parsed("year:< bpm:..").numbers.empty());
}

TEST(QueryTest, KeysByAnyName) {
    EXPECT_EQ(parse_key("Am"), (Key{9, true}));
    EXPECT_EQ(parse_key("8A"), (Key{9, true}));
    EXPECT_EQ(parse_key("8b"), (Key{0, false}));
    EXPECT_EQ(parse_key("5A"), (Key{0, true}));
    EXPECT_EQ(parse_key("c# minor"), (Key{1, true}));
    EXPECT_EQ(parse_key("Db"), (Key{1, false}));
    EXPECT_EQ(parse_key("H"), std::nullopt);
    EXPECT_EQ(parse_key("13A"), std::nullopt);
    for (int pitch = 0; pitch < 12; ++pitch)
        for (const bool minor : {false, true})
            for (const std::string& name : spellings({pitch, minor}))
                EXPECT_EQ(parse_key(name), (Key{pitch, minor})) << name;
}

TEST(QueryTest, TheRest) {
    const Query q = parsed("on:Laptop has:stems -has:cover sort:-year key:F#m");
    EXPECT_THAT(q.nodes, ElementsAre(NodeTerm{"laptop", false}));
    EXPECT_THAT(q.features, ElementsAre(FeatureTerm{Feature::stems, false}, FeatureTerm{Feature::cover, true}));
    EXPECT_THAT(q.keys, ElementsAre(KeyTerm{{6, true}, false}));
    EXPECT_EQ(q.sort, SortBy::year);
    EXPECT_TRUE(q.descending);
}

TEST(QueryTest, RefusalsSayWhatCouldBeMeant) {
    for (const auto& [text, hint] : {std::pair{"year:abc", "year:118..122"},
                                     {"length:4x", "length:<4m"},
                                     {"key:H", "key:Am"},
                                     {"has:wings", "stems"},
                                     {"sort:mood", "artist"}}) {
        const auto query = parse_query(text);
        ASSERT_FALSE(query.ok()) << text;
        EXPECT_EQ(query.error(), LibraryError::bad_query);
        EXPECT_THAT(query.message(), HasSubstr(hint));
    }
    EXPECT_EQ(parse_query(std::string(5000, 'x')).error(), LibraryError::too_large);
    EXPECT_EQ(parse_query("a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7").error(),
              LibraryError::too_large);
}

TEST(QueryTest, FilesAreNotQueries) {
    EXPECT_TRUE(reads_like_query("artist:miles"));
    EXPECT_TRUE(reads_like_query("-genre:rock"));
    EXPECT_FALSE(reads_like_query("song.flac"));
    EXPECT_FALSE(reads_like_query("/music/artist:x"));
    EXPECT_FALSE(reads_like_query("http://x"));
}

RC_GTEST_PROP(QueryTest, AnythingTypedIsAQueryOrRefused, (const std::string& text)) {
    const auto query = parse_query(text);
    if (!query.ok()) RC_ASSERT(!query.message().empty());
}

RC_GTEST_PROP(QueryTest, ScrapsOfTheLanguageToo, ()) {
    const auto piece =
        rc::gen::element<std::string>("artist:", "year:", "..", "\"", "-", " ", "1959", "<", ">", "bpm:", ":", "4m",
                                      "key:", "Am", "8A", "miles", "on:", "has:", "sort:", "ö", "*", "(", ")", "^");
    const auto pieces = *rc::gen::container<std::vector<std::string>>(piece);
    std::string text;
    for (const auto& p : pieces) text += p;
    const auto query = parse_query(text);
    if (query.ok()) RC_ASSERT(!select(*query, std::vector<NodeRows>(query->nodes.size())).where.empty());
}

}  // namespace
}  // namespace segue::library
