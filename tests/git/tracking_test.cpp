#include <chrono>
#include <filesystem>

#include "git_repository.hpp"
#include "mlpipe/git/work_tree.hpp"
#include "support/catch.hpp"

using mlpipe::WorkTree;
namespace fs = std::filesystem;

namespace {

WorkTree open(const GitRepository& repository) {
    auto tree = WorkTree::discover(repository.path());
    if (!tree) throw std::runtime_error("no work tree at " + repository.path());
    return std::move(*tree);
}

}  // namespace

TEST_CASE("files are tracked by their entry, directories by what lies below them") {
    GitRepository repository;
    repository.write("data/raw.csv", "1");
    repository.write("data-old/x", "1");
    repository.write("z", "1");
    repository.git({"add", "data/raw.csv", "z"});
    const WorkTree tree = open(repository);
    CHECK(tree.is_tracked(repository.path("data/raw.csv")));
    CHECK(tree.is_tracked(repository.path("data")));
    CHECK(tree.is_tracked(repository.path("data/")));
    CHECK(tree.is_tracked(repository.path("./data/../z")));
    CHECK(tree.is_tracked(repository.path()));
    CHECK_FALSE(tree.is_tracked(repository.path("data/other.csv")));
    CHECK_FALSE(tree.is_tracked(repository.path("data/raw.csv/below")));
    CHECK_FALSE(tree.is_tracked(repository.path("dat")));
    CHECK_FALSE(tree.is_tracked(repository.path("data-old")));
    CHECK_FALSE(tree.is_tracked("/"));
    CHECK_FALSE(tree.is_tracked(repository.path() + "2/z"));
}

TEST_CASE("names that sort between a directory and its entries do not hide it") {
    GitRepository repository;
    for (const char* name : {"a.b", "a/x", "a0", "a-b"}) repository.write(name, "1");
    repository.git({"add", "-A"});
    const WorkTree tree = open(repository);
    CHECK(tree.is_tracked(repository.path("a")));
    repository.git({"rm", "-q", "--cached", "a/x"});
    CHECK_FALSE(tree.is_tracked(repository.path("a")));
}

TEST_CASE("names that are not UTF-8 are tracked and ignored like others") {
    GitRepository repository;
    repository.write("caf\xe9", "1");
    repository.write(".gitignore", "na\xefve\n");
    repository.git({"add", "-A"});
    const WorkTree tree = open(repository);
    CHECK(tree.is_tracked(repository.path("caf\xe9")));
    CHECK(tree.is_ignored(repository.path("na\xefve")));
}

TEST_CASE("an empty repository tracks nothing, not even its root") {
    GitRepository repository;
    CHECK_FALSE(open(repository).is_tracked(repository.path()));
}

TEST_CASE("the index is read again when git changed it") {
    GitRepository repository;
    repository.write("a", "1");
    repository.write("b", "1");
    const WorkTree tree = open(repository);
    CHECK_FALSE(tree.is_tracked(repository.path("a")));
    repository.git({"add", "a"});
    CHECK(tree.is_tracked(repository.path("a")));
    // Same size and, on a coarse clock, the same time: the file itself is another.
    repository.git({"rm", "-q", "--cached", "a"});
    repository.git({"add", "b"});
    CHECK_FALSE(tree.is_tracked(repository.path("a")));
    CHECK(tree.is_tracked(repository.path("b")));
    fs::remove(repository.path(".git/index"));
    CHECK_FALSE(tree.is_tracked(repository.path("b")));
}

TEST_CASE("a path in conflict is tracked") {
    GitRepository repository;
    repository.write("a", "base");
    repository.commit("base");
    repository.git({"switch", "-q", "-c", "side"});
    repository.write("a", "side");
    repository.commit("side");
    repository.git({"switch", "-q", "trunk"});
    repository.write("a", "trunk");
    repository.commit("trunk");
    CHECK_THROWS(repository.git({"merge", "-q", "side"}));
    CHECK(open(repository).is_tracked(repository.path("a")));
}

