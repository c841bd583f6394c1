#include "../../src/run/dvc_cache_writer.hpp"

#include <filesystem>

#include "mlpipe/exchange/dvc_cache.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

struct Cache {
    TemporaryDirectory directory;
    ThreadPool pool{2};
    std::string path(const std::string& name) const { return directory.path() + "/" + name; }
    static std::string object(const DvcHash& hash) { return "cache/" + dvc_object_path(hash); }
    bool has(const DvcHash& hash) const { return std::filesystem::exists(path(object(hash))); }
    DvcCacheWriter writer() {
        return {posix_file_system(), pool, path("cache"), directory.path(), StopPoint()};
    }
};

DvcContent content(const std::string& text) {
    return {{md5(text), false, false}, text.size(), false, {}};
}

}  // namespace

TEST_CASE("what is added stands under its MD5 once it is committed, and not before") {
    Cache cache;
    cache.directory.write("a", "one");
    cache.directory.write("d/x", "one");
    cache.directory.write("d/y/z", "two");
    DvcContent folder{{md5(*dvc_directory_text({{"x", md5("one")}, {"y/z", md5("two")}})), true, false},
                      6,
                      false,
                      {{"x", md5("one")}, {"y/z", md5("two")}}};
    {
        DvcCacheWriter writer = cache.writer();
        CHECK(writer.empty());
        REQUIRE(writer.add(cache.path("a"), content("one")));
        REQUIRE(writer.add(cache.path("d"), folder));
        CHECK_FALSE(cache.has(content("one").hash));
        writer.commit();
        CHECK(writer.empty());
    }
    CHECK(cache.directory.read(Cache::object(content("one").hash)) == "one");
    CHECK(cache.directory.read(Cache::object(content("two").hash)) == "two");
    CHECK(md5(cache.directory.read(Cache::object(folder.hash))) == folder.hash.md5);
    // Nothing else is left, and what is there is not written again.
    DvcCacheWriter again = cache.writer();
    CHECK(again.add(cache.path("d"), folder));
    CHECK(again.empty());
    for (const auto& entry : std::filesystem::directory_iterator(cache.directory.path()))
        CHECK_FALSE(entry.path().filename().string().starts_with("."));
}

TEST_CASE("what is not what it was said to be does not get into the cache") {
    Cache cache;
    cache.directory.write("a", "changed");
    {
        DvcCacheWriter writer = cache.writer();
        CHECK_FALSE(writer.add(cache.path("a"), content("one")));
        CHECK(writer.empty());
        writer.commit();
    }
    CHECK_FALSE(cache.has(content("one").hash));
    // Nor what was never committed.
    cache.directory.write("b", "two");
    {
        DvcCacheWriter writer = cache.writer();
        CHECK(writer.add(cache.path("b"), content("two")));
    }
    CHECK_FALSE(cache.has(content("two").hash));
    CHECK(std::filesystem::is_empty(cache.path("cache")));
}
