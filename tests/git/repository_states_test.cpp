// Each state that a user's repository can be in, with a run committed to it.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "mlpipe/base/error.hpp"
#include "run_repository_support.hpp"

using namespace mlpipe;
namespace fs = std::filesystem;

namespace {

std::string commit(const std::string& root, const std::string& run = "r", Snapshot* taken = nullptr) {
    RunRepository runs = open_runs(root);
    const Snapshot snapshot = runs.snapshot({});
    if (taken != nullptr) *taken = snapshot;
    return runs.commit_run(run, {{root + "/.mlpipe/run.json", "{}"}}, "succeeded\n", 1);
}

std::string listed(const std::string& directory, const std::string& commit) {
    return run_git(directory, {"ls-tree", "-r", "--format=%(objectmode) %(path)", commit});
}

// What git itself would commit of the working tree, with an index of its own.
std::string tree_by_git(const GitRepository& repository) {
    const fs::path index = repository.path(".git/index"), kept = repository.path(".git/kept");
    fs::copy_file(index, kept);
    repository.git({"add", "-A", "--", ".", ":!.mlpipe"});
    const std::string tree = repository.git({"write-tree"});
    fs::rename(kept, index);
    return tree;
}

void check_sound(const std::string& directory) {
    const std::string found = run_git(directory, {"fsck", "--strict", "--no-dangling"});
    CHECK(found.find("error") == std::string::npos);
    CHECK(found.find("missing") == std::string::npos);
}

}  // namespace

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

TEST_CASE("line ends and $Id$ as git would store them") {
    GitRepository repository;
    repository.git({"config", "core.autocrlf", "true"});
    repository.git({"config", "core.safecrlf", "true"});
    repository.write(".gitattributes", "*.id ident\n*.bin -text\n*.crlf eol=crlf\n");
    repository.write("tracked.txt", "a\r\nb\r\n");
    repository.git({"-c", "core.safecrlf=false", "add", "-A"});
    repository.git({"commit", "-q", "-m", "one"});
    repository.write("tracked.txt", "a\r\nb\r\nc\r\n");
    repository.write("new.txt", "a\r\n");
    repository.write("x.bin", "a\r\n");
    repository.write("x.crlf", "a\r\n");
    repository.write("x.id", "$Id: 123 $\n");
    const std::string id = commit(repository.path());
    CHECK(repository.git({"cat-file", "blob", id + ":new.txt"}) == "a");
    CHECK(repository.git({"cat-file", "blob", id + ":x.id"}) == "$Id$");
    repository.git({"config", "core.safecrlf", "false"});
    CHECK(tree_now(repository.path()) == tree_by_git(repository));
}

