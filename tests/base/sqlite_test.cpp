#include "mlpipe/base/sqlite.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;
using Mode = Database::Mode;

namespace {

std::int64_t count(Database& database) {
    auto statement = database.prepare("SELECT count(*) FROM t");
    REQUIRE(statement.step());
    return statement.integer(0);
}

ErrorKind kind_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.kind();
    }
    FAIL("nothing was thrown");
    return ErrorKind::usage;
}

Database filled(const std::string& path, int rows) {
    Database database(path, Mode::read_write);
    database.execute("CREATE TABLE t(x)");
    Transaction transaction(database);
    auto insert = database.prepare("INSERT INTO t VALUES (zeroblob(?))");
    for (int i = 0; i < rows; ++i) insert.bind(1, 500).run();
    transaction.commit();
    return database;
}

}  // namespace

TEST_CASE("what is bound comes back as it was") {
    Database database(":memory:", Mode::read_write);
    database.execute("CREATE TABLE v(i, d, s, b, n); CREATE INDEX w ON v(i)");
    const std::string bytes("a\0b\xff", 4);
    auto insert = database.prepare("INSERT INTO v VALUES (?, ?, ?, ?, ?)");
    insert.bind(1, std::numeric_limits<std::int64_t>::min())
        .bind(2, 0.1)
        .bind(3, bytes)
        .bind_blob(4, bytes)
        .bind_null(5);
    insert.run();
    REQUIRE(database.last_insert_id() == 1);
    insert.bind(1, 7).bind(2, 1.0).bind(3, std::string_view()).bind_blob(4, {}).bind(5, "text");
    insert.run();
    auto select = database.prepare("SELECT i, d, s, b, n FROM v ORDER BY rowid");
    REQUIRE(select.step());
    REQUIRE(select.integer(0) == std::numeric_limits<std::int64_t>::min());
    REQUIRE(select.real(1) == 0.1);
    REQUIRE(select.text(2) == bytes);
    REQUIRE(select.blob(3) == bytes);
    REQUIRE(select.is_null(4));
    REQUIRE(select.text(4).empty());
    REQUIRE(select.step());
    REQUIRE(select.integer(0) == 7);
    REQUIRE_FALSE(select.is_null(2));  // an empty text is not NULL
    REQUIRE_FALSE(select.is_null(3));
    REQUIRE(select.text(4) == "text");
    REQUIRE_FALSE(select.step());
    select.reset();
    REQUIRE(select.step());
}

TEST_CASE("a transaction that is not committed leaves nothing") {
    const TemporaryDirectory directory;
    Database database = filled(directory.path() + "/db", 3);
    {
        const Transaction transaction(database);
        database.execute("DELETE FROM t");
        REQUIRE(count(database) == 0);
    }
    REQUIRE(count(database) == 3);
    {
        Transaction transaction(database);
        database.execute("DELETE FROM t");
        transaction.commit();
    }
    REQUIRE(count(database) == 0);
}

TEST_CASE("a failure in a transaction throws and rolls back") {
    Database database(":memory:", Mode::read_write);
    database.execute("CREATE TABLE t(x UNIQUE)");
    const auto insert_twice = [&] {
        Transaction transaction(database);
        auto insert = database.prepare("INSERT INTO t VALUES (1)");
        insert.run();
        insert.run();
        transaction.commit();
    };
    REQUIRE_THROWS_WITH(insert_twice(), ContainsSubstring("UNIQUE constraint failed"));
    REQUIRE(count(database) == 0);
    REQUIRE_THROWS_WITH(database.prepare("SELEC 1"), ContainsSubstring("syntax error"));
    REQUIRE_THROWS_AS(database.prepare("-- nothing"), Error);
    REQUIRE_THROWS_AS(database.prepare("SELECT ?").bind(2, 1), Error);
}

TEST_CASE("a local database keeps a WAL, so that readers see the past while a writer writes") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/db";
    Database writer = filled(path, 2);
    auto mode = writer.prepare("PRAGMA journal_mode");
    REQUIRE(mode.step());
    REQUIRE(mode.text(0) == "wal");
    mode.reset();
    Transaction transaction(writer);
    writer.execute("INSERT INTO t VALUES (1)");
    Database reader(path, Mode::read_only);
    REQUIRE(count(reader) == 2);
    transaction.commit();
    REQUIRE(count(reader) == 3);
    REQUIRE_THROWS_WITH(reader.execute("INSERT INTO t VALUES (1)"), ContainsSubstring("readonly"));
}

TEST_CASE("reads within one transaction see one state, whatever is written meanwhile") {
    TemporaryDirectory directory;
    const std::string path = directory.path() + "/a.db";
    Database writer(path, Mode::read_write);
    writer.execute("CREATE TABLE t (x)");
    Database reader(path, Mode::read_only);
    {
        const ReadTransaction one_state(reader);
        CHECK(count(reader) == 0);
        writer.execute("INSERT INTO t VALUES (1)");
        CHECK(count(reader) == 0);
    }
    CHECK(count(reader) == 1);
}

TEST_CASE("a second writer waits for the first, in another process") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/db";
    std::array<int, 2> ready{};
    REQUIRE(pipe(ready.data()) == 0);
    { filled(path, 1); }
    const pid_t child = fork();
    if (child == 0) {
        Database database(path, Mode::read_write);
        Transaction transaction(database);
        database.execute("INSERT INTO t VALUES (2)");
        if (::write(ready[1], "x", 1) != 1) _exit(1);
        usleep(150'000);
        transaction.commit();
        _exit(0);
    }
    char ignored = 0;
    REQUIRE(::read(ready[0], &ignored, 1) == 1);
    Database database(path, Mode::read_write);
    Transaction transaction(database);
    REQUIRE(count(database) == 2);
    waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_CASE("a writer that comes too late is told so") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/db";
    Database first = filled(path, 1);
    Database second(path, Mode::read_write);
    second.execute("PRAGMA busy_timeout=20");
    const Transaction holding(first);
    REQUIRE(kind_of([&] { const Transaction transaction(second); }) == ErrorKind::failed);
    REQUIRE_THROWS_WITH(second.execute("INSERT INTO t VALUES (1)"),
                        ContainsSubstring("try again when it is done"));
    REQUIRE(count(second) == 1);
}

