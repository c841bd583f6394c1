#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "mlpipe/base/text.hpp"
#include "run_repository_support.hpp"

using namespace mlpipe;
namespace fs = std::filesystem;

namespace {

std::string show(const GitRepository& repository, const std::string& tree, const std::string& path) {
    return repository.git({"cat-file", "blob", tree + ":" + path});
}

}  // namespace

TEST_CASE("a snapshot holds the working tree: what is tracked as it is now, and what is new") {
    GitRepository repository;
    for (const char* name : {"same", "changed", "deleted", "dir/below", "made executable"})
        repository.write(name, name);
    repository.write("staged", "old");
    fs::create_symlink("same", repository.path("link"));
    repository.commit("one");
    repository.write("changed", "now");
    repository.write("staged", "staged");
    repository.git({"add", "staged"});
    repository.write("staged", "now");
    fs::remove(repository.path("deleted"));
    fs::remove(repository.path("link"));
    fs::create_symlink("changed", repository.path("link"));
    ::chmod(repository.path("made executable").c_str(), 0755);
    repository.write("new module/\xff.py", "bytes");
    const auto before = state_of(repository);
    const std::string status = repository.git({"status", "--porcelain"});

    RunRepository runs = open_runs(repository.path());
    CHECK_FALSE(runs.own());
    const Snapshot snapshot = runs.snapshot({});
    const std::string tree = tree_of(runs);
    CHECK(runs.changed_since_snapshot().empty());
    CHECK(state_of(repository) == before);
    CHECK(snapshot.left_out.empty());
    CHECK(snapshot.notes.empty());

    // The same by git itself, with an index of its own.
    repository.git({"add", "-A"});
    repository.git({"reset", "-q", "--", ".mlpipe"});
    CHECK(repository.git({"write-tree"}) == tree);
    CHECK(show(repository, tree, "staged") == "now");
    CHECK(status.find("new module") != std::string::npos);
}

TEST_CASE("untracked files above the limit are named, and taken when they are below it") {
    GitRepository repository;
    repository.write("tracked", std::string(200, 'x'));
    repository.commit("one");
    repository.write("small", "x");
    repository.write("data/large", std::string(101, 'x'));
    SnapshotOptions options;
    options.limit = 100;
    RunRepository runs = open_runs(repository.path());
    const Snapshot snapshot = runs.snapshot(options);
    const std::string tree = tree_of(runs);
    CHECK(paths_of(repository.path(), tree) == Paths{"small", "tracked"});
    CHECK(snapshot.left_out == std::vector<LeftOut>{{"data/large", 101}});
    options.limit = 101;
    CHECK(paths_of(repository.path(), tree_now(runs, options)) == Paths{"data/large", "small", "tracked"});
}

TEST_CASE("ignored files, declared outputs and excluded patterns are not taken, tracked ones always") {
    GitRepository repository;
    repository.write(".gitignore", "*.bin\n/cache/\n");
    repository.write("out/tracked", "1");
    repository.write("cache/tracked", "1");
    repository.git({"add", "-f", "cache/tracked"});
    repository.commit("one");
    for (const char* name : {"a.bin", "cache/x", "out/model", "out/deep/er", "scratch/x.tmp", "x.tmp.py",
                             "sub/keep.bin", "sub/drop.bin"})
        repository.write(name, "1");
    repository.write("sub/.gitignore", "!keep.bin\n");
    repository.write("out/tracked", "2");
    SnapshotOptions options;
    options.leave_out = {repository.path("out")};
    options.exclude = {"scratch/*.tmp"};
    RunRepository runs = open_runs(repository.path());
    runs.snapshot(options);
    const std::string tree = tree_of(runs);
    CHECK(paths_of(repository.path(), tree) ==
          Paths{".gitignore", "cache/tracked", "out/tracked", "sub/.gitignore", "sub/keep.bin", "x.tmp.py"});
    CHECK(show(repository, tree, "out/tracked") == "2");
}

TEST_CASE("ignore files beside the tree count, in git's order") {
    GitRepository repository;
    repository.write("user-ignore", "*.a\n*.b\n*.c\n");
    repository.git({"config", "core.excludesFile", repository.path("user-ignore")});
    repository.write(".git/info/exclude", "!x.b\n/user-ignore\n");
    repository.write(".gitignore", "!x.c\n");
    for (const char* name : {"x.a", "x.b", "x.c"}) repository.write(name, name);
    RunRepository runs = open_runs(repository.path());
    CHECK(paths_of(repository.path(), tree_now(runs)) == Paths{".gitignore", "x.b", "x.c"});
}

