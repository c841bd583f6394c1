#include "mlpipe/store/stat_cache.hpp"

#include <sys/stat.h>

#include <thread>

#include "mlpipe/base/sqlite.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

constexpr std::int64_t second = 1'000'000'000;

FileStat stat_of(std::uint64_t inode) {
    FileStat stat;
    stat.type = FileType::file;
    stat.device = 7;
    stat.inode = inode;
    stat.size = 100 + inode;
    stat.mtime_ns = 10 * second;
    stat.ctime_ns = 11 * second;
    return stat;
}

const Digest some_digest = sha256("some");

}  // namespace

TEST_CASE("a digest is found for exactly the stat it was remembered with") {
    StatCache cache(":memory:");
    const FileStat stat = stat_of(1);
    cache.remember(stat, some_digest, 20 * second);
    REQUIRE(cache.find(stat) == some_digest);
    auto changed = [&](auto change) {
        FileStat other = stat;
        change(other);
        return cache.find(other);
    };
    CHECK_FALSE(changed([](FileStat& s) { s.device++; }));
    CHECK_FALSE(changed([](FileStat& s) { s.inode++; }));
    CHECK_FALSE(changed([](FileStat& s) { s.size++; }));
    CHECK_FALSE(changed([](FileStat& s) { s.mtime_ns++; }));
    CHECK_FALSE(changed([](FileStat& s) { s.ctime_ns--; }));
    CHECK(changed([](FileStat& s) { s.mode = 0755; }) == some_digest);
}

TEST_CASE("a file that was younger than two seconds when it was read is not trusted") {
    StatCache cache(":memory:");
    cache.remember(stat_of(1), some_digest, 13 * second - 1);
    CHECK_FALSE(cache.find(stat_of(1)));
    cache.remember(stat_of(1), some_digest, 13 * second);
    CHECK(cache.find(stat_of(1)));
    FileStat from_the_future = stat_of(2);
    from_the_future.mtime_ns = 100 * second;
    cache.remember(from_the_future, some_digest, 50 * second);
    CHECK_FALSE(cache.find(from_the_future));
}

TEST_CASE("what was saved is there for the next process, and newer entries replace older ones") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/stat-cache.db";
    FileStat huge = stat_of(3);
    huge.inode = ~std::uint64_t{0};
    huge.mtime_ns = -5;
    {
        StatCache cache(path);
        cache.remember(stat_of(1), sha256("old"), 20 * second);
        cache.remember(huge, some_digest, 20 * second);
        cache.save();
        CHECK(cache.find(stat_of(1)) == sha256("old"));
        FileStat newer = stat_of(1);
        newer.ctime_ns++;
        cache.remember(newer, sha256("new"), 20 * second);
        cache.save();
        CHECK_FALSE(cache.find(stat_of(1)));
        CHECK(cache.find(newer) == sha256("new"));
    }
    StatCache cache(path);
    CHECK_FALSE(cache.find(stat_of(1)));
    FileStat newer = stat_of(1);
    newer.ctime_ns++;
    CHECK(cache.find(newer) == sha256("new"));
    CHECK(cache.find(huge) == some_digest);
}

TEST_CASE("nothing is written before save, and nothing at all without a directory") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/a.db", nowhere = directory.path() + "/none/a.db";
    struct stat status {};
    StatCache cache(path);
    cache.save();
    cache.remember(stat_of(1), some_digest, 20 * second);
    cache.find(stat_of(2));
    CHECK(::stat(path.c_str(), &status) != 0);
    StatCache homeless(nowhere);
    homeless.remember(stat_of(1), some_digest, 20 * second);
    homeless.save();
    CHECK(homeless.find(stat_of(1)) == some_digest);
    CHECK(::stat((directory.path() + "/none").c_str(), &status) != 0);
}

TEST_CASE("a damaged database is replaced without a word") {
    const TemporaryDirectory directory;
    const std::string path = directory.write("cache.db", std::string(5000, 'x'));
    {
        StatCache cache(path);
        CHECK_FALSE(cache.find(stat_of(1)));
        cache.remember(stat_of(1), some_digest, 20 * second);
        cache.save();
        CHECK(cache.find(stat_of(1)) == some_digest);
    }
    CHECK(StatCache(path).find(stat_of(1)) == some_digest);
}

TEST_CASE("a database of another version is begun anew") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/cache.db";
    Database(path, Database::Mode::read_write)
        .execute("CREATE TABLE entries(other); INSERT INTO entries VALUES(1); PRAGMA user_version = 99");
    StatCache cache(path);
    CHECK_FALSE(cache.find(stat_of(1)));
    cache.remember(stat_of(1), some_digest, 20 * second);
    cache.save();
    CHECK(StatCache(path).find(stat_of(1)) == some_digest);
}

TEST_CASE("a row that was half written is not believed") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/cache.db";
    {
        StatCache cache(path);
        cache.remember(stat_of(1), some_digest, 20 * second);
        cache.save();
    }
    FileStat grown = stat_of(1);
    grown.size++;
    Database(path, Database::Mode::read_write).execute("UPDATE entries SET size = size + 1");
    CHECK_FALSE(StatCache(path).find(grown));
}

TEST_CASE("many look-ups find the same as few") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/cache.db";
    constexpr std::uint64_t count = 5000;
    {
        StatCache cache(path);
        for (std::uint64_t i = 0; i < count; ++i)
            cache.remember(stat_of(i), sha256(std::to_string(i)), 20 * second);
        cache.save();
    }
    StatCache cache(path);
    std::uint64_t wrong = 0;
    for (std::uint64_t i = 0; i < count; ++i) wrong += cache.find(stat_of(i)) != sha256(std::to_string(i));
    CHECK(wrong == 0);
    CHECK_FALSE(cache.find(stat_of(count)));
}

TEST_CASE("two processes that save at once both succeed") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/cache.db";
    const auto fill = [&](std::uint64_t first) {
        for (std::uint64_t round = 0; round < 10; ++round) {
            StatCache cache(path);
            cache.remember(stat_of(first + round), some_digest, 20 * second);
            cache.save();
        }
    };
    std::thread other(fill, 100);
    fill(200);
    other.join();
    StatCache cache(path);
    for (std::uint64_t round = 0; round < 10; ++round) {
        CHECK(cache.find(stat_of(100 + round)));
        CHECK(cache.find(stat_of(200 + round)));
    }
}

TEST_CASE("threads may share a cache") {
    StatCache cache(":memory:");
    std::vector<std::thread> threads;
    std::atomic<int> wrong{0};
    for (std::uint64_t t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (std::uint64_t i = 0; i < 200; ++i) {
                cache.remember(stat_of(i), some_digest, 20 * second);
                if (cache.find(stat_of((i + t) % (i + 1))) != some_digest) ++wrong;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
}
