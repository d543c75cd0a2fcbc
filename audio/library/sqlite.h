// SQLite with owners and without checks at every line: what fails is kept by the connection, what follows does nothing
// useful but harm, and whoever ends a piece of work asks once whether all of it was done.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "audio/library/error.h"
#include "sync/base/bytes.h"

struct sqlite3;
struct sqlite3_stmt;

namespace segue::library {

class Database;

// One statement, prepared once and run often. Texts and bytes of a row are valid until the next step.
class Statement {
  public:
    Statement() = default;

    // Begins anew; then bind in the order of the question marks.
    Statement& reset();
    Statement& bind(std::int64_t value);
    Statement& bind(double value);
    Statement& bind(std::string_view text);
    Statement& bind(BytesView blob);
    Statement& bind_null();
    Statement& bind(const char*) = delete;
    Statement& bind(bool) = delete;

    // The next row; false: there is none, or it failed.
    bool next();
    // For those without rows.
    void run() { (void)next(); }

    // The integer that the first row begins with, and done; nothing: there is no row. A statement that is left within
    // its rows keeps the log from being brought into the file.
    std::optional<std::int64_t> only_integer();

    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string_view text(int column) const;
    BytesView blob(int column) const;
    bool is_null(int column) const;

  private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* s) const;
    };
    Statement(Database& owner, sqlite3_stmt* s) : owner_(&owner), statement_(s) {}
    Database* owner_ = nullptr;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int bound_ = 0;
};

// One connection. One thread at a time.
class Database {
  public:
    enum class Mode : std::uint8_t { write, read };
    // damaged: not a database; disk: it cannot be opened. An empty path with Mode::write: in memory.
    static LibraryResult<std::unique_ptr<Database>> open(const std::filesystem::path& file, Mode mode);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    Statement prepare(std::string_view sql);
    // One or more statements without parameters.
    void run(const char* sql);
    std::int64_t integer(std::string_view sql);
    std::int64_t last_id() const;
    std::int64_t changed_rows() const;

    // The first failure since the last time it was taken.
    std::optional<Failure<LibraryError>> take_failure();
    bool failed() const { return failure_.has_value(); }
    // Makes what runs just now fail as cancelled. [any-thread]
    void interrupt();

  private:
    friend class Statement;
    friend class Transaction;
    explicit Database(sqlite3* handle) : handle_(handle) {}
    void note_failure(int code);
    sqlite3* handle_;
    std::optional<Failure<LibraryError>> failure_;
};

// All or nothing: rolled back unless committed.
class Transaction {
  public:
    explicit Transaction(Database& db);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    LibraryResult<void> commit();

  private:
    Database& db_;
    bool open_ = true;
};

}  // namespace segue::library