TEST_CASE("many open a new database at once") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/db";
    std::array<pid_t, 4> children{};
    for (pid_t& child : children) {
        child = fork();
        if (child != 0) continue;
        try {
            Database database(path, Mode::read_write);
            database.execute("CREATE TABLE IF NOT EXISTS t(x); INSERT INTO t VALUES (1)");
        } catch (...) {
            _exit(1);
        }
        _exit(0);
    }
    for (const pid_t child : children) {
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        REQUIRE(status == 0);
    }
    Database database(path, Mode::read_only);
    REQUIRE(count(database) == 4);
}

TEST_CASE("a process that dies in a transaction leaves the state before it") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/db";
    { filled(path, 5); }
    const pid_t child = fork();
    if (child == 0) {
        Database database(path, Mode::read_write);
        Transaction transaction(database);
        database.execute("DELETE FROM t");
        _exit(0);  // no destructor runs
    }
    REQUIRE(waitpid(child, nullptr, 0) == child);
    Database database(path, Mode::read_write);
    REQUIRE(count(database) == 5);
}

TEST_CASE("a file that is no database is damaged, a missing one is not") {
    const TemporaryDirectory directory;
    const std::string text = directory.write("text", "this is no database, whatever its name may say\n");
    REQUIRE(kind_of([&] { Database(text, Mode::read_write); }) == ErrorKind::damaged);
    REQUIRE(kind_of([&] { Database(text, Mode::read_only); }) == ErrorKind::damaged);
    REQUIRE(directory.read("text").starts_with("this is no database"));
    REQUIRE(kind_of([&] { Database(directory.path() + "/absent", Mode::read_only); }) == ErrorKind::failed);
    REQUIRE(kind_of([&] { Database(directory.path() + "/absent/db", Mode::read_write); }) ==
            ErrorKind::failed);
    REQUIRE_THROWS_WITH(Database(text, Mode::read_only), ContainsSubstring("'" + text + "'"));
}

TEST_CASE("a database with overwritten pages is damaged") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/db";
    { filled(path, 200); }
    {
        std::fstream stream(path, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(4096);
        stream << std::string(40000, '\x5a');
    }
    REQUIRE(kind_of([&] {
                Database database(path, Mode::read_only);
                auto statement = database.prepare("SELECT sum(length(x)) FROM t");
                statement.step();
            }) == ErrorKind::damaged);
}

TEST_CASE("a database on read-only media is read without a trace") {
    const TemporaryDirectory directory;
    const std::string folder = directory.path() + "/a%b?c#d", path = folder + "/db";
    std::filesystem::create_directory(folder);
    { filled(path, 4); }
    REQUIRE_FALSE(std::filesystem::exists(path + "-wal"));
    REQUIRE(chmod(path.c_str(), 0444) == 0);
    REQUIRE(chmod(folder.c_str(), 0555) == 0);
    {
        Database database(path, Mode::read_only);
        REQUIRE(count(database) == 4);
        if (access(folder.c_str(), W_OK) != 0) REQUIRE_FALSE(std::filesystem::exists(path + "-shm"));
    }
    REQUIRE(chmod(folder.c_str(), 0755) == 0);
}

TEST_CASE("an expendable database asks for no syncs") {
    const TemporaryDirectory directory;
    Database database = filled(directory.path() + "/db", 1);
    const auto synchronous = [&] {
        auto statement = database.prepare("PRAGMA synchronous");
        statement.step();
        return statement.integer(0);
    };
    REQUIRE(synchronous() == 2);
    database.set_expendable();
    REQUIRE(synchronous() == 0);
}

TEST_CASE("statements outlive moves of themselves and of their database") {
    Database first(":memory:", Mode::read_write);
    first.execute("CREATE TABLE t(x)");
    Statement insert = first.prepare("INSERT INTO t VALUES (?)");
    Database second = std::move(first);
    Statement moved = std::move(insert);
    moved.bind(1, 1).run();
    insert = std::move(moved);
    insert.bind(1, 2).run();
    REQUIRE(count(second) == 2);
}

namespace {

Mount on_nfs(const std::string&) {
    return mount_of_type(0x6969);
}

std::string journal_mode(Database& database) {
    auto statement = database.prepare("PRAGMA journal_mode");
    REQUIRE(statement.step());
    return statement.text(0);
}

}  // namespace

TEST_CASE("on a network file system a rollback journal takes the place of shared memory") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/a.db";
    {
        Database local = filled(path, 10);
        CHECK(journal_mode(local) == "wal");
    }
    // Also where the project was moved there with its database.
    Database database(path, Mode::read_write, on_nfs);
    CHECK(journal_mode(database) == "delete");
    Transaction transaction(database);
    database.execute("INSERT INTO t VALUES (1)");
    CHECK(std::filesystem::exists(path + "-journal"));
    Database reader(path, Mode::read_only, on_nfs);
    CHECK(count(reader) == 10);
    transaction.commit();
    CHECK(count(reader) == 11);
    for (const char* left : {"-journal", "-wal", "-shm"}) CHECK_FALSE(std::filesystem::exists(path + left));
}
