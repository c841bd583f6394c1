#include <filesystem>
#include <thread>

#include "mlpipe/base/error.hpp"
#include "run_repository_support.hpp"

using namespace mlpipe;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t when_ns = 1'764'000'000'500'000'000;

std::string commit(RunRepository& runs, const std::string& root, const std::string& run) {
    runs.snapshot({});
    return runs.commit_run(run,
                           {{root + "/.mlpipe/run.json", "{}"}, {root + "/metrics/eval.json", "{\"auc\":1}"}},
                           "succeeded\n\nRun-Id: " + run + "\n", when_ns);
}

}  // namespace

TEST_CASE("a run commit: the snapshot and what the run adds, on top of HEAD, at a reference of its own") {
    GitRepository repository;
    repository.git({"config", "user.name", "Ada"});
    repository.git({"config", "user.email", "ada@example.com"});
    repository.write("code.py", "1");
    repository.commit("one");
    repository.write("code.py", "2");
    repository.git({"stash"});
    repository.write("code.py", "dirty");
    repository.write("staged", "1");
    repository.git({"add", "staged"});
    const auto before = state_of(repository);
    RunRepository runs = open_runs(repository.path());
    const std::string head = repository.git({"rev-parse", "HEAD"});
    CHECK(runs.head() == head);
    const std::string id = commit(runs, repository.path(), "20260101T000000000Z-aaaaaa");
    CHECK(state_of(repository) == before);
    CHECK(repository.git({"rev-parse", "refs/mlpipe/runs/20260101T000000000Z-aaaaaa"}) == id);
    CHECK(repository.git({"show", "-s", "--format=%P|%an <%ae>|%cn|%at|%B", id}) ==
          head + "|Ada <ada@example.com>|Ada|1764000000|succeeded\n\nRun-Id: 20260101T000000000Z-aaaaaa");
    CHECK(repository.git({"show", "-s", "--format=%(trailers:key=Run-Id,valueonly)", id}) ==
          "20260101T000000000Z-aaaaaa");
    CHECK(paths_of(repository.path(), id) ==
          Paths{".mlpipe/run.json", "code.py", "metrics/eval.json", "staged"});
    CHECK(repository.git({"fsck", "--strict", "--no-dangling"}) == "");
    CHECK(repository.git({"show", id}).find("+dirty") != std::string::npos);
    CHECK(state_of(repository) == before);
}

TEST_CASE("without a name in git's configuration, runs are committed by mlpipe") {
    GitRepository repository;
    repository.git({"config", "user.name", ""});
    repository.git({"config", "user.email", "<>"});
    RunRepository runs = open_runs(repository.path());
    const std::string id = commit(runs, repository.path(), "r");
    CHECK(repository.git({"show", "-s", "--format=%an <%ae>%P", id}) == "mlpipe <mlpipe@localhost>");
}

TEST_CASE("outside a repository runs are committed to a bare one of mlpipe's") {
    TemporaryDirectory directory;
    directory.write(".gitignore", "*.bin\n");
    directory.write("code.py", "1");
    directory.write("x.bin", "1");
    RunRepository runs = open_runs(directory.path());
    CHECK(runs.own());
    CHECK(runs.created());
    CHECK_FALSE(runs.head());
    const std::string id = commit(runs, directory.path(), "r");
    const std::string place = directory.path() + "/.mlpipe/repo.git";
    CHECK(run_git(place, {"rev-parse", "refs/mlpipe/runs/r"}) == id);
    CHECK(paths_of(place, id) == Paths{".gitignore", ".mlpipe/run.json", "code.py", "metrics/eval.json"});
    CHECK(run_git(place, {"fsck", "--strict"}).find("error") == std::string::npos);
    RunRepository again = open_runs(directory.path());
    CHECK(again.own());
    CHECK_FALSE(again.created());
    CHECK_FALSE(again.commit_files({directory.path() + "/code.py"}, "x"));
    CHECK(fs::is_empty(directory.path() + "/.mlpipe/tmp"));
}

TEST_CASE("an unborn branch and a detached HEAD") {
    GitRepository repository;
    repository.write("code.py", "1");
    RunRepository runs = open_runs(repository.path());
    CHECK_FALSE(runs.head());
    const std::string first = commit(runs, repository.path(), "first");
    CHECK(repository.git({"show", "-s", "--format=%P", first}) == "");
    CHECK_THROWS(repository.git({"rev-parse", "--verify", "HEAD"}));
    repository.commit("one");
    repository.git({"checkout", "-q", "--detach"});
    const auto before = state_of(repository);
    const std::string second = commit(runs, repository.path(), "second");
    CHECK(repository.git({"show", "-s", "--format=%P", second}) == repository.git({"rev-parse", "HEAD"}));
    CHECK(state_of(repository) == before);
}

