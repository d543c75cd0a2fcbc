#include "audio/library/fold.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "audio/media/wire.h"

namespace segue::library {
namespace {

TEST(Fold, AccentsAndCase) {
    EXPECT_EQ(folded("Sigur Rós"), "sigur ros");
    EXPECT_EQ(folded("MØ ÆØÅ straße Łona Þór ŽIŽEK Ÿ"), "mo aeoa strasse lona thor zizek y");
    EXPECT_EQ(folded("Don't Don\xe2\x80\x99t"), "dont dont");
    EXPECT_EQ(folded("e\xcc\x81t\xc3\xa9"), "ete");  // combining, and in one
    EXPECT_EQ(folded("ΜΟΥΣΙΚΉ"), "μουσικη");
    EXPECT_EQ(folded("Кино Ёлка"), "кино елка");
    EXPECT_EQ(folded("坂本龍一"), "坂本龍一");
}

RC_GTEST_PROP(Fold, OnceIsEnough, (const std::string& bytes)) {
    const std::string text = audio::clean_text(bytes, 1000);
    const std::string once = folded(text);
    RC_ASSERT(once.size() <= 2 * text.size());
    RC_ASSERT(folded(once) == once);
}

}  // namespace
}  // namespace segue::library