TEST_CASE("what a split or a sparse index tracks is asked of git") {
    GitRepository repository;
    for (const char* name : {"a", "out/b"}) repository.write(name, "1");
    repository.commit("first");
    const WorkTree tree = open(repository);
    CHECK(tree.is_tracked(repository.path("a")));
    const auto check = [&] {
        CHECK(tree.branch() == "trunk");
        CHECK(tree.is_tracked(repository.path("a")));
        CHECK(tree.is_tracked(repository.path("out")));
        CHECK(tree.is_tracked(repository.path("out/b")));
        CHECK(tree.is_tracked(repository.path()));
        CHECK_FALSE(tree.is_tracked(repository.path("out/c")));
        CHECK_FALSE(tree.is_tracked(repository.path("ou")));
    };
    repository.git({"update-index", "--split-index"});
    check();
    repository.write("c", "1");
    repository.git({"add", "c"});
    CHECK(tree.is_tracked(repository.path("c")));
    repository.git({"update-index", "--no-split-index"});
    check();
    repository.git({"sparse-checkout", "set", "--cone", "--sparse-index", "in"});
    check();
}

TEST_CASE("ignore files at every level decide, the tracked state does not") {
    GitRepository repository;
    repository.write(".gitignore", "*.bin\nout/\n/top\n");
    repository.write("sub/.gitignore", "!keep.bin\n");
    repository.write(".git/info/exclude", "private\n");
    fs::create_directories(repository.path("out"));
    repository.write("forced.bin", "1");
    repository.git({"add", "-f", "forced.bin"});
    const WorkTree tree = open(repository);
    CHECK(tree.is_ignored(repository.path("model.bin")));
    CHECK(tree.is_ignored(repository.path("sub/other.bin")));
    CHECK_FALSE(tree.is_ignored(repository.path("sub/keep.bin")));
    CHECK_FALSE(tree.is_ignored(repository.path("sub/deep/keep.bin")));
    CHECK(tree.is_ignored(repository.path("sub/deep/other.bin")));
    CHECK(tree.is_ignored(repository.path("out")));
    CHECK(tree.is_ignored(repository.path("out/deep/file")));
    CHECK(tree.is_ignored(repository.path("top")));
    CHECK_FALSE(tree.is_ignored(repository.path("sub/top")));
    CHECK(tree.is_ignored(repository.path("private")));
    CHECK(tree.is_ignored(repository.path("forced.bin")));
    CHECK_FALSE(tree.is_ignored(repository.path()));
    CHECK_FALSE(tree.is_ignored("/elsewhere/model.bin"));
}

TEST_CASE("a directory that does not exist yet is asked with a slash") {
    GitRepository repository;
    repository.write(".gitignore", "out/\n");
    const WorkTree tree = open(repository);
    CHECK(tree.is_ignored(repository.path("out/")));
    CHECK_FALSE(tree.is_ignored(repository.path("out")));
}

TEST_CASE("an edited ignore file is seen at once") {
    GitRepository repository;
    const WorkTree tree = open(repository);
    CHECK_FALSE(tree.is_ignored(repository.path("model.bin")));
    repository.write(".gitignore", "/model.bin\n");
    CHECK(tree.is_ignored(repository.path("model.bin")));
    repository.write(".gitignore", "/model.bin\n/other.bin\n");
    CHECK(tree.is_ignored(repository.path("other.bin")));
}

TEST_CASE("questions about a large index cost microseconds") {
    GitRepository repository;
    const std::string blob = repository.git({"hash-object", "-w", "/dev/null"});
    std::string lines;
    for (int i = 0; i < 20000; ++i)
        lines += "100644 " + blob + "\td" + std::to_string(i % 200) + "/f" + std::to_string(i) + "\n";
    repository.write("entries", lines);
    mlpipe::run_program({"/bin/sh", "-c", "git update-index --index-info < entries"}, repository.path(), 60);
    const WorkTree tree = open(repository);
    REQUIRE(tree.is_tracked(repository.path("d7")));
    const auto begin = std::chrono::steady_clock::now();
    int tracked = 0;
    for (int i = 0; i < 2000; ++i) tracked += tree.is_tracked(repository.path("d" + std::to_string(i)));
    const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - begin;
    CHECK(tracked == 200);
    CHECK(taken.count() / 2000 < 500);  // a scan of 20,000 entries takes longer, even when optimised
}
