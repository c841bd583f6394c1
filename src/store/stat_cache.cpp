#include "mlpipe/store/stat_cache.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/sqlite.hpp"
#include "stat_trust.hpp"

namespace mlpipe {
namespace {

constexpr std::int64_t schema_version = 1;
// Asking for single rows is the cheaper way only until about this many were asked for.
constexpr std::size_t most_single_lookups = 2000;
// Rows of inodes that are gone stay; a cache that has grown beyond this (some 300 MiB) is begun anew.
constexpr std::int64_t most_pages = 75'000;

struct Inode {
    std::uint64_t device, inode;
    bool operator==(const Inode&) const = default;
};

struct InodeHash {
    std::size_t operator()(const Inode& key) const noexcept {
        return static_cast<std::size_t>((key.inode * 0x9e3779b97f4a7c15ULL) ^
                                        (key.device * 0xc2b2ae3d27d4eb4fULL));
    }
};

struct Entry {
    std::uint64_t size = 0;
    std::int64_t mtime_ns = 0, ctime_ns = 0;
    Digest digest;
    bool matches(const FileStat& stat) const {
        return size == stat.size && mtime_ns == stat.mtime_ns && ctime_ns == stat.ctime_ns;
    }
};

using Entries = std::unordered_map<Inode, Entry, InodeHash>;

std::int64_t as_signed(std::uint64_t number) {
    return static_cast<std::int64_t>(number);
}
std::uint64_t as_unsigned(std::int64_t number) {
    return static_cast<std::uint64_t>(number);
}

// Commits are not durable here, so that a power cut may leave a row half written: FNV-1a over all of it.
std::int64_t checksum(const Inode& key, const Entry& entry) {
    std::uint64_t sum = 0xcbf29ce484222325ULL;
    const auto mix = [&sum](std::uint64_t byte) { sum = (sum ^ byte) * 0x100000001b3ULL; };
    for (const std::uint64_t number :
         {key.device, key.inode, entry.size, as_unsigned(entry.mtime_ns), as_unsigned(entry.ctime_ns)})
        for (int shift = 0; shift < 64; shift += 8) mix((number >> shift) & 0xff);
    for (const std::uint8_t byte : entry.digest.bytes) mix(byte);
    return as_signed(sum);
}

// Columns from `first`: size, mtime, ctime, digest, sum.
std::optional<Entry> read_entry(const Statement& row, int first, const Inode& key) {
    Entry entry;
    entry.size = as_unsigned(row.integer(first));
    entry.mtime_ns = row.integer(first + 1);
    entry.ctime_ns = row.integer(first + 2);
    const std::string digest = row.blob(first + 3);
    if (digest.size() != entry.digest.bytes.size()) return std::nullopt;
    std::memcpy(entry.digest.bytes.data(), digest.data(), digest.size());
    if (row.integer(first + 4) != checksum(key, entry)) return std::nullopt;
    return entry;
}

void remove_database(const std::string& path) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((path + suffix).c_str());
}

void create_schema(Database& database) {
    database.execute(
        "CREATE TABLE entries(device INTEGER, inode INTEGER, size INTEGER, mtime INTEGER, ctime INTEGER, "
        "digest BLOB, sum INTEGER, PRIMARY KEY(device, inode)) WITHOUT ROWID; PRAGMA user_version = " +
        std::to_string(schema_version));
}

std::int64_t single_integer(Database& database, std::string_view sql) {
    Statement statement = database.prepare(sql);
    return statement.step() ? statement.integer(0) : 0;
}

}  // namespace

struct StatCache::State {
    explicit State(std::string database_path) : path(std::move(database_path)) {}

    const std::string path;
    mutable std::mutex mutex;
    Entries loaded, added;
    std::optional<Database> database;  // open while single rows are asked for
    std::optional<Statement> select;
    bool opened = false, all_loaded = false;
    std::size_t single_lookups = 0;

    void open_once();
    void load_all();
    std::optional<Entry> look_up(const Inode& key);
    void stop_reading();
    void write(Database& target) const;
};

