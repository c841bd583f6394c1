// Releases as directories: what is copied, what is found to be whole, what `current` leads to.
#include "mlpipe/registry/releases.hpp"

#include "deployment_support.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/store/hasher.hpp"

using namespace mlpipe;

namespace {

ReleaseContent content_of(const FileSystem& files, const std::string& path) {
    ThreadPool pool(1);
    const auto hashed = Hasher(files, nullptr, pool).hash(path, {});
    return {"flight", "v1.0.0", {std::string(path::name(path)), hashed->reference}};
}

}  // namespace

TEST_CASE("a directory is copied with its links and empty directories, and nothing of it can be written to") {
    MemoryFileSystem files;
    files.put("/work/net/a/b/part", "1");
    files.set_mode("/work/net/a/b/part", 0755);
    files.put("/work/net/config", "{}");
    files.create_link("part", "/work/net/a/b/latest");
    files.create_directories("/work/net/empty");
    Releases releases(files, "/srv", "flight");
    const ReleaseContent content = content_of(files, "/work/net");
    CHECK(releases.place(content, "/work/net") == content);
    const Digest& release = content.artifact.reference.digest;
    CHECK(releases.is_whole(release));
    const std::string copy = releases.path_of(release) + "/net";
    CHECK(files.read_link(copy + "/a/b/latest") == "part");
    CHECK(files.stat(copy + "/a/b/part")->mode == 0555);
    for (const char* directory : {"", "/a", "/a/b", "/empty"})
        CHECK(files.stat(copy + directory)->mode == 0555);
    CHECK(files.stat(copy + "/config")->mode == 0444);
    CHECK(files.stat(copy + "/config")->inode != files.stat("/work/net/config")->inode);

    // All of it is on the disk.
    releases.point_current_to(release);
    files.crash();
    CHECK(releases.is_whole(release));
    CHECK(releases.current() == release);

    files.put(copy + "/more", "");
    CHECK_FALSE(releases.is_whole(release));
    CHECK(releases.is_whole(release, 0));
    files.put(copy + "/more", "more");
    CHECK_FALSE(releases.is_whole(release, 0));
}

TEST_CASE("a link to an object of the store is copied as the file that it stands for") {
    MemoryFileSystem files;
    const std::string object = "/store/objects/ab/" + std::string(62, 'c');
    files.put(object, "one");
    files.create_directories("/work");
    files.create_link(object, "/work/model.bin");
    Releases releases(files, "/srv", "flight", "/store");
    const ReleaseContent content{
        "flight", "v1.0.0", {"model.bin", {ReferenceType::file, sha256("one"), 3, false}}};
    releases.place(content, "/work/model.bin");
    CHECK(files.link_stat(releases.path_of(sha256("one")) + "/model.bin")->type == FileType::file);
    CHECK(releases.is_whole(sha256("one")));
}

TEST_CASE("a file that changes while it is copied becomes no release") {
    MemoryFileSystem files;
    files.put("/work/model.bin", "one");
    const ReleaseContent content = content_of(files, "/work/model.bin");
    files.put("/work/model.bin", "two");
    Releases releases(files, "/srv", "flight");
    CHECK_THROWS_WITH(releases.place(content, "/work/model.bin"),
                      ContainsSubstring("changed while it was copied"));
    CHECK_FALSE(releases.content(content.artifact.reference.digest));
    for (const DirectoryEntry& entry : files.list("/srv/flight"))
        CHECK_FALSE(entry.name.starts_with(".mlpipe-tmp"));
}

TEST_CASE("what is there and whole stays as it is, under the name that it has") {
    MemoryFileSystem files;
    files.put("/work/one.bin", "one");
    files.put("/work/two.bin", "one");
    Releases releases(files, "/srv", "flight");
    const ReleaseContent first = releases.place(content_of(files, "/work/one.bin"), "/work/one.bin");
    const std::uint64_t calls = files.calls();
    CHECK(releases.place(content_of(files, "/work/two.bin"), "/work/two.bin") == first);
    CHECK(files.calls() == calls);
}

TEST_CASE("what somebody else has put in the way is said") {
    MemoryFileSystem files;
    const Releases releases(files, "/srv", "flight");
    CHECK_FALSE(releases.current());
    CHECK_THROWS_WITH(releases.check_deployed(),
                      ContainsSubstring("no release of flight has been live in '/srv'"));
    files.create_directories("/srv/flight/current");
    CHECK_THROWS_WITH(releases.current(), ContainsSubstring("does not lead to a release"));
    files.put("/srv/flight/state.json", "{\"format\": 2}");
    CHECK_THROWS_WITH(releases.state(),
                      ContainsSubstring("/srv/flight/state.json") && ContainsSubstring("format"));
}
