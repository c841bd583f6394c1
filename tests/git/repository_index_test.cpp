// What the index, attributes and settings of a repository do to the snapshot of a run.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "mlpipe/base/error.hpp"
#include "repository_state.hpp"

using namespace mlpipe;
namespace fs = std::filesystem;

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
    CHECK_THROWS_WITH(commit(repository.path(), "s"), ContainsSubstring("cannot store files"));
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
