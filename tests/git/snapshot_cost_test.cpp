#include <unistd.h>

#include <filesystem>

#include "mlpipe/base/error.hpp"
#include "run_repository_support.hpp"
#include "support/run_file_system.hpp"

using namespace mlpipe;
namespace fs = std::filesystem;

namespace {

RunRepository open_counted(CountingFileSystem& files, const std::string& root) {
    files.create_directories(root + "/.mlpipe");
    return RunRepository::open(files, root, root + "/.mlpipe");
}

}  // namespace

TEST_CASE("a snapshot reads what changed, and nothing else") {
    GitRepository repository;
    for (int i = 0; i < 2000; ++i)
        repository.write("d" + std::to_string(i % 40) + "/" + std::to_string(i), std::to_string(i));
    ::usleep(60'000);  // past the time in which a second write would not show
    repository.commit("one");
    for (int i = 0; i < 300; ++i) repository.write("new/" + std::to_string(i), "new " + std::to_string(i));
    ::usleep(60'000);
    CountingFileSystem files;
    const auto reads = [&](const auto& call) {
        const std::uint64_t before = files.reads();
        call();
        return files.reads() - before;
    };
    RunRepository runs = open_counted(files, repository.path());
    const std::uint64_t settings = 8;  // ignore files and the like, and the cache
    const std::uint64_t at_first = reads([&] { runs.snapshot({}); });
    CHECK(at_first >= 300);
    CHECK(at_first <= 300 + settings);
    const std::string first = tree_of(runs);
    CHECK(reads([&] { runs.snapshot({}); }) <= settings);
    CHECK(tree_of(runs) == first);
    CHECK(reads([&] { CHECK(runs.changed_since_snapshot().empty()); }) == 0);
    const std::string objects = repository.git({"count-objects"});
    repository.write("d3/3", "changed");
    repository.write("new/3", "changed");
    CHECK(reads([&] { runs.snapshot({}); }) <= 2 + settings);
    const std::string second = tree_of(runs);
    CHECK(second != first);
    // One file's content, twice, and the trees that lead to it.
    CHECK(repository.git({"diff-tree", "-r", "--name-only", first, second}) == "d3/3\nnew/3");
    CHECK(objects != repository.git({"count-objects"}));
}

TEST_CASE("a run commit whose n-th change of the disk fails leaves the repository as it was") {
    GitRepository repository;
    repository.write("code.py", "1");
    repository.commit("one");
    const auto before = state_of(repository);
    const auto commit = [&](CountingFileSystem& files, const std::string& run) {
        RunRepository runs = open_counted(files, repository.path());
        runs.snapshot({});
        runs.commit_run(run, {{repository.path(".mlpipe/run.json"), run}}, run, 1);
    };
    bool done = false;
    std::uint64_t failures = 0;
    for (std::uint64_t n = 1; !done && n < 200; ++n) {
        INFO(n);
        const std::string run = "run" + std::to_string(n);
        repository.write("new.py", run);
        CountingFileSystem files;
        files.fail_from_change(n);
        try {
            commit(files, run);
            done = true;
        } catch (const Error&) {
            ++failures;
        }
        CHECK(state_of(repository) == before);
        CHECK(repository.git({"fsck", "--strict", "--no-dangling"}) == "");
    }
    CHECK(done);
    CHECK(failures > 10);
    CountingFileSystem files;
    CHECK_NOTHROW(commit(files, "last"));
    // What could not be tidied up then lies where git does it.
    repository.git({"prune", "--expire=now"});
    CHECK(repository.git({"count-objects", "-v"}).find("garbage: 0") != std::string::npos);
}
