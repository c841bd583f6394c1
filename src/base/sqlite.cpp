#include "mlpipe/base/sqlite.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "sqlite_error.hpp"

namespace mlpipe {
namespace {

using Handle = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

constexpr int patience_ms = 10'000;
constexpr const char* in_memory = ":memory:";

// Nobody can write here, nor make the files that readers of a WAL share, and no WAL waits to be read.
bool must_be_immutable(const std::string& path) {
    if (::access(std::string(path::parent(path)).c_str(), W_OK) == 0) return false;
    return ::access((path + "-wal").c_str(), F_OK) != 0;
}

std::string immutable_uri(const std::string& path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri = path::is_absolute(path) ? "file://" : "file:";
    for (const char c : path) {
        if (c != '%' && c != '?' && c != '#') {
            uri += c;
            continue;
        }
        uri += '%';
        uri += digits[static_cast<unsigned char>(c) >> 4];
        uri += digits[static_cast<unsigned char>(c) & 15];
    }
    return uri + "?immutable=1";
}

Handle open(const std::string& path, Database::Mode mode) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    std::string name = path;
    if (mode == Database::Mode::read_write) {
        flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    } else {
        flags |= SQLITE_OPEN_READONLY;
        if (path != in_memory && must_be_immutable(path)) {
            flags |= SQLITE_OPEN_URI;
            name = immutable_uri(path);
        }
    }
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &opened, flags, nullptr);
    Handle handle(opened, &sqlite3_close_v2);
    if (code != SQLITE_OK) throw_sqlite_error("open the database", path, opened, code);
    sqlite3_busy_timeout(opened, patience_ms);
    return handle;
}

int run_sql(sqlite3* handle, const std::string& sql) {
    return sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
}

// Two processes that create a database at once meet here, and SQLite's own waiting does not cover the change
// of mode.
void set_journal(sqlite3* handle, const std::string& path, const Mount& mount) {
    // WAL needs shared memory between all readers and writers.
    const std::string sql = std::string("PRAGMA journal_mode=") + (mount.network ? "DELETE" : "WAL");
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
    int code = run_sql(handle, sql);
    while ((code & 0xff) == SQLITE_BUSY && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        code = run_sql(handle, sql);
    }
    if (code != SQLITE_OK) throw_sqlite_error("open the database", path, handle, code);
}

}  // namespace

void throw_sqlite_error(const std::string& doing, const std::string& path, sqlite3* handle, int code) {
    const int primary = code & 0xff;
    const bool damaged = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
    std::string message = "cannot " + doing + " '" + path::printable(path) + "': ";
    message += handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    if (primary == SQLITE_BUSY && message.ends_with("locked"))
        message += "; another process keeps writing to it, try again when it is done";
    throw Error(damaged ? ErrorKind::damaged : ErrorKind::failed, message);
}

Database::Database(const std::string& path, Mode mode, Mount (*mount_at)(const std::string&)) : path_(path) {
    Handle handle = open(path, mode);
    if (mode == Mode::read_write && path != in_memory)
        set_journal(handle.get(), path, mount_at(std::string(path::parent(path))));
    // Opening reads nothing yet: ask for something, so that a file that is no database fails here.
    const int code =
        run_sql(handle.get(), "PRAGMA schema_version; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON");
    if (code != SQLITE_OK) throw_sqlite_error("open the database", path, handle.get(), code);
    handle_ = handle.release();
}

Database::Database(Database&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)),
      path_(std::move(other.path_)),
      begin_(std::exchange(other.begin_, std::nullopt)),
      commit_(std::exchange(other.commit_, std::nullopt)) {}

Database& Database::operator=(Database&& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(path_, other.path_);
    std::swap(begin_, other.begin_);
    std::swap(commit_, other.commit_);
    return *this;
}

// The handle stays with SQLite until the last statement is gone.
Database::~Database() {
    sqlite3_close_v2(handle_);
}

Statement Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) throw_sqlite_error("use the database", path_, handle_, code);
    if (!statement) throw Error(ErrorKind::failed, "cannot prepare an empty statement for '" + path_ + "'");
    return Statement(handle_, statement);
}

void Database::execute(std::string_view sql) {
    const int code = run_sql(handle_, std::string(sql));
    if (code != SQLITE_OK) throw_sqlite_error("use the database", path_, handle_, code);
}

std::int64_t Database::last_insert_id() const {
    return sqlite3_last_insert_rowid(handle_);
}

void Database::set_expendable() {
    execute("PRAGMA synchronous=OFF");
}

Transaction::Transaction(Database& database) : database_(database) {
    if (!database.begin_) database.begin_.emplace(database.prepare("BEGIN IMMEDIATE"));
    if (!database.commit_) database.commit_.emplace(database.prepare("COMMIT"));
    database.begin_->run();
}

Transaction::~Transaction() {
    if (!open_) return;
    // After some failures SQLite has rolled back already and refuses; either way nothing of it remains.
    try {
        database_.execute("ROLLBACK");
    } catch (const Error&) {
    }
}

void Transaction::commit() {
    database_.commit_->run();
    open_ = false;
}

ReadTransaction::ReadTransaction(Database& database) : database_(database) {
    database_.execute("BEGIN");
}

ReadTransaction::~ReadTransaction() {
    // Nothing was written: there is nothing to lose, nor to say.
    try {
        database_.execute("ROLLBACK");
    } catch (const Error&) {
    }
}

}  // namespace mlpipe