TEST_CASE("other attributes make other content of an untracked file that did not change") {
    GitRepository repository;
    repository.write("x.txt", "a\r\n");
    ::usleep(60'000);
    const std::string first = commit(repository.path(), "first");
    CHECK(repository.git({"cat-file", "-s", first + ":x.txt"}) == "3");
    repository.write(".gitattributes", "*.txt text\n");
    const std::string second = commit(repository.path(), "second");
    CHECK(repository.git({"cat-file", "-s", second + ":x.txt"}) == "2");
    repository.write(".git/info/attributes", "*.txt -text\n");
    CHECK(repository.git({"cat-file", "-s", commit(repository.path(), "third") + ":x.txt"}) == "3");
}

TEST_CASE("the user's own filters and encodings go through git") {
    GitRepository repository;
    repository.write(".gitattributes",
                     "*.up filter=upper\n*.lost filter=nobody\n*.utf16 working-tree-encoding=UTF-16LE\n");
    repository.git({"config", "filter.upper.clean", "tr a-z A-Z"});
    repository.write("tracked.up", "one");
    repository.commit("one");
    repository.write("tracked.up", "two");
    repository.write("-new name.up", "new");
    repository.write("x.lost", "as it is");
    repository.write("x.utf16", std::string("h\0i\0", 4));
    const std::string id = commit(repository.path());
    CHECK(repository.git({"cat-file", "blob", id + ":tracked.up"}) == "TWO");
    CHECK(repository.git({"cat-file", "blob", id + ":-new name.up"}) == "NEW");
    CHECK(repository.git({"cat-file", "blob", id + ":x.utf16"}) == "hi");
    CHECK(tree_now(repository.path()) == tree_by_git(repository));
    // A filter that must work and does not.
    repository.git({"config", "filter.upper.clean", "false"});
    repository.git({"config", "filter.upper.required", "true"});
    repository.write("tracked.up", "three");
    CHECK_THROWS_WITH(commit(repository.path(), "s"), Catch::Contains("cannot store files"));
}

TEST_CASE("another user's repository is refused, with the line that allows it") {
    if (::geteuid() != 0) return;  // only root can give a directory away
    GitRepository repository;
    repository.commit("one");
    for (const char* name : {"", ".git"}) REQUIRE(::chown(repository.path(name).c_str(), 12345, 12345) == 0);
    CHECK_THROWS_WITH(open_runs(repository.path()),
                      Catch::Contains("git config --global --add safe.directory"));
}

TEST_CASE("a split index") {
    GitRepository repository;
    for (const char* name : {"a", "b", "c"}) repository.write(name, name);
    repository.commit("one");
    repository.git({"update-index", "--split-index"});
    repository.write("b", "2");
    repository.git({"add", "b"});
    repository.write("c", "now");
    const auto before = state_of(repository);
    const std::string tree = tree_now(repository.path());
    CHECK(state_of(repository) == before);
    CHECK(tree == tree_by_git(repository));
    CHECK(repository.git({"show", tree + ":c"}) == "now");
    // One object sees the index change its kind.
    RunRepository runs = open_runs(repository.path());
    for (const char* kind : {"--split-index", "--split-index", "--no-split-index", "--split-index"}) {
        repository.git({"update-index", kind});
        CHECK(tree_now(runs) == tree);
    }
}

TEST_CASE("a sparse checkout, with and without a sparse index") {
    GitRepository repository;
    for (const char* name : {"in/a", "out/b", "out/deep/c"}) repository.write(name, name);
    repository.commit("one");
    const std::string whole = repository.git({"rev-parse", "HEAD^{tree}"});
    for (const char* kind : {"--no-sparse-index", "--sparse-index"}) {
        INFO(kind);
        repository.git({"sparse-checkout", "set", "--cone", kind, "in"});
        REQUIRE_FALSE(fs::exists(repository.path("out")));
        CHECK(tree_now(repository.path()) == whole);
        repository.write("in/a", "now");
        RunRepository runs = open_runs(repository.path());
        const std::string tree = tree_now(runs);
        CHECK(listed(repository.path(), tree) == "100644 in/a\n100644 out/b\n100644 out/deep/c");
        CHECK(runs.changed_since_snapshot().empty());
        repository.write("in/a", "in/a");
    }
}

TEST_CASE("an index that libgit2 cannot check") {
    GitRepository repository;
    repository.git({"config", "index.skipHash", "true"});
    repository.git({"config", "index.version", "4"});
    for (const char* name : {"a", "b", "c"}) repository.write(name, name);
    repository.commit("one");
    CHECK(tree_now(repository.path()) == repository.git({"rev-parse", "HEAD^{tree}"}));
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

TEST_CASE("a merge in progress: files in conflict as they are") {
    GitRepository repository;
    repository.write("code.py", "1\n");
    repository.commit("one");
    repository.git({"checkout", "-q", "-b", "side"});
    repository.write("code.py", "2\n");
    repository.commit("two");
    repository.git({"checkout", "-q", "trunk"});
    repository.write("code.py", "3\n");
    repository.commit("three");
    CHECK_THROWS(repository.git({"merge", "-q", "side"}));
    const auto before = state_of(repository);
    const std::string id = commit(repository.path());
    CHECK(state_of(repository) == before);
    CHECK(repository.git({"show", id + ":code.py"}).find("<<<<<<<") == 0);
    CHECK(listed(repository.path(), id) == "100644 .mlpipe/run.json\n100644 code.py");
}

TEST_CASE("files that are only announced, or assumed to be unchanged, are taken as they are") {
    GitRepository repository;
    repository.write("assumed", "1");
    repository.commit("one");
    repository.git({"update-index", "--assume-unchanged", "assumed"});
    repository.write("assumed", "2");
    repository.write("announced", "1");
    repository.git({"add", "-N", "announced"});
    const std::string id = commit(repository.path());
    CHECK(repository.git({"show", id + ":announced"}) == "1");
    CHECK(repository.git({"show", id + ":assumed"}) == "2");
}

TEST_CASE("core.fileMode=false keeps the modes that git knows") {
    GitRepository repository;
    repository.write("script", "1");
    repository.write("plain", "1");
    ::chmod(repository.path("script").c_str(), 0755);
    repository.commit("one");
    repository.git({"config", "core.fileMode", "false"});
    ::chmod(repository.path("script").c_str(), 0644);
    ::chmod(repository.path("plain").c_str(), 0755);
    repository.write("new", "1");
    ::chmod(repository.path("new").c_str(), 0755);
    const std::string id = commit(repository.path());
    CHECK(listed(repository.path(), id) ==
          "100644 .mlpipe/run.json\n100644 new\n100644 plain\n100755 script");
    CHECK(tree_now(repository.path()) == tree_by_git(repository));
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
