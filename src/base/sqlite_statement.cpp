#include <sqlite3.h>

#include <utility>

#include "mlpipe/base/sqlite.hpp"
#include "sqlite_error.hpp"

namespace mlpipe {
namespace {

void check(sqlite3* database, int code) {
    if (code == SQLITE_OK) return;
    const char* path = sqlite3_db_filename(database, "main");
    throw_sqlite_error("use the database", path && *path ? path : ":memory:", database, code);
}

// SQLite takes a null pointer for NULL, and an empty view may have one.
const char* pointer(std::string_view bytes) {
    return bytes.empty() ? "" : bytes.data();
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
    std::swap(database_, other.database_);
    std::swap(statement_, other.statement_);
    return *this;
}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

Statement& Statement::bind(int index, std::int64_t value) {
    check(database_, sqlite3_bind_int64(statement_, index, value));
    return *this;
}

Statement& Statement::bind(int index, double value) {
    check(database_, sqlite3_bind_double(statement_, index, value));
    return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
    check(database_,
          sqlite3_bind_text64(statement_, index, pointer(text), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
    check(database_, sqlite3_bind_blob64(statement_, index, pointer(bytes), bytes.size(), SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::bind_null(int index) {
    check(database_, sqlite3_bind_null(statement_, index));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    // The message is read before the reset, which a failed statement needs to let go of its locks.
    try {
        check(database_, code);
    } catch (...) {
        sqlite3_reset(statement_);
        throw;
    }
    return false;
}

void Statement::run() {
    while (step()) continue;
    reset();
}

// The code of sqlite3_reset repeats a failure that step() has thrown already.
void Statement::reset() {
    sqlite3_reset(statement_);
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(statement_, column);
}

std::string Statement::text(int column) const {
    const unsigned char* bytes = sqlite3_column_text(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes ? std::string(reinterpret_cast<const char*>(bytes), size) : std::string();
}

std::string Statement::blob(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes ? std::string(static_cast<const char*>(bytes), size) : std::string();
}

}  // namespace mlpipe
