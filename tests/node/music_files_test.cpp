#include "app/node/music_files.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include "tests/node/temporary_folder.h"

namespace segue::node {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> names_in(const test::TemporaryFolder& folder) {
    std::vector<std::string> out;
    const auto found = music_files(folder.path());
    if (!found) return out;
    for (const auto& file : *found) out.push_back(file.lexically_relative(folder.path()).string());
    return out;
}

TEST(MusicFiles, AFileIsItselfWhateverItsName) {
    const test::TemporaryFolder folder;
    const auto file = folder.write("notes.txt");
    EXPECT_THAT(*music_files(file), ElementsAre(file));
}

TEST(MusicFiles, AFolderIsItsMusicInTheOrderPeopleExpect) {
    const test::TemporaryFolder folder;
    for (const char* name : {"10 last.ogg", "2 second.FLAC", "1 first.opus", "cover.jpg", "bonus/1.mp3", ".hidden.ogg", "1 first.stems/drums.opus"})
        folder.write(name);
    EXPECT_THAT(names_in(folder), ElementsAre("1 first.opus", "2 second.FLAC", "10 last.ogg", "bonus/1.mp3"));
}

TEST(MusicFiles, SaysWhatIsWrong) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(music_files(folder.path() / "nowhere").error(), FilesError::missing);
    EXPECT_THAT(music_files(folder.path() / "nowhere").message(), HasSubstr("nowhere does not exist"));
    folder.write("readme.txt");
    EXPECT_EQ(music_files(folder.path()).error(), FilesError::no_music);
    EXPECT_EQ(music_files("/dev/null").error(), FilesError::not_a_file);
}

TEST(MusicFiles, ALinkThatLeadsBackDoesNotLoop) {
    const test::TemporaryFolder folder;
    folder.write("a.ogg");
    std::filesystem::create_directory_symlink(folder.path(), folder.path() / "again");
    EXPECT_THAT(names_in(folder), ElementsAre("a.ogg"));
}

TEST(NaturalLess, IsAStrictWeakOrder) {
    const auto name = rc::gen::container<std::string>(rc::gen::element('a', 'B', '0', '1', '9', ' '));
    EXPECT_TRUE(rc::check("irreflexive, asymmetric, transitive", [&] {
        const std::string a = *name, b = *name, c = *name;
        RC_ASSERT(!natural_less(a, a));
        RC_ASSERT(!(natural_less(a, b) && natural_less(b, a)));
        if (natural_less(a, b) && natural_less(b, c)) RC_ASSERT(natural_less(a, c));
    }));
}

}  // namespace
}  // namespace segue::node
