#include "mlpipe/store/hasher.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"

using namespace mlpipe;

namespace {

constexpr std::int64_t second = 1'000'000'000;

struct Fixture {
    MemoryFileSystem files;
    ThreadPool pool{2};
    StatCache cache{":memory:"};
    Hasher hasher{files, &cache, pool};
    HashOptions dependency{true, "/p", ".mlpipeignore"};
    HashOptions output;

    std::vector<std::string> names(const std::string& path, const HashOptions& options) {
        std::vector<std::string> found;
        for (const ManifestEntry& entry : hasher.manifest(path, options).entries)
            found.push_back(entry.path + (entry.type == ManifestEntry::Type::directory ? "/" : ""));
        return found;
    }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(Fixture, "a file's digest is that of its bytes, and absence is a value") {
    files.put("/p/a", "abc");
    const auto hashed = hasher.hash("/p/a", dependency);
    REQUIRE(hashed);
    CHECK(hashed->reference == Reference{ReferenceType::file, sha256("abc"), 3, false});
    CHECK_FALSE(hasher.hash("/p/none", dependency));
    CHECK_FALSE(hasher.hash("/p/a/below", output));
    files.set_mode("/p/a", 0755);
    CHECK(hasher.hash("/p/a", output)->reference.executable);
}

TEST_CASE_METHOD(Fixture, "large files are read to the end") {
    const std::string large(3 * 1024 * 1024 + 17, 'x');
    files.put("/p/a", large);
    CHECK(hasher.hash("/p/a", dependency)->reference.digest == sha256(large));
    files.put("/p/empty", "");
    CHECK(hasher.hash("/p/empty", dependency)->reference.digest == sha256(""));
}

TEST_CASE_METHOD(Fixture, "an old file is read once, a young one every time") {
    files.put("/p/a", "abc");
    hasher.hash("/p/a", dependency);
    hasher.hash("/p/a", dependency);
    CHECK(files.opens() == 2);
    CHECK_FALSE(hasher.known("/p/a", dependency));
    files.advance(3 * second);
    CHECK_FALSE(hasher.known("/p/a", dependency));
    hasher.hash("/p/a", dependency);
    hasher.hash("/p/a", dependency);
    CHECK(files.opens() == 3);
    REQUIRE(hasher.known("/p/a", dependency));
    CHECK(hasher.known("/p/a", dependency)->reference.digest == sha256("abc"));
    files.put("/p/a", "abd");
    CHECK_FALSE(hasher.known("/p/a", dependency));
}

TEST_CASE_METHOD(Fixture, "known never reads and never walks") {
    files.put("/p/d/a", "abc");
    files.create_link("a", "/p/d/l");
    files.advance(3 * second);
    hasher.hash("/p/d", output);
    const auto opens = files.opens();
    CHECK_FALSE(hasher.known("/p/d", output));
    CHECK(hasher.known("/p/d/a", output));
    CHECK(hasher.known("/p/d/l", output)->reference.digest == sha256("a"));
    CHECK(hasher.known("/p/d/l", dependency)->reference.digest == sha256("abc"));
    CHECK_FALSE(hasher.known("/p/none", output));
    CHECK(files.opens() == opens);
    CHECK_FALSE(Hasher(files, nullptr, pool).known("/p/d/a", output));
}

TEST_CASE_METHOD(Fixture, "known reads files that are small enough, and no directory") {
    files.put("/p/a", "abc");
    files.put("/p/d/b", "abc");
    REQUIRE(hasher.known("/p/a", dependency, 3));
    CHECK(hasher.known("/p/a", dependency, 3)->reference.digest == sha256("abc"));
    CHECK_FALSE(hasher.known("/p/a", dependency, 3)->settled);
    CHECK_FALSE(hasher.known("/p/a", dependency, 2));
    CHECK_FALSE(hasher.known("/p/d", dependency, 3));
    CHECK_FALSE(hasher.known("/p/none", output, 3));
    files.put("/p/empty", "");
    CHECK_FALSE(hasher.known("/p/empty", dependency));
    CHECK(hasher.known("/p/empty", dependency, 3));
}

TEST_CASE_METHOD(Fixture, "a directory is its files, links and empty directories") {
    files.put("/p/d/b", "1");
    files.put("/p/d/a/x", "22");
    files.put("/p/d/a.b", "333");
    files.create_directories("/p/d/hollow/inner");
    const auto hashed = hasher.hash("/p/d", output);
    CHECK(names("/p/d", output) == Names{"a.b", "a/x", "b", "hollow/inner/"});
    CHECK(hashed->reference.type == ReferenceType::directory);
    CHECK(hashed->reference.size == 6);
    CHECK(hashed->reference.digest == sha256(to_json(hasher.manifest("/p/d", output))));
    files.create_directories("/p/e");
    CHECK(hasher.hash("/p/e", output)->reference.digest == sha256("[]"));
    CHECK_THROWS_AS(hasher.manifest("/p/d/b", output), Error);
}

TEST_CASE_METHOD(Fixture, "the digest of a large directory does not depend on how work is shared out") {
    Manifest expected;
    for (int i = 0; i < 700; ++i) {
        const std::string name = "d" + std::to_string(i % 7) + "/f" + std::to_string(i);
        files.put("/p/d/" + name, std::to_string(i * i));
        const std::string content = std::to_string(i * i);
        expected.entries.push_back(
            {name, ManifestEntry::Type::file, sha256(content), content.size(), false, ""});
    }
    std::sort(expected.entries.begin(), expected.entries.end(),
              [](const auto& left, const auto& right) { return left.path < right.path; });
    ThreadPool many(5);
    CHECK(hasher.manifest("/p/d", output) == expected);
    CHECK(Hasher(files, nullptr, many).manifest("/p/d", dependency) == expected);
}

TEST_CASE_METHOD(Fixture, "a dependency that gains what is ignored is not changed") {
    files.put("/p/src/a.py", "a");
    files.create_directories("/p/src/empty");
    const auto before = hasher.hash("/p/src", dependency)->reference;
    files.put("/p/src/__pycache__/a.cpython-311.pyc", "junk");
    files.put("/p/src/empty/__pycache__/b.pyc", "junk");
    files.put("/p/src/old.pyc", "junk");
    CHECK(hasher.hash("/p/src", dependency)->reference == before);
    CHECK(names("/p/src", dependency) == Names{"a.py", "empty/"});
    CHECK(names("/p/src", output).size() == 4);
}

TEST_CASE_METHOD(Fixture, "ignore files count from the ignore root down") {
    files.put("/p/.mlpipeignore", "*.log\n/data/tmp/\ndata/\n");
    files.put("/p/data/.mlpipeignore", "/local\n");
    files.put("/p/data/sub/.mlpipeignore", "!keep.log\n");
    for (const char* name : {"a", "x.log", "tmp/f", "local", "sub/local", "sub/keep.log", "sub/other.log"})
        files.put(std::string("/p/data/") + name, name);
    files.put("/.mlpipeignore", "*");
    CHECK(names("/p/data", dependency) ==
          Names{".mlpipeignore", "a", "sub/.mlpipeignore", "sub/keep.log", "sub/local"});
    CHECK(names("/p/data/sub", dependency) == Names{".mlpipeignore", "keep.log", "local"});
    const HashOptions relative{true, "/p/data/sub/", ".mlpipeignore"};
    CHECK(names("/p/data/sub", relative) == Names{".mlpipeignore", "keep.log", "local", "other.log"});
    const HashOptions other_name{true, "/p", ".dvcignore"};
    CHECK(names("/p/data/sub", other_name).size() == 4);
    CHECK(names("/p/data", output).size() == 9);
}

TEST_CASE_METHOD(Fixture, "a file that was named itself is never ignored") {
    files.put("/p/.mlpipeignore", "*.pyc\n");
    files.put("/p/a.pyc", "x");
    CHECK(hasher.hash("/p/a.pyc", dependency));
}

TEST_CASE_METHOD(Fixture, "a file that changes once while it is read is read again") {
    files.put("/p/a", "old");
    int changes = 0;
    files.set_before_read([&](const std::string& path) {
        if (++changes == 1) files.put(path, "new content");
    });
    CHECK(hasher.hash("/p/a", dependency)->reference.digest == sha256("new content"));
}

TEST_CASE_METHOD(Fixture, "a file that keeps changing is an error that names it") {
    files.put("/p/d/log", "x");
    files.put("/p/d/other", "x");
    int size = 1;
    files.set_before_read([&](const std::string& path) {
        if (path == "/p/d/log") files.put(path, std::string(static_cast<std::size_t>(++size), 'x'));
    });
    CHECK_THROWS_WITH(hasher.hash("/p/d", output),
                      ContainsSubstring("/p/d/log") && ContainsSubstring("changes"));
}

TEST_CASE_METHOD(Fixture, "unchanged is told by stat for old files, and by content for others") {
    files.put("/p/a", "abc");
    const auto young = *hasher.hash("/p/a", dependency);
    CHECK_FALSE(young.settled);
    const auto opens = files.opens();
    CHECK(hasher.unchanged("/p/a", dependency, young));
    CHECK(files.opens() == opens + 1);
    files.advance(3 * second);
    const auto old = *hasher.hash("/p/a", dependency);
    CHECK(old.settled);
    CHECK(hasher.unchanged("/p/a", dependency, old));
    CHECK(files.opens() == opens + 2);
    files.put("/p/a", "abc");
    CHECK(hasher.unchanged("/p/a", dependency, old));
    files.put("/p/a", "abd");
    CHECK_FALSE(hasher.unchanged("/p/a", dependency, old));
    files.remove_file("/p/a");
    CHECK_FALSE(hasher.unchanged("/p/a", dependency, old));
    files.create_directories("/p/a");
    CHECK_FALSE(hasher.unchanged("/p/a", dependency, old));
}

TEST_CASE_METHOD(Fixture, "a write within the clock's grain does not go unseen") {
    files.set_grain(second);
    files.put("/p/a", "abc");
    const auto before = *hasher.hash("/p/a", dependency);
    files.put("/p/a", "abd");
    REQUIRE(*files.stat("/p/a") == before.stat);
    CHECK_FALSE(hasher.unchanged("/p/a", dependency, before));
    CHECK(hasher.hash("/p/a", dependency)->reference.digest == sha256("abd"));
}

TEST_CASE_METHOD(Fixture, "the exec bit counts in outputs, not in a dependency that is a file") {
    files.put("/p/a", "abc");
    const auto as_dependency = *hasher.hash("/p/a", dependency);
    const auto as_output = *hasher.hash("/p/a", output);
    files.set_mode("/p/a", 0755);
    CHECK(hasher.unchanged("/p/a", dependency, as_dependency));
    CHECK_FALSE(hasher.unchanged("/p/a", output, as_output));
}

TEST_CASE_METHOD(Fixture, "a directory is unchanged while its entries are, read or not") {
    files.put("/p/d/a", "1");
    files.put("/p/d/b", "2");
    files.advance(3 * second);
    const auto before = *hasher.hash("/p/d", dependency);
    REQUIRE(before.settled);
    const auto opens = files.opens();
    CHECK(hasher.unchanged("/p/d", dependency, before));
    files.put("/p/d/__pycache__/x.pyc", "x");
    CHECK(hasher.unchanged("/p/d", dependency, before));
    CHECK(files.opens() == opens);
    files.put("/p/d/a", "1");
    CHECK(hasher.unchanged("/p/d", dependency, before));
    CHECK(files.opens() == opens + 1);
    files.put("/p/d/c", "");
    CHECK_FALSE(hasher.unchanged("/p/d", dependency, before));
    files.remove_file("/p/d/c");
    CHECK(hasher.unchanged("/p/d", dependency, before));
    files.rename("/p/d/b", "/p/d/c");
    CHECK_FALSE(hasher.unchanged("/p/d", dependency, before));
}
