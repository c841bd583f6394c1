// Each state that a user's repository can be in, with a run committed to it.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "mlpipe/base/error.hpp"
#include "repository_state.hpp"

using namespace mlpipe;
namespace fs = std::filesystem;

TEST_CASE("a shallow clone") {
    GitRepository repository;
    repository.write("code.py", "1");
    repository.commit("one");
    repository.write("code.py", "2");
    repository.commit("two");
    TemporaryDirectory place;
    run_git(place.path(), {"clone", "-q", "--depth", "1", "file://" + repository.path(), "clone"});
    const std::string clone = place.path() + "/clone";
    place.write("clone/code.py", "3");
    const std::string id = commit(clone);
    CHECK(run_git(clone, {"cat-file", "blob", id + ":code.py"}) == "3");
    CHECK(run_git(clone, {"rev-list", "--count", id}) == "2");
    check_sound(clone);
}

TEST_CASE("a linked work tree: its own HEAD and index, and the runs in the common repository") {
    GitRepository repository;
    repository.write("code.py", "1");
    repository.commit("one");
    TemporaryDirectory place;
    const std::string linked = place.path() + "/linked";
    repository.git({"worktree", "add", "-q", "-b", "side", linked});
    place.write("linked/code.py", "2");
    const auto before = state_of(repository);
    const std::string id = commit(linked);
    CHECK(state_of(repository) == before);
    CHECK(repository.git({"rev-parse", "refs/mlpipe/runs/r"}) == id);
    CHECK(repository.git({"cat-file", "blob", id + ":code.py"}) == "2");
    CHECK(repository.git({"show", "-s", "--format=%P", id}) == run_git(linked, {"rev-parse", "HEAD"}));
    CHECK(run_git(linked, {"status", "--porcelain", "-uno"}) == " M code.py");
}