TEST_CASE("declared inputs are taken although they are ignored, a directory as a whole") {
    GitRepository repository;
    repository.write(".gitignore", "data/\nother/\n");
    repository.commit("one");
    repository.write("data/raw.csv", "12345");
    repository.write("data/not declared", "1");
    repository.write("other/set/a", "123");
    repository.write("other/set/b", "123");
    repository.write("other/big/a", std::string(6, 'x'));
    repository.write("other/big/b", std::string(6, 'x'));
    fs::create_directory_symlink("other", repository.path("alias"));
    SnapshotOptions options;
    options.limit = 10;
    options.include = {repository.path("data/raw.csv"), repository.path("other/set"),
                       repository.path("other/big"),    repository.path("alias/set/a"),
                       repository.path("absent"),       "/etc/hostname"};
    RunRepository runs = open_runs(repository.path());
    const Snapshot snapshot = runs.snapshot(options);
    const std::string tree = tree_of(runs);
    CHECK(paths_of(repository.path(), tree) ==
          Paths{".gitignore", "alias", "data/raw.csv", "other/set/a", "other/set/b"});
    CHECK(snapshot.left_out == std::vector<LeftOut>{{"other/big", 12}});
    options.leave_out = {repository.path("other")};
    CHECK(paths_of(repository.path(), tree_now(runs, options)) ==
          Paths{".gitignore", "alias", "data/raw.csv"});
}

TEST_CASE("of mlpipe's own files only those that are made to be committed are taken, and if they are") {
    GitRepository repository;
    repository.write("code.py", "1");
    repository.write("sub/.mlpipe/config.yaml", "1");
    repository.write("sub/.mlpipe/.gitignore", "*");
    repository.write("sub/.mlpipe/config.local.yaml", "1");
    repository.git({"add", "-f", "sub/.mlpipe"});
    repository.commit("one");
    repository.write("sub/.mlpipe/lineage.db", "1");
    repository.write(".mlpipe/config.yaml", "untracked");
    RunRepository runs = open_runs(repository.path());
    CHECK(paths_of(repository.path(), tree_now(runs)) ==
          Paths{"code.py", "sub/.mlpipe/.gitignore", "sub/.mlpipe/config.yaml"});
}

TEST_CASE("files that became directories or links, and the other way round") {
    GitRepository repository;
    for (const char* name : {"file", "dir/a", "dir/b", "elsewhere/a"}) repository.write(name, name);
    repository.commit("one");
    fs::remove(repository.path("file"));
    repository.write("file/below", "1");
    fs::remove_all(repository.path("dir"));
    fs::create_directory_symlink("elsewhere", repository.path("dir"));
    RunRepository runs = open_runs(repository.path());
    const std::string tree = tree_now(runs);
    CHECK(paths_of(repository.path(), tree) == Paths{"dir", "elsewhere/a", "file/below"});
    CHECK(show(repository, tree, "dir") == "elsewhere");
}

TEST_CASE("a project in a subfolder: the whole repository is the tree, patterns are the project's") {
    GitRepository repository;
    repository.write("library.py", "1");
    repository.write("project/pipeline.yaml", "1");
    repository.commit("one");
    repository.write("x.tmp", "1");
    repository.write("project/x.tmp", "1");
    SnapshotOptions options;
    options.exclude = {"/x.tmp"};
    RunRepository runs = open_runs(repository.path("project"));
    CHECK(runs.tree_root() == repository.path());
    CHECK(paths_of(repository.path(), tree_now(runs, options)) ==
          Paths{"library.py", "project/pipeline.yaml", "x.tmp"});
}

TEST_CASE("a change that keeps size and mtime of a file just added is seen") {
    GitRepository repository;
    repository.write("code.py", "before");
    repository.commit("one");
    const auto time = fs::last_write_time(repository.path("code.py"));
    repository.write("code.py", "after!");
    fs::last_write_time(repository.path("code.py"), time);
    repository.write("new.py", "before");
    RunRepository runs = open_runs(repository.path());
    const std::string tree = tree_now(runs);
    CHECK(show(repository, tree, "code.py") == "after!");
    repository.write("new.py", "after!");
    CHECK(runs.changed_since_snapshot() == Paths{"new.py"});
    CHECK(show(repository, tree_now(runs), "new.py") == "after!");
}