TEST_CASE("a run's reference is made once, and can be removed") {
    GitRepository repository;
    repository.write("code.py", "1");
    RunRepository runs = open_runs(repository.path());
    const std::string id = commit(runs, repository.path(), "r");
    CHECK_THROWS_AS(commit(runs, repository.path(), "r"), Error);
    CHECK_THROWS_AS(commit(runs, repository.path(), "../heads/x"), Error);
    repository.git({"pack-refs", "--all"});
    commit(runs, repository.path(), "s");
    runs.remove_run("r");
    runs.remove_run("s");
    runs.remove_run("never-was");
    CHECK(repository.git({"for-each-ref", "refs/mlpipe"}) == "");
}

TEST_CASE("locks and staging directories that a killed process left do not stop a run") {
    GitRepository repository;
    repository.write("code.py", "1");
    repository.commit("one");
    repository.write(".git/index.lock", "");
    repository.write(".git/HEAD.lock", "");
    repository.write(".git/packed-refs.lock", "");
    repository.write(".git/refs/mlpipe/runs/killed.lock", "");
    repository.write(".git/refs/heads/trunk.lock", "");
    repository.write(".git/objects/tmp_objdir-mlpipe-1-1-aa/ab/cd", "half");
    repository.write(".mlpipe/tmp/index-1", "half");
    RunRepository runs = open_runs(repository.path());
    repository.write("code.py", "2");
    const std::string id = commit(runs, repository.path(), "r");
    CHECK(repository.git({"rev-parse", "refs/mlpipe/runs/r"}) == id);
    CHECK(fs::exists(repository.path(".git/index.lock")));
    CHECK(repository.git({"fsck", "--strict", "--no-dangling"}).find("error") == std::string::npos);
}

TEST_CASE("a run's commit leaves nothing behind that is not reached") {
    for (const std::string format : {"sha1", "sha256"}) {
        INFO(format);
        TemporaryDirectory place;
        run_git(place.path(), {"init", "-q", "--object-format=" + format, "."});
        place.write("code.py", "1");
        place.write("metrics/of another.json", "1");
        RunRepository runs = open_runs(place.path());
        for (const char* run : {"first", "second"}) {
            place.write("code.py", run);
            commit(runs, place.path(), run);
        }
        CHECK(run_git(place.path(), {"fsck", "--strict"}).find("dangling") == std::string::npos);
    }
}

TEST_CASE("a garbage collection between snapshot and commit takes the commit, and nothing else") {
    for (const bool known : {false, true}) {
        INFO(known);
        GitRepository repository;
        repository.write("code.py", "1");
        repository.commit("one");
        repository.write("new.py", "1234");
        if (known) repository.git({"hash-object", "-w", "new.py"});
        RunRepository runs = open_runs(repository.path());
        runs.snapshot({});
        repository.git({"gc", "-q", "--prune=now"});
        CHECK_THROWS_WITH(runs.commit_run("r", {}, "x", 1), ContainsSubstring("git gc"));
        CHECK(repository.git({"fsck", "--strict"}) == "");
        RunRepository next = open_runs(repository.path());
        CHECK_NOTHROW(commit(next, repository.path(), "s"));
    }
}

TEST_CASE("variables of an outer git do not lead elsewhere") {
    GitRepository repository, other;
    repository.write(".gitattributes", "*.x filter=upper\n");
    repository.git({"config", "filter.upper.clean", "tr a-z A-Z"});
    repository.write("a.x", "text");
    other.write("other", "1");
    ::setenv("GIT_DIR", other.path(".git").c_str(), 1);
    ::setenv("GIT_WORK_TREE", other.path().c_str(), 1);
    ::setenv("GIT_INDEX_FILE", other.path("index").c_str(), 1);
    RunRepository runs = open_runs(repository.path());
    const std::string id = commit(runs, repository.path(), "r");
    ::unsetenv("GIT_DIR");
    ::unsetenv("GIT_WORK_TREE");
    ::unsetenv("GIT_INDEX_FILE");
    CHECK(repository.git({"cat-file", "blob", id + ":a.x"}) == "TEXT");
    CHECK_THROWS(other.git({"cat-file", "-e", id}));
}

TEST_CASE("two repositories of one tree work on two threads") {
    GitRepository repository;
    for (int i = 0; i < 50; ++i) repository.write("f" + std::to_string(i), std::to_string(i));
    std::vector<std::string> ids(4);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < ids.size(); ++i)
        threads.emplace_back([&, i] {
            RunRepository runs = open_runs(repository.path());
            ids[i] = commit(runs, repository.path(), "run" + std::to_string(i));
        });
    for (std::thread& thread : threads) thread.join();
    for (std::size_t i = 0; i < ids.size(); ++i)
        CHECK(repository.git({"rev-parse", "refs/mlpipe/runs/run" + std::to_string(i)}) == ids[i]);
    CHECK(repository.git({"fsck", "--strict", "--no-dangling"}) == "");
}