TEST_CASE("submodules are recorded as the commits that are checked out, and changed ones noted") {
    GitRepository repository, library;
    library.write("lib.py", "1");
    library.commit("one");
    repository.git(
        {"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.path(), "lib"});
    repository.commit("one");
    Snapshot snapshot;
    const std::string first = commit(repository.path(), "first", &snapshot);
    CHECK(snapshot.notes.empty());
    CHECK(repository.git({"rev-parse", first + ":lib"}) == library.git({"rev-parse", "HEAD"}));
    repository.write("lib/lib.py", "2");
    run_git(repository.path("lib"), {"commit", "-q", "-am", "two"});
    repository.write("lib/lib.py", "3");
    const std::string second = commit(repository.path(), "second", &snapshot);
    REQUIRE(snapshot.notes.size() == 1);
    CHECK(snapshot.notes[0].find("'lib'") != std::string::npos);
    CHECK(repository.git({"rev-parse", second + ":lib"}) ==
          run_git(repository.path("lib"), {"rev-parse", "HEAD"}));
    // One that was not fetched is as the index has it.
    repository.git({"submodule", "--quiet", "deinit", "-f", "lib"});
    const std::string third = commit(repository.path(), "third", &snapshot);
    CHECK(repository.git({"rev-parse", third + ":lib"}) == library.git({"rev-parse", "HEAD"}));
    check_sound(repository.path());
}

TEST_CASE("a repository cloned into the tree is recorded as its commit, with a note") {
    GitRepository repository;
    repository.write("code.py", "1");
    repository.commit("one");
    repository.write("vendor/x/file", "1");
    run_git(repository.path("vendor/x"), {"init", "-q"});
    Snapshot snapshot;
    const std::string unborn = commit(repository.path(), "unborn", &snapshot);
    CHECK(listed(repository.path(), unborn).find("vendor") == std::string::npos);
    CHECK(snapshot.notes.size() == 1);
    run_git(repository.path("vendor/x"), {"add", "-A"});
    run_git(repository.path("vendor/x"), {"commit", "-q", "-m", "x"});
    const std::string id = commit(repository.path(), "r", &snapshot);
    CHECK(listed(repository.path(), id).find("160000 vendor/x") != std::string::npos);
    CHECK(snapshot.notes.size() == 1);
    CHECK(tree_now(repository.path()) == tree_by_git(repository));
}

TEST_CASE("another user's repository is refused, with the line that allows it") {
    if (::geteuid() != 0) return;  // only root can give a directory away
    GitRepository repository;
    repository.commit("one");
    for (const char* name : {"", ".git"}) REQUIRE(::chown(repository.path(name).c_str(), 12345, 12345) == 0);
    CHECK_THROWS_WITH(open_runs(repository.path()),
                      ContainsSubstring("git config --global --add safe.directory"));
}

TEST_CASE("SHA-256 object names") {
    TemporaryDirectory place;
    run_git(place.path(), {"init", "-q", "-b", "trunk", "--object-format=sha256", "."});
    const auto git = [&](std::vector<std::string> arguments) {
        return run_git(place.path(), std::move(arguments));
    };
    git({"config", "user.name", "Ada"});
    git({"config", "user.email", "ada@example.com"});
    for (const char* name : {"same", "changed", "deleted", "dir/b"}) place.write(name, name);
    place.write(".gitignore", "*.bin\n");
    git({"add", "-A"});
    git({"commit", "-q", "-m", "one"});
    place.write("changed", "now");
    fs::remove(place.path() + "/deleted");
    place.write("new \xff", "1");
    place.write("x.bin", "1");
    place.write("data/large", std::string(200, 'x'));
    fs::create_symlink("same", place.path() + "/link");
    const std::string index = place.read(".git/index");
    RunRepository runs = open_runs(place.path());
    SnapshotOptions options;
    options.limit = 100;
    const Snapshot snapshot = runs.snapshot(options);
    CHECK(snapshot.left_out == std::vector<LeftOut>{{"data/large", 200}});
    CHECK(runs.changed_since_snapshot().empty());
    const std::string id = runs.commit_run("r", {{place.path() + "/.mlpipe/run.json", "{}"}},
                                           "succeeded\n\nRun-Id: r\n", 1'764'000'000'000'000'000);
    CHECK(id.size() == 64);
    CHECK(place.read(".git/index") == index);
    CHECK(git({"rev-parse", "refs/mlpipe/runs/r"}) == id);
    CHECK(git({"show", "-s", "--format=%P|%an <%ae>|%at|%B", id}) ==
          git({"rev-parse", "HEAD"}) + "|Ada <ada@example.com>|1764000000|succeeded\n\nRun-Id: r");
    CHECK(git({"diff", "--name-status", "HEAD", id}) ==
          "A\t.mlpipe/run.json\nM\tchanged\nD\tdeleted\nA\tlink\nA\t\"new \\377\"");
    CHECK(git({"cat-file", "blob", id + ":link"}) == "same");
    CHECK_THROWS_AS(runs.commit_run("r", {}, "again", 1), Error);
    check_sound(place.path());
    place.write("changed", "later");
    CHECK(runs.changed_since_snapshot() == Paths{"changed"});
    runs.remove_run("r");
    runs.remove_run("r");
    CHECK(git({"for-each-ref", "refs/mlpipe"}) == "");
    CHECK(fs::is_empty(place.path() + "/.mlpipe/tmp"));
}

TEST_CASE("objects borrowed from another repository, and objects that were never fetched") {
    GitRepository repository;
    repository.write("code.py", "1");
    repository.commit("one");
    repository.git({"config", "uploadpack.allowFilter", "true"});
    TemporaryDirectory place;
    run_git(place.path(), {"clone", "-q", "--shared", repository.path(), "shared"});
    run_git(place.path(),
            {"clone", "-q", "--filter=blob:none", "--no-checkout", "file://" + repository.path(), "partial"});
    for (const char* name : {"shared", "partial"}) {
        INFO(name);
        place.write(std::string(name) + "/new.py", "2");
        const std::string clone = place.path() + "/" + name;
        const std::string id = commit(clone);
        CHECK(run_git(clone, {"cat-file", "blob", id + ":new.py"}) == "2");
        check_sound(clone);
    }
}

TEST_CASE("replaced objects do not count") {
    GitRepository repository;
    repository.write("code.py", "1");
    repository.commit("one");
    const std::string head = repository.git({"rev-parse", "HEAD"});
    repository.write("code.py", "2");
    repository.commit("two");
    repository.git({"replace", "HEAD", head});
    const std::string id = commit(repository.path());
    CHECK(run_git(repository.path(), {"--no-replace-objects", "show", "-s", "--format=%P", id}) ==
          repository.git({"rev-parse", "HEAD"}));
}
