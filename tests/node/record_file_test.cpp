// Everyone's records on disk: the same as in memory, whatever is done to both.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/node/record_file.h"
#include "tests/replica/memory_store.h"

namespace segue::node {
namespace {
namespace fs = std::filesystem;

NodeId node(std::uint8_t n) {
    NodeId id;
    id.bytes.fill(n);
    return id;
}

struct Folder {
    // In memory where there is such a place: a hundred lives of durable writes take a disk too long.
    Folder()
        : path((fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) /
               ("segue-records-" + std::to_string(::getpid()))) {
        clear();
    }
    ~Folder() { fs::remove_all(path); }
    void clear() {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    fs::path path;
};

Bytes key_of(int n) {
    jobs::WorkId work;
    work.bytes[0] = static_cast<std::uint8_t>(n / 2);
    return encode(n % 2 == 0 ? jobs::Key{.type = jobs::KeyType::entry, .work = work, .place = 1}
                             : jobs::Key{.type = jobs::KeyType::result, .work = work, .kind = 1, .version = 1});
}

TEST(RecordFile, IsAsTheStoreInMemory) {
    Folder folder;
    EXPECT_TRUE(rc::check("writes, pieces, new epochs, drops, and a new start", [&] {
        folder.clear();
        const fs::path path = folder.path / "records.db";
        auto disk = std::move(*RecordFile::open(path, node(1), 5));
        test::MemoryStore memory(node(1), 5, jobs::is_kept), other(node(2), 9);
        const auto key = [] { return key_of(*rc::gen::inRange(0, 12)); };
        const auto value = [] {
            return *rc::gen::arbitrary<bool>() ? std::optional(*rc::gen::arbitrary<Bytes>()) : std::nullopt;
        };
        const int deeds = *rc::gen::inRange(1, 25);
        for (int i = 0; i < deeds; ++i) {
            switch (*rc::gen::inRange(0, 7)) {
                case 0:
                case 1: {
                    const jobs::Write w{key(), value()};
                    memory.write(w.key, w.value);
                    RC_ASSERT(disk->write({w}).ok());
                    break;
                }
                case 2:
                case 3:
                    other.write(key(), value());
                    break;
                case 4: {
                    other.piece_records = 3;
                    const auto piece = other.read(node(2), memory.standing(node(2)).through);
                    if (piece.through <= piece.after) break;
                    const auto changes = memory.store(piece);
                    const auto answer = disk->store(piece);
                    RC_ASSERT(answer.ok());
                    RC_ASSERT(answer->changes.size() == changes.size());
                    RC_ASSERT(answer->standing == memory.standing(node(2)));
                    break;
                }
                case 5:
                    if (*rc::gen::arbitrary<bool>()) {
                        other.renew(0);
                    } else {
                        memory.renew(0);
                        RC_ASSERT(disk->renew(0).ok());
                    }
                    break;
                default:
                    if (*rc::gen::inRange(0, 3) == 0) {
                        memory.drop(node(2));
                        RC_ASSERT(disk->drop(node(2)).ok());
                    } else {
                        disk.reset();
                        disk = std::move(*RecordFile::open(path, node(1), 77));
                    }
            }
            for (const NodeId& origin : {node(1), node(2)}) {
                const auto told = disk->read(origin, {});
                RC_ASSERT(told.ok());
                RC_ASSERT(*told == memory.read(origin, {}));
            }
            auto standings = disk->standings();
            auto expected = memory.standings();
            for (auto* s : {&standings, &expected})
                std::erase_if(*s, [](const auto& e) { return e.second == replica::Standing{}; });
            RC_ASSERT(standings == expected);
        }
    }));
}

TEST(RecordFile, ADamagedOneIsSaidToBe) {
    Folder folder;
    const fs::path path = folder.path / "records.db";
    std::ofstream(path) << std::string(8192, 'x');
    const auto opened = RecordFile::open(path, node(1), 5);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error(), library::LibraryError::damaged);
}

TEST(RecordFile, OneThatCannotBeOpenedIsSaidToBe) {
    const auto opened = RecordFile::open("/nowhere/records.db", node(1), 5);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error(), library::LibraryError::disk);
}

}  // namespace
}  // namespace segue::node