TEST_CASE("files are committed onto the branch, and what is staged stays staged") {
    GitRepository repository;
    repository.git({"config", "user.name", "Ada"});
    repository.git({"config", "user.email", "ada@example.com"});
    repository.write("pipeline.yaml.lock", "1");
    repository.write(".gitignore", "metrics/\n");
    repository.write("other", "1");
    repository.write("gone", "1");
    repository.commit("one");
    repository.write("other", "staged");
    repository.write("fresh", "staged");
    repository.git({"add", "other", "fresh"});
    repository.write("other", "not staged");
    repository.write("pipeline.yaml.lock", "2");
    repository.write("metrics/eval.json", "{}");
    repository.write("not asked for", "1");
    fs::remove(repository.path("gone"));
    RunRepository runs = open_runs(repository.path());
    const Paths paths = {repository.path("pipeline.yaml.lock"), repository.path("metrics/eval.json"),
                         repository.path("gone"), repository.path("never was")};
    const auto id = runs.commit_files(paths, "lock\n\n# not a comment");
    REQUIRE(id);
    CHECK(repository.git({"rev-parse", "trunk"}) == *id);
    CHECK(repository.git({"show", "-s", "--format=%an|%B", *id}) == "Ada|lock\n\n# not a comment");
    CHECK(repository.git({"diff", "--name-status", "HEAD~", "HEAD"}) ==
          "D\tgone\nA\tmetrics/eval.json\nM\tpipeline.yaml.lock");
    CHECK(repository.git({"diff", "--cached", "--name-status"}) == "A\tfresh\nM\tother");
    CHECK(repository.git({"show", ":other"}) == "staged");
    CHECK_FALSE(runs.commit_files(paths, "again"));
    CHECK(repository.git({"rev-parse", "HEAD"}) == *id);
    CHECK_THROWS_AS(runs.commit_files({"/etc/hostname"}, "x"), Error);
}

TEST_CASE("files are committed onto an unborn branch, too") {
    GitRepository repository;
    repository.write("pipeline.yaml.lock", "1");
    repository.write("other", "1");
    RunRepository runs = open_runs(repository.path());
    const auto id = runs.commit_files({repository.path("pipeline.yaml.lock")}, "lock");
    REQUIRE(id);
    CHECK(paths_of(repository.path(), *id) == Paths{"pipeline.yaml.lock"});
}

TEST_CASE("a project that is reached by a link, and a .mlpipe that is one") {
    GitRepository repository;
    TemporaryDirectory other;
    repository.write("project/code.py", "1");
    repository.write("project/out/model", "1");
    repository.commit("one");
    repository.write("project/out/more", "1");
    fs::create_directory(other.path() + "/own");
    fs::create_directory_symlink(other.path() + "/own", repository.path("project/.mlpipe"));
    const std::string named = other.path() + "/named";
    fs::create_directory_symlink(repository.path("project"), named);
    RunRepository runs = RunRepository::open(posix_file_system(), named, named + "/.mlpipe");
    CHECK(runs.tree_root() == repository.path());
    SnapshotOptions options;
    options.leave_out = {named + "/out"};
    runs.snapshot(options);
    const std::string id = runs.commit_run("r", {{named + "/.mlpipe/run.json", "{}"}}, "x", 1);
    CHECK(paths_of(repository.path(), id) ==
          Paths{"project/.mlpipe/run.json", "project/code.py", "project/out/model"});
}

TEST_CASE("what a run adds wins over what stood there when it began") {
    for (const std::string format : {"sha1", "sha256"}) {
        INFO(format);
        TemporaryDirectory place;
        run_git(place.path(), {"init", "-q", "--object-format=" + format, "."});
        place.write("elsewhere/x", "1");
        place.write("plots/old/x", "1");
        place.write("same.json", "old");
        fs::create_directory_symlink("elsewhere", place.path() + "/metrics");
        RunRepository runs = open_runs(place.path());
        runs.snapshot({});
        const std::string id = runs.commit_run("r",
                                               {{place.path() + "/metrics/eval.json", "{}"},
                                                {place.path() + "/plots", "now a file"},
                                                {place.path() + "/same.json", "new"}},
                                               "x", 1);
        CHECK(paths_of(place.path(), id) == Paths{"elsewhere/x", "metrics/eval.json", "plots", "same.json"});
        CHECK(run_git(place.path(), {"show", id + ":same.json"}) == "new");
    }
}
