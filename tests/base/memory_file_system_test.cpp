#include "support/memory_file_system.hpp"

#include <algorithm>

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::vector<std::string> names(const FileSystem& files, const std::string& path) {
    std::vector<std::string> result;
    for (const auto& entry : files.list(path)) result.push_back(entry.name);
    std::sort(result.begin(), result.end());
    return result;
}

}  // namespace

TEST_CASE("memory: the clock moves with each state change and no other way") {
    MemoryFileSystem files;
    files.set_step(10);
    const auto before = files.now_ns();
    files.put("/a", "1");
    const auto stamp = files.stat("/a")->mtime_ns;
    REQUIRE(stamp > before);
    REQUIRE(files.now_ns() == stamp);
    files.get("/a");
    REQUIRE(files.now_ns() == stamp);

    files.set_grain(1000);
    files.put("/a", "2");
    REQUIRE(files.stat("/a")->mtime_ns % 1000 == 0);
    files.advance(5000);
    REQUIRE(files.now_ns() % 1000 == 0);
    REQUIRE(files.now_ns() > files.stat("/a")->mtime_ns);
}

TEST_CASE("memory: what was not synced is lost in a crash") {
    MemoryFileSystem files;
    files.create_directories("/d");
    files.sync_directory("/");
    SECTION("data without sync, in a synced directory") {
        files.put("/d/a", "data");
        files.sync_directory("/d");
        files.crash();
        REQUIRE(files.get("/d/a").empty());
    }
    SECTION("a synced file without its directory") {
        files.put("/d/a", "data");
        files.sync_file("/d/a");
        files.crash();
        REQUIRE_FALSE(files.stat("/d/a"));
    }
    SECTION("a rename in a directory that was not synced") {
        files.put("/d/a", "old");
        files.put("/d/b", "new");
        files.sync_file_system("/d");
        files.rename("/d/b", "/d/a");
        REQUIRE(files.get("/d/a") == "new");
        files.crash();
        REQUIRE(files.get("/d/a") == "old");
        REQUIRE(files.get("/d/b") == "new");
    }
    SECTION("a removal that was not synced is undone") {
        files.put("/d/a", "data");
        files.sync_file_system("/");
        files.remove_tree("/d");
        files.crash();
        REQUIRE(files.get("/d/a") == "data");
    }
    SECTION("an atomic write that claims to be synced stays, a lazy one does not") {
        write_file_atomically(files, "/d/synced", "1", Durability::synced);
        files.crash();
        REQUIRE(files.get("/d/synced") == "1");
        write_file_atomically(files, "/d/synced", "2", Durability::lazy);
        REQUIRE(files.get("/d/synced") == "2");
        files.crash();
        REQUIRE(files.get("/d/synced") == "1");
        REQUIRE(names(files, "/d") == std::vector<std::string>{"synced"});
    }
}

TEST_CASE("memory: an atomic write that fails at any call leaves the old file and no other") {
    std::uint64_t failures = 0;
    for (std::uint64_t n = 1;; ++n) {
        MemoryFileSystem files;
        files.put("/d/file", "old");
        files.sync_file_system("/");
        files.fail_call(n);
        bool failed = false;
        try {
            write_file_atomically(files, "/d/file", "new", Durability::synced);
        } catch (const Error& error) {
            failed = true;
            REQUIRE(error.kind() == ErrorKind::failed);
            REQUIRE_THAT(error.what(), ContainsSubstring("No space left on device"));
        }
        REQUIRE(names(files, "/d") == std::vector<std::string>{"file"});
        if (!failed) {
            REQUIRE(files.get("/d/file") == "new");
            break;
        }
        ++failures;
        // Only the last call, the sync of the directory, comes after the file was replaced.
        REQUIRE((files.get("/d/file") == "old" || n == 6));
    }
    REQUIRE(failures == 6);  // create, write, sync, close, rename, sync of the directory
}

