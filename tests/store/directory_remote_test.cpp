#include "remote_contract.hpp"
#include "store_fixture.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

RemoteLocation at(const std::string& path) {
    return parse_remote_url(path, "/");
}

std::vector<std::string> scratch_of(const FileSystem& files, const std::string& remote) {
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : files.list(remote + "/tmp")) names.push_back(entry.name);
    return names;
}

}  // namespace

TEST_CASE("a directory is a remote, on the disk and in memory") {
    const TemporaryDirectory directory;
    check_remote(*open_remote(posix_file_system(), at(directory.path() + "/new/remote")));
    CHECK(scratch_of(posix_file_system(), directory.path() + "/new/remote").empty());
    MemoryFileSystem files;
    check_remote(*open_remote(files, at("/mnt/remote")));
    CHECK(scratch_of(files, "/mnt/remote").empty());
}

TEST_CASE("what a directory remote says it stored survives a power cut") {
    MemoryFileSystem files;
    files.create_directories("/mnt");
    files.sync_file_system("/mnt");
    const auto remote = open_remote(files, at("/mnt/remote"));
    std::vector<Remote::Offered> offered{offer(object_item("one"), "one"),
                                         offer({sha256("key"), sha256("{}")}, "{}")};
    remote->put(offered, [](std::size_t) {});
    files.crash();
    CHECK(remote->has({object_item("one")}).front() == 3u);
    CHECK(remote->list({sha256("key")}).size() == 1);
}

TEST_CASE("a directory remote that is full says so and keeps what was whole") {
    MemoryFileSystem files;
    const auto remote = open_remote(files, at("/mnt/remote"));
    remote->put({offer(object_item("one"), "one")}, [](std::size_t) {});
    const std::uint64_t before = files.calls();
    remote->put({offer(object_item("two"), "two")}, [](std::size_t) {});
    const std::uint64_t needed = files.calls() - before;
    for (std::uint64_t call = 1; call <= needed; ++call) {
        const std::string text = "text " + std::to_string(call);
        files.fail_call(call);
        CHECK_THROWS_WITH(remote->put({offer(object_item(text), text)}, [](std::size_t) {}),
                          ContainsSubstring("/mnt/remote"));
        files.fail_call(0);
        // Whatever failed, no name stands for something else than its content.
        TextReceiver receiver;
        remote->get({{object_item(text), text.size()}, {object_item("one"), 3}}, receiver);
        CHECK((receiver.ends[0] == "absent" || receiver.texts[0] == text));
        CHECK(receiver.texts[1] == "one");
    }
}

TEST_CASE("files of transfers that broke off go after a day, and nothing else does") {
    MemoryFileSystem files;
    files.put("/mnt/remote/tmp/put-1-2-3", "old");
    files.put("/mnt/remote/tmp/somebody's", "theirs");
    files.advance(25 * 3600 * StoreFixture::second);
    files.put("/mnt/remote/tmp/put-4-5-6", "young");
    open_remote(files, at("/mnt/remote"))->tidy();
    CHECK(scratch_of(files, "/mnt/remote") == std::vector<std::string>{"put-4-5-6", "somebody's"});
}
