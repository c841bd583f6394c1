// SQLite's handles as values: a database, a prepared statement, a transaction. Knows no schema.
// A Database and its Statements belong to one thread at a time. Every failure throws Error: `damaged` where
// SQLite calls the file corrupt or not a database, else `failed`.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/base/mount.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace mlpipe {

class Statement {
  public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    ~Statement();

    // Parameters count from 1, columns from 0.
    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, int value) { return bind(index, static_cast<std::int64_t>(value)); }
    Statement& bind(int index, double value);
    Statement& bind(int index, std::string_view text);
    Statement& bind_blob(int index, std::string_view bytes);
    Statement& bind_null(int index);
    bool step();  // true while there is a row
    void run();   // steps to the end and resets, for statements without rows
    void reset();

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    std::string blob(int column) const;

  private:
    friend class Database;
    Statement(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
    sqlite3* database_;
    sqlite3_stmt* statement_;
};

class Database {
  public:
    enum class Mode {
        read_write,  // created if absent; WAL on local file systems, a rollback journal on network ones
        read_only,   // `immutable` where the medium is read-only and no WAL is left
    };
    // ":memory:" works. `mount_at` says what file system a directory lies on.
    Database(const std::string& path, Mode mode, Mount (*mount_at)(const std::string&) = mount_of);
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    Statement prepare(std::string_view sql);
    void execute(std::string_view sql);  // one or more statements without results
    std::int64_t last_insert_id() const;
    // Durable commits (synchronous=FULL) and enforced foreign keys are the default; an expendable cache turns
    // the syncs off.
    void set_expendable();

  private:
    friend class Transaction;
    sqlite3* handle_ = nullptr;
    std::string path_;
    std::optional<Statement> begin_, commit_;  // prepared by the first transaction
};

// Takes the write lock at once (BEGIN IMMEDIATE); rolls back unless committed.
class Transaction {
  public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    Database& database_;
    bool open_ = true;
};

// Many reads that see one state of the database, and lock it once for all of them. Not within another one.
class ReadTransaction {
  public:
    explicit ReadTransaction(Database& database);
    ~ReadTransaction();
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;

  private:
    Database& database_;
};

}  // namespace mlpipe
