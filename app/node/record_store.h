// Everyone's records, on a thread of its own: the disk may take its time. Answers come on the node thread, in the order
// of what was asked. [node-thread] all of it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "app/node/record_file.h"

namespace asio {
class io_context;
}

namespace segue::node {

class RecordStore {
  public:
    // Opens the file there, or makes it; a damaged one is set aside and made anew: entries are found again, and the
    // others have the rest. note: one line for a person.
    RecordStore(asio::io_context& loop, std::filesystem::path file, const NodeId& self, std::uint64_t epoch,
                std::function<void(const std::string&)> note);
    // Finishes what is queued; no answer is given any more.
    ~RecordStore();
    RecordStore(const RecordStore&) = delete;
    RecordStore& operator=(const RecordStore&) = delete;

    // Runs `work` on the file there, and `answer` here with the RecordOr that it returned: the reason, if there is no
    // file.
    template <class Work, class Answer>
    void ask(Work work, Answer answer) {
        using Said = std::invoke_result_t<Work&, RecordFile&>;
        post([this, work = std::move(work), answer = std::move(answer)](RecordOr<RecordFile*> file) mutable {
            const auto said = std::make_shared<Said>(file ? work(**file) : Said(file.failure()));
            back([this, answer = std::move(answer), said]() mutable {
                heard(said->ok() ? std::string() : said->message());
                answer(std::move(*said));
            });
        });
    }

  private:
    class Thread;
    void post(std::function<void(RecordOr<RecordFile*>)> work);
    void back(std::function<void()> answer);  // [record-thread]
    void heard(const std::string& problem);
    std::function<void(const std::string&)> note_;
    std::string problem_;
    std::unique_ptr<Thread> thread_;
};

}  // namespace segue::node