void StatCache::State::stop_reading() {
    select.reset();
    database.reset();
    all_loaded = true;
}

void StatCache::State::open_once() {
    if (opened) return;
    opened = true;
    if (path != ":memory:" && ::access(path.c_str(), R_OK) == 0) {
        database.emplace(path, Database::Mode::read_only);
        if (single_integer(*database, "PRAGMA user_version") == schema_version) {
            select.emplace(database->prepare(
                "SELECT size, mtime, ctime, digest, sum FROM entries WHERE device = ?1 AND inode = ?2"));
            return;
        }
    }
    stop_reading();
}

void StatCache::State::load_all() {
    Statement rows = database->prepare("SELECT device, inode, size, mtime, ctime, digest, sum FROM entries");
    while (rows.step()) {
        const Inode key{as_unsigned(rows.integer(0)), as_unsigned(rows.integer(1))};
        if (const auto entry = read_entry(rows, 2, key)) loaded.insert_or_assign(key, *entry);
    }
}

std::optional<Entry> StatCache::State::look_up(const Inode& key) {
    if (const auto found = added.find(key); found != added.end()) return found->second;
    try {
        open_once();
        if (!all_loaded && ++single_lookups > most_single_lookups) {
            load_all();
            stop_reading();
        }
        if (!all_loaded) {
            select->reset();
            select->bind(1, as_signed(key.device)).bind(2, as_signed(key.inode));
            std::optional<Entry> entry;
            if (select->step()) entry = read_entry(*select, 0, key);
            select->reset();  // ends the read transaction, which would hold back a checkpoint
            return entry;
        }
    } catch (const Error&) {
        stop_reading();  // expendable: what cannot be read is not there
    }
    const auto found = loaded.find(key);
    return found == loaded.end() ? std::nullopt : std::optional(found->second);
}

void StatCache::State::write(Database& target) const {
    target.set_expendable();
    Transaction transaction(target);
    // Within the transaction: another process may create the table at the same moment.
    if (single_integer(target, "PRAGMA user_version") != schema_version) {
        target.execute("DROP TABLE IF EXISTS entries");
        create_schema(target);
    }
    if (single_integer(target, "PRAGMA page_count") > most_pages) target.execute("DELETE FROM entries");
    Statement insert = target.prepare("INSERT OR REPLACE INTO entries VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    for (const auto& [key, entry] : added) {
        insert.bind(1, as_signed(key.device)).bind(2, as_signed(key.inode)).bind(3, as_signed(entry.size));
        insert.bind(4, entry.mtime_ns).bind(5, entry.ctime_ns);
        insert.bind_blob(
            6, {reinterpret_cast<const char*>(entry.digest.bytes.data()), entry.digest.bytes.size()});
        insert.bind(7, checksum(key, entry)).run();
    }
    transaction.commit();
}

StatCache::StatCache(std::string database_path) : state_(std::make_unique<State>(std::move(database_path))) {}

StatCache::~StatCache() = default;

std::optional<Digest> StatCache::find(const FileStat& stat) const {
    const std::lock_guard lock(state_->mutex);
    const auto entry = state_->look_up({stat.device, stat.inode});
    if (!entry || !entry->matches(stat)) return std::nullopt;
    return entry->digest;
}

void StatCache::remember(const FileStat& stat, const Digest& digest, std::int64_t hash_started_ns) {
    if (!is_settled(stat, hash_started_ns)) return;
    const std::lock_guard lock(state_->mutex);
    state_->added[{stat.device, stat.inode}] = {stat.size, stat.mtime_ns, stat.ctime_ns, digest};
}

void StatCache::save() {
    const std::lock_guard lock(state_->mutex);
    State& state = *state_;
    if (state.added.empty() || state.path == ":memory:") return;
    for (bool again = true;; again = false) {
        try {
            Database target(state.path, Database::Mode::read_write);
            state.write(target);
            break;
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::damaged || !again) return;
            state.stop_reading();
            remove_database(state.path);
        }
    }
    for (auto& [key, entry] : state.added) state.loaded.insert_or_assign(key, entry);
    state.added.clear();
}

}  // namespace mlpipe