TEST_CASE("memory: a process that dies at any call leaves the old file or the new, whole") {
    for (std::uint64_t n = 1; n <= 7; ++n) {
        MemoryFileSystem files;
        files.put("/d/file", "old");
        files.sync_file_system("/");
        files.fail_from_call(n);
        REQUIRE((n == 7) == [&] {
            try {
                write_file_atomically(files, "/d/file", "new", Durability::synced);
                return true;
            } catch (const Error&) {
                return false;
            }
        }());
        files.crash();
        REQUIRE(files.get("/d/file") == (n == 7 ? "new" : "old"));
    }
}

TEST_CASE("memory: links are followed where a real system follows them") {
    MemoryFileSystem files;
    files.put("/data/a", "1");
    files.create_link("../data", "/data/../link");
    REQUIRE(files.get("/link/a") == "1");
    REQUIRE(files.link_stat("/link")->type == FileType::link);
    REQUIRE(files.stat("/link")->type == FileType::directory);
    REQUIRE(files.read_link("/link") == "../data");
    REQUIRE(files.real_path("/link/a") == "/data/a");
    files.remove_tree("/link");
    REQUIRE(files.get("/data/a") == "1");
    files.create_link("loop", "/loop");
    REQUIRE_THROWS_WITH(files.stat("/loop"), ContainsSubstring("Too many levels"));
    files.create_link("nowhere", "/dangling");
    REQUIRE_FALSE(files.stat("/dangling"));
    REQUIRE_THROWS_WITH(files.create("/dangling", 0644), ContainsSubstring("File exists"));
}

TEST_CASE("memory: devices, clones and hard links") {
    MemoryFileSystem files;
    files.mount("/other");
    files.put("/a", "1");
    files.put("/other/b", "2");
    REQUIRE(files.stat("/a")->device != files.stat("/other/b")->device);
    REQUIRE_FALSE(files.rename("/a", "/other/a"));
    REQUIRE(files.get("/a") == "1");
    REQUIRE_FALSE(files.clone_file("/a", "/copy", 0644));
    REQUIRE_FALSE(files.stat("/copy"));
    files.set_clones(true);
    REQUIRE(files.clone_file("/a", "/copy", 0755));
    REQUIRE_FALSE(files.clone_file("/a", "/other/copy", 0644));
    REQUIRE(files.stat("/copy")->executable);
    files.create_hard_link("/a", "/twin");
    files.put("/twin", "3");
    REQUIRE(files.get("/a") == "3");
    REQUIRE(files.get("/copy") == "1");
    REQUIRE_THROWS_WITH(files.create_hard_link("/a", "/other/twin"), ContainsSubstring("'/other/twin'"));
}

TEST_CASE("memory: renames refuse what the kernel refuses") {
    MemoryFileSystem files;
    files.put("/d/e/f", "1");
    files.put("/g", "2");
    REQUIRE_THROWS_WITH(files.rename("/d", "/d/e/x"), ContainsSubstring("Invalid argument"));
    REQUIRE_THROWS_WITH(files.rename("/g", "/d"), ContainsSubstring("Is a directory"));
    REQUIRE_THROWS_WITH(files.rename("/d", "/g"), ContainsSubstring("Not a directory"));
    REQUIRE_THROWS_WITH(files.rename("/absent", "/x"), ContainsSubstring("No such file"));
    REQUIRE_THROWS_WITH(files.remove_file("/d"), ContainsSubstring("not empty"));
    files.create_directories("/empty");
    REQUIRE(files.rename("/d", "/empty"));
    REQUIRE(files.get("/empty/e/f") == "1");
}

TEST_CASE("memory: a file can change while it is read, and an open one outlives its name") {
    MemoryFileSystem files;
    files.put("/a", "before");
    int reads = 0;
    files.set_before_read([&](const std::string& path) {
        if (++reads == 1) files.put(path, "after!");
    });
    REQUIRE(files.get("/a") == "after!");
    files.set_before_read(nullptr);
    const auto reader = files.open_read("/a");
    files.remove_file("/a");
    std::array<std::byte, 16> buffer{};
    REQUIRE(reader->read(buffer) == 6);
    REQUIRE(files.opens() == 2);
}