TEST_CASE("what changes after the snapshot is named, what is new is not") {
    GitRepository repository;
    for (const char* name : {"same", "changed", "deleted", "touched", "replaced"})
        repository.write(name, name);
    repository.commit("one");
    repository.write("untracked", "1");
    RunRepository runs = open_runs(repository.path());
    runs.snapshot({});
    repository.write("changed", "now");
    repository.write("touched", "touched");
    repository.write("untracked", "2");
    repository.write("new", "1");
    fs::remove(repository.path("deleted"));
    fs::remove(repository.path("replaced"));
    fs::create_symlink("same", repository.path("replaced"));
    CHECK(runs.changed_since_snapshot() == Paths{"changed", "deleted", "replaced", "untracked"});
}

TEST_CASE("an unchanged untracked file is read once: its id is kept with its stat data") {
    GitRepository repository;
    const std::string place = repository.path("data.csv");
    repository.write("data.csv", "1");
    fs::last_write_time(place, fs::last_write_time(place) - std::chrono::hours(1));
    // Its ctime must be old, too.
    ::usleep(60'000);
    const std::string first = tree_now(repository.path());
    REQUIRE(::access(repository.path(".mlpipe/snapshot-cache").c_str(), F_OK) == 0);
    // Who cannot read it needs its id from the cache.
    RunRepository runs = open_runs(repository.path());
    if (::geteuid() != 0) {
        // chmod changes the ctime, after which nothing vouches for the content.
        ::chmod(place.c_str(), 0);
        CHECK(runs.snapshot({}).notes.size() == 1);
        ::chmod(place.c_str(), 0644);
    }
    CHECK(tree_now(runs) == first);
    // A damaged cache counts as empty.
    repository.write(".mlpipe/snapshot-cache", "mlpipe snapshot cache 1\nrubbish");
    CHECK(tree_now(repository.path()) == first);
}

TEST_CASE("an object that was collected is written again") {
    GitRepository repository;
    repository.write("code.py", "1");
    ::usleep(60'000);
    RunRepository runs = open_runs(repository.path());
    const std::string tree = tree_now(runs);
    CHECK(tree_now(runs) == tree);
    const std::string reference = repository.git({"for-each-ref", "--format=%(refname)", "refs/mlpipe"});
    for (const std::string& name : text::split_lines(reference)) repository.git({"update-ref", "-d", name});
    repository.git({"prune", "--expire=now"});
    CHECK_THROWS(repository.git({"cat-file", "-e", tree}));
    CHECK(tree_now(repository.path()) == tree);
    CHECK(show(repository, tree, "code.py") == "1");
}

TEST_CASE("pipes and sockets are passed by") {
    GitRepository repository;
    repository.write("code.py", "1");
    REQUIRE(::mkfifo(repository.path("pipe").c_str(), 0600) == 0);
    CHECK(paths_of(repository.path(), tree_now(repository.path())) == Paths{"code.py"});
}

TEST_CASE("many new files become one pack, few become loose objects") {
    GitRepository repository;
    for (int i = 0; i < 1000; ++i)
        repository.write("d" + std::to_string(i % 10) + "/" + std::to_string(i), std::to_string(i));
    RunRepository runs = open_runs(repository.path());
    const std::string tree = tree_now(runs);
    CHECK(paths_of(repository.path(), tree).size() == 1000);
    CHECK(repository.git({"count-objects", "-v"}).find("packs: 1\n") != std::string::npos);
    repository.write("one more", "a text of its own");
    runs.snapshot({});
    const std::string uncommitted = repository.git({"count-objects"});
    CHECK(tree_of(runs) != tree);
    const std::string counted = repository.git({"count-objects", "-v"});
    INFO(counted);
    CHECK(counted.find("packs: 1\n") != std::string::npos);
    CHECK(uncommitted.starts_with("0 "));
    CHECK(counted.find("count: 3\n") != std::string::npos);  // the file, the root and the commit
    CHECK(counted.find("garbage: 0\n") != std::string::npos);
    CHECK(repository.git({"fsck", "--strict"}).find("error") == std::string::npos);
}
