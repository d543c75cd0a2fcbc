#include "audio/library/sqlite.h"

#include <sqlite3.h>

namespace segue::library {

namespace {

// A checkpoint of the other connection takes this long at most.
constexpr int busy_ms_max = 5'000;

LibraryError code_of(int sqlite_code) {
    switch (sqlite_code & 0xff) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_SCHEMA:
        case SQLITE_ERROR:  // a table that is missing: not a database of ours
        case SQLITE_MISMATCH:
            return LibraryError::damaged;
        case SQLITE_INTERRUPT:
            return LibraryError::cancelled;
        case SQLITE_TOOBIG:
            return LibraryError::too_large;
        default:
            return LibraryError::disk;
    }
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }

Statement& Statement::reset() {
    if (statement_) {
        sqlite3_reset(statement_.get());
        sqlite3_clear_bindings(statement_.get());
    }
    bound_ = 0;
    return *this;
}

Statement& Statement::bind(std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), ++bound_, value);
    return *this;
}
Statement& Statement::bind(double value) {
    sqlite3_bind_double(statement_.get(), ++bound_, value);
    return *this;
}
Statement& Statement::bind(std::string_view text) {
    // An empty view may have no address, which SQLite would take for NULL.
    sqlite3_bind_text64(statement_.get(), ++bound_, text.empty() ? "" : text.data(), text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
    return *this;
}
Statement& Statement::bind(BytesView blob) {
    sqlite3_bind_blob64(statement_.get(), ++bound_, blob.empty() ? "" : static_cast<const void*>(blob.data()),
                        blob.size(), SQLITE_TRANSIENT);
    return *this;
}
Statement& Statement::bind_null() {
    sqlite3_bind_null(statement_.get(), ++bound_);
    return *this;
}

bool Statement::next() {
    if (!statement_) return false;
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) owner_->note_failure(code);
    sqlite3_reset(statement_.get());  // gives its locks back
    return false;
}

std::optional<std::int64_t> Statement::only_integer() {
    if (!next()) return std::nullopt;
    const std::int64_t value = integer(0);
    sqlite3_reset(statement_.get());
    return value;
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }
std::string_view Statement::text(int column) const {
    const auto* data = sqlite3_column_text(statement_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return data ? std::string_view(reinterpret_cast<const char*>(data), size) : std::string_view{};
}
BytesView Statement::blob(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
    return {data, data ? static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)) : 0};
}
bool Statement::is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

LibraryResult<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file, Mode mode) {
    sqlite3* handle = nullptr;
    const int flags =
        (mode == Mode::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
    const std::string name = file.empty() ? ":memory:" : file.string();
    const int code = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
    std::unique_ptr<Database> db(new Database(handle));
    if (code != SQLITE_OK) {
        db->note_failure(code);
        return *db->take_failure();
    }
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, busy_ms_max);
    // A file from outside cannot make us run its functions.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    return db;
}

Database::~Database() { sqlite3_close_v2(handle_); }

Statement Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
    if (code != SQLITE_OK) note_failure(code);
    return {*this, statement};
}

void Database::run(const char* sql) {
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) note_failure(code);
}

std::int64_t Database::integer(std::string_view sql) { return prepare(sql).only_integer().value_or(0); }

std::int64_t Database::last_id() const { return sqlite3_last_insert_rowid(handle_); }
std::int64_t Database::changed_rows() const { return sqlite3_changes64(handle_); }

void Database::note_failure(int code) {
    if (failure_) return;
    const char* said = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    failure_ = fail(code_of(code), std::string("the library's database: ") + said);
}

std::optional<Failure<LibraryError>> Database::take_failure() { return std::exchange(failure_, std::nullopt); }

void Database::interrupt() { sqlite3_interrupt(handle_); }

Transaction::Transaction(Database& db) : db_(db) {
    (void)db_.take_failure();
    db_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (!open_) return;
    const auto kept = db_.take_failure();
    db_.run("ROLLBACK");
    (void)db_.take_failure();  // there may be nothing to roll back: SQLite did it itself
    if (kept) db_.failure_ = kept;
}

LibraryResult<void> Transaction::commit() {
    if (!db_.failed()) db_.run("COMMIT");
    if (!db_.failed()) {
        open_ = false;
        return {};
    }
    Failure<LibraryError> failure = *db_.take_failure();
    db_.run("ROLLBACK");
    (void)db_.take_failure();
    open_ = false;
    return failure;
}

}  // namespace segue::library
