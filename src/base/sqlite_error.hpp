// SQLite's result codes as our errors.
#pragma once
#include <string>

struct sqlite3;

namespace mlpipe {

// "cannot <doing> '<path>': ..."; `handle` may be null.
[[noreturn]] void throw_sqlite_error(const std::string& doing, const std::string& path, sqlite3* handle,
                                     int code);

}  // namespace mlpipe
