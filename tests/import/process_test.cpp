// The supervised process: whatever the child does, the parent gets exactly one last word. Time is told to it, so a
// child that hangs for twenty seconds costs none; waiting is for the pipe only.
#include "audio/import/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/importer/sandbox.h"
#include "audio/import/limits.h"
#include "sync/base/random.h"
#include "tests/import/files.h"

namespace segue::audio {
namespace {

using namespace test;

constexpr LocalTime start = from_ns<LocalTime>(1'000'000'000);

std::vector<ImportEvent> run_to_end(ImportProcess& process, LocalTime now = start) {
    std::vector<ImportEvent> events;
    while (!process.is_finished()) {
        pollfd waiting{process.fd(), POLLIN, 0};
        EXPECT_GT(::poll(&waiting, 1, 30'000), 0) << "nothing came";
        for (auto& e : process.pump(now)) events.push_back(std::move(e));
    }
    return events;
}
std::vector<ImportEvent> run_to_end(const std::vector<std::string>& command) {
    auto process = ImportProcess::start(command, start);
    EXPECT_TRUE(process);
    return run_to_end(**process);
}
std::vector<std::string> shell(const std::string& script) { return {"/bin/sh", "-c", script}; }

std::size_t last_words(const std::vector<ImportEvent>& events) {
    return static_cast<std::size_t>(std::count_if(events.begin(), events.end(), [](const ImportEvent& e) {
        return std::holds_alternative<ImportEnd>(e) || std::holds_alternative<ImportFailed>(e);
    }));
}
ImportFailed failure_of(const std::vector<ImportEvent>& events) {
    EXPECT_EQ(last_words(events), 1u);
    const auto* failed = events.empty() ? nullptr : std::get_if<ImportFailed>(&events.back());
    return failed ? *failed : ImportFailed{};
}

TEST(ImportProcessTest, SaysWhenTheDecoderCrashed) {
    const ImportFailed failed = failure_of(run_to_end(shell("kill -SEGV $$")));
    EXPECT_EQ(failed.code, ImportError::crashed);
    EXPECT_EQ(failed.reason, "the decoder crashed on this file");
    EXPECT_EQ(failure_of(run_to_end(shell("kill -XCPU $$"))).reason,
              "the decoder gave up on this file: it took too long");
    EXPECT_EQ(failure_of(run_to_end(shell("exit 0"))).code, ImportError::crashed) << "no last word is no good end";
    EXPECT_EQ(failure_of(run_to_end(shell("exit 127"))).code, ImportError::unavailable);
}

TEST(ImportProcessTest, KillsWhoeverSpeaksNonsense) {
    EXPECT_EQ(failure_of(run_to_end(shell("while :; do echo nonsense; done"))).code, ImportError::malformed);
}

TEST(ImportProcessTest, KillsWhoeverIsSilentTooLong) {
    auto started = ImportProcess::start(shell("exec sleep 1000"), start);
    ASSERT_TRUE(started);
    ImportProcess& process = **started;
    const pid_t pid = process.pid();
    EXPECT_TRUE(process.pump(start + seconds(19)).empty());
    EXPECT_FALSE(process.is_finished());
    EXPECT_EQ(process.deadline(), start + import_silence_max);
    const ImportFailed failed = failure_of(process.pump(process.deadline()));
    EXPECT_EQ(failed.code, ImportError::silent);
    EXPECT_EQ(process.fd(), -1);
    EXPECT_EQ(::kill(pid, 0), -1) << "it is gone";
    EXPECT_TRUE(process.pump(start + seconds(100)).empty());
}

TEST(ImportProcessTest, EndsItsChildWithItself) {
    pid_t pid = 0;
    {
        auto process = ImportProcess::start(shell("exec sleep 1000"), start);
        ASSERT_TRUE(process);
        pid = (*process)->pid();
        EXPECT_EQ(::kill(pid, 0), 0);
    }
    EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(ImportProcessTest, SaysWhenThereIsNoImporter) {
    const auto process = ImportProcess::start({"/nonexistent/segue-importer", "x"}, start);
    ASSERT_FALSE(process);
    EXPECT_EQ(process.error(), ImportError::unavailable);
    EXPECT_FALSE(find_importer({"/nonexistent"}) && !find_importer()) << "given directories come first, then our own";
}

TEST_F(ImportTest, FindsAHelperThatIsPackedAsALibrary) {
    const fs::path packed = directory / "libsegue-importer.so";
    std::ofstream(packed) << "a program";
    EXPECT_NE(find_importer({directory}), packed) << "it cannot be executed";
    fs::permissions(packed, fs::perms::owner_exec, fs::perm_options::add);
    EXPECT_EQ(find_importer({directory}), packed);
}

class RealImporter : public ImportTest {
  protected:
    std::vector<ImportEvent> import_by_process(const fs::path& file) {
        const auto program = find_importer({SEGUE_IMPORTER_DIR});
        EXPECT_TRUE(program);
        return run_to_end(import_command(*program, file));
    }
};

TEST_F(RealImporter, SaysTheSameAsTheLibraryDoes) {
    write_wav(directory / "a.wav", 44'100, 2, 441'000);
    Imported by_process;
    for (const auto& e : import_by_process(directory / "a.wav")) by_process.take(e);
    const Imported direct = import(directory / "a.wav");
    ASSERT_TRUE(by_process.duration) << (by_process.failure ? by_process.failure->reason : "");
    EXPECT_EQ(*by_process.duration, Frames{480'000});
    EXPECT_EQ(by_process.header, direct.header);
    EXPECT_EQ(by_process.segments, direct.segments);
}

TEST_F(RealImporter, AFileWhoseNameLooksLikeAnOptionIsAFile) {
    const fs::path before = fs::current_path();
    fs::current_path(directory);
    write_wav("--help", 48'000, 1, 48'000);
    EXPECT_TRUE(std::holds_alternative<ImportEnd>(import_by_process("--help").back()));
    fs::current_path(before);
}

// The sandbox must not be in the way of any decoder.
TEST_F(RealImporter, EveryFormatDecodesInItsSandbox) {
    SEGUE_NEEDS("ffmpeg");
    write_wav(directory / "a.wav", 44'100, 2, 60'000);
    for (const std::string kind : {"flac", "ogg", "mp3", "opus", "m4a", "wv", "aiff", "mka"}) {
        ASSERT_TRUE(run("ffmpeg -y -i " + quoted("a.wav") + " " + quoted("a." + kind))) << kind;
        EXPECT_TRUE(std::holds_alternative<ImportEnd>(import_by_process(directory / ("a." + kind)).back())) << kind;
    }
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(RealImporter, TheSandboxHasNoDoors) {
    write_wav(directory / "a.wav", 48'000, 1, 10);
    const std::string inside = (directory / "a.wav").string(), renamed = (directory / "b.wav").string();
    const pid_t child = ::fork();
    if (child == 0) {
        if (!importer::enter_sandbox()) ::_exit(255);
        const int open_before = ::open(inside.c_str(), O_RDONLY);
        importer::lock_sandbox();
        int doors = 0;
        char byte = 0;
        if (open_before < 0 || ::read(open_before, &byte, 1) != 1) doors |= 64;  // what is open can be read
        if (::open(inside.c_str(), O_RDONLY) >= 0) doors |= 1;
        if (::socket(AF_INET, SOCK_STREAM, 0) >= 0) doors |= 2;
        if (::unlink(inside.c_str()) == 0 || ::rename(inside.c_str(), renamed.c_str()) == 0) doors |= 4;
        if (::chmod(inside.c_str(), 0) == 0 || ::truncate(inside.c_str(), 0) == 0) doors |= 8;
        if (::kill(::getppid(), 0) == 0) doors |= 16;
        ::execl("/bin/true", "true", nullptr);
        ::_exit(doors);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0) << "doors that are open, as bits";
    EXPECT_EQ(fs::file_size(inside), 44u + 20u);
}
#endif

// Spoilt files of every kind: the process may fail in any way it likes, the parent gets one last word.
TEST_F(RealImporter, AnySpoiltFileEndsInOneLastWord) {
    SEGUE_NEEDS("ffmpeg");
    write_wav(directory / "a.wav", 44'100, 2, 60'000);
    const std::vector<std::string> kinds{"wav", "flac", "ogg", "mp3", "opus", "m4a"};
    for (const std::string& kind : kinds)
        if (kind != "wav") {
            ASSERT_TRUE(run("ffmpeg -y -i " + quoted("a.wav") + " " + quoted("a." + kind))) << kind;
        }
    Random random(1);
    for (int i = 0; i < 24; ++i) {
        const std::string& kind = kinds[static_cast<std::size_t>(i) % kinds.size()];
        std::ifstream in(directory / ("a." + kind), std::ios::binary);
        std::string bytes{std::istreambuf_iterator<char>(in), {}};
        for (std::uint64_t n = 1 + random.below(200); n-- > 0;)
            bytes[random.below(random.chance(0.3) ? 200 : bytes.size())] = static_cast<char>(random.next());
        if (random.chance(0.3)) bytes.resize(random.below(bytes.size()));
        const fs::path bad = directory / ("bad." + kind);
        std::ofstream(bad, std::ios::binary) << bytes;
        EXPECT_EQ(last_words(import_by_process(bad)), 1u) << kind << " " << i;
    }
}

}  // namespace
}  // namespace segue::audio
