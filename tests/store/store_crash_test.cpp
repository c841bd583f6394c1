// What is left when the process or the power goes at any moment.
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store_fixture.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;

namespace {

const std::string large((1 << 20) + 3, 'L');

void fill(MemoryFileSystem& files) {
    for (int i = 0; i < 3; ++i) files.put("/p/d/f" + std::to_string(i), "content " + std::to_string(i));
    files.put("/p/d/large", large);
    files.create_directories("/p/d/hollow");
    files.sync_file_system("/p");
}

const Digest key = sha256("key");
const std::string record = R"({"version":1})";

// What a run does with an output; true if it came to its end.
bool work(MemoryFileSystem& files) {
    ThreadPool pool(1);
    try {
        Store store(files, "/p/.mlpipe", nullptr, pool);
        store.put("/p/d");
        store.sync();
        store.put_record(key, record);
        store.sync();
        return true;
    } catch (const Error&) {
        return false;
    }
}

void check_next_run(MemoryFileSystem& files) {
    ThreadPool pool(1);
    Store store(files, "/p/.mlpipe", nullptr, pool);
    const Reference reference = store.put("/p/d");
    store.sync();
    files.crash();
    REQUIRE(store.has_all(reference));
    REQUIRE(store.verify({}).empty());
    store.materialise(reference, "/p/e", Materialise::copy);
    const Hasher hasher(files, nullptr, pool);
    REQUIRE(hasher.manifest("/p/e", {}) == hasher.manifest("/p/d", {}));
}

}  // namespace

TEST_CASE("a kill at any call leaves whole objects, and the next run needs no help") {
    bool done = false;
    std::uint64_t n = 0;
    while (!done) {
        MemoryFileSystem files;
        fill(files);
        files.fail_from_call(++n);
        done = work(files);
        files.fail_call(0);
        ThreadPool pool(1);
        const Store store(files, "/p/.mlpipe", nullptr, pool);
        INFO("killed at call " << n);
        REQUIRE(store.verify({}).empty());
        const auto records = store.records(key);
        REQUIRE(records.size() <= 1);
        if (!records.empty())
            REQUIRE(store.has_all(Hasher(files, nullptr, pool).hash("/p/d", {})->reference));
        check_next_run(files);
    }
    CHECK(n > 20);
}

TEST_CASE("a power cut at any call loses nothing that a record speaks of") {
    bool done = false;
    for (std::uint64_t n = 1; !done; ++n) {
        MemoryFileSystem files;
        fill(files);
        files.fail_from_call(n);
        done = work(files);
        files.crash();
        ThreadPool pool(1);
        const Store store(files, "/p/.mlpipe", nullptr, pool);
        const Reference reference = Hasher(files, nullptr, pool).hash("/p/d", {})->reference;
        INFO("the power went at call " << n);
        if (done) REQUIRE(store.records(key) == std::vector<std::string>{record});
        if (!store.records(key).empty()) {
            REQUIRE(store.has_all(reference));
            REQUIRE(store.verify({}).empty());
        }
        check_next_run(files);
    }
}

TEST_CASE("a process that is killed in the middle leaves whole objects on a real disk") {
    const TemporaryDirectory directory;
    for (int i = 0; i < 60; ++i) directory.write("d/f" + std::to_string(i), "content " + std::to_string(i));
    directory.write("d/large", std::string(4 << 20, 'x'));
    const std::string store_path = directory.path() + "/store", source = directory.path() + "/d";
    for (int round = 0; round < 12; ++round) {
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            ThreadPool pool(1);
            Store store(posix_file_system(), store_path, nullptr, pool);
            store.put(source);
            store.sync();
            _exit(0);
        }
        const timespec delay{0, round * 1'500'000};
        nanosleep(&delay, nullptr);
        kill(child, SIGKILL);
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        ThreadPool pool(1);
        const Store store(posix_file_system(), store_path, nullptr, pool);
        const auto findings = store.verify({});
        REQUIRE(findings.empty());
        if (round % 4 == 3) posix_file_system().remove_tree(store_path + "/objects");
    }
    ThreadPool pool(1);
    Store store(posix_file_system(), store_path, nullptr, pool);
    const Reference reference = store.put(source);
    store.sync();
    CHECK(store.has_all(reference));
    CHECK(store.verify({}).empty());
}
