#include "mlpipe/git/work_tree.hpp"
#include "mlpipe/git/history.hpp"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "git_repository.hpp"
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using mlpipe::Error;
using mlpipe::WorkTree;
namespace fs = std::filesystem;

TEST_CASE("a directory outside of every repository has no work tree") {
    TemporaryDirectory directory;
    CHECK_FALSE(WorkTree::discover(directory.path()));
    CHECK_FALSE(WorkTree::discover(directory.path() + "/absent"));
}

TEST_CASE("the work tree is found from any depth, with and without a slash") {
    GitRepository repository;
    fs::create_directories(repository.path("a/b"));
    for (const char* below : {"", "/", "/a", "/a/b/", "/a/./b/../b"}) {
        CAPTURE(below);
        const auto tree = WorkTree::discover(repository.path() + below);
        REQUIRE(tree);
        CHECK(tree->root() == repository.path());
    }
}

TEST_CASE("a bare repository has no work tree") {
    TemporaryDirectory directory;
    run_git(directory.path(), {"init", "-q", "--bare", "bare.git"});
    CHECK_FALSE(WorkTree::discover(directory.path() + "/bare.git"));
}

TEST_CASE("the inside of .git is not in the work tree's branch of questions") {
    GitRepository repository;
    const auto tree = WorkTree::discover(repository.path());
    REQUIRE(tree);
    CHECK_FALSE(tree->is_tracked(repository.path(".git/HEAD")));
}

TEST_CASE("an unborn branch has a name and no commit") {
    GitRepository repository;
    const auto tree = WorkTree::discover(repository.path());
    REQUIRE(tree);
    CHECK(tree->branch() == "trunk");
    CHECK_FALSE(tree->head());
}

TEST_CASE("branch and head follow what git does meanwhile") {
    GitRepository repository;
    const auto tree = WorkTree::discover(repository.path());
    REQUIRE(tree);
    repository.write("a", "1");
    repository.commit("first");
    const std::string first = repository.git({"rev-parse", "HEAD"});
    CHECK(tree->head() == first);
    repository.git({"switch", "-q", "-c", "feature/x"});
    CHECK(tree->branch() == "feature/x");
    repository.write("a", "2");
    repository.commit("second");
    CHECK(tree->head() == repository.git({"rev-parse", "HEAD"}));
    CHECK(tree->head() != first);
    repository.git({"pack-refs", "--all"});
    CHECK(tree->head() == repository.git({"rev-parse", "HEAD"}));
    repository.git({"checkout", "-q", "--detach", first});
    CHECK_FALSE(tree->branch());
    CHECK(tree->head() == first);
}

TEST_CASE("a linked work tree has its own root, branch and index") {
    GitRepository repository;
    repository.write("a", "1");
    repository.commit("first");
    TemporaryDirectory other;
    const std::string linked = other.path() + "/linked";
    repository.git({"worktree", "add", "-q", "-b", "side", linked});
    other.write("linked/b", "2");
    run_git(linked, {"add", "b"});
    const auto tree = WorkTree::discover(linked);
    REQUIRE(tree);
    CHECK(tree->root() == linked);
    CHECK(tree->branch() == "side");
    CHECK(tree->is_tracked(linked + "/b"));
    const auto main = WorkTree::discover(repository.path());
    REQUIRE(main);
    CHECK(main->branch() == "trunk");
    CHECK_FALSE(main->is_tracked(repository.path("b")));
    CHECK_FALSE(main->is_tracked(linked + "/b"));
}

TEST_CASE("inside a submodule the submodule is the work tree") {
    GitRepository inner;
    inner.write("model.py", "x");
    inner.commit("inner");
    GitRepository outer;
    outer.git(
        {"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path(), "libs/inner"});
    outer.commit("outer");
    const auto tree = WorkTree::discover(outer.path("libs/inner"));
    REQUIRE(tree);
    CHECK(tree->root() == outer.path("libs/inner"));
    CHECK(tree->is_tracked(outer.path("libs/inner/model.py")));
    const auto above = WorkTree::discover(outer.path("libs"));
    REQUIRE(above);
    CHECK(above->root() == outer.path());
    CHECK(above->is_tracked(outer.path("libs/inner")));
    CHECK_FALSE(above->is_tracked(outer.path("libs/inner/model.py")));
}

TEST_CASE("a repository kept elsewhere is found through its .git file") {
    TemporaryDirectory directory;
    fs::create_directories(directory.path() + "/tree");
    run_git(directory.path() + "/tree", {"init", "-q", "-b", "trunk", "--separate-git-dir", "../kept"});
    const auto tree = WorkTree::discover(directory.path() + "/tree");
    REQUIRE(tree);
    CHECK(tree->root() == directory.path() + "/tree");
    CHECK(tree->branch() == "trunk");
}

TEST_CASE("a tree that is reached through a link keeps the name it was called by") {
    GitRepository repository;
    repository.write("sub/a", "1");
    repository.commit("first");
    TemporaryDirectory other;
    const std::string alias = other.path() + "/alias";
    fs::create_directory_symlink(repository.path(), alias);
    const auto tree = WorkTree::discover(alias + "/sub");
    REQUIRE(tree);
    CHECK(tree->root() == alias);
    CHECK(tree->is_tracked(alias + "/sub/a"));
    CHECK(tree->is_tracked(repository.path("sub/a")));

    SECTION("a link into the middle of the tree cannot name its root") {
        const std::string middle = other.path() + "/middle";
        fs::create_directory_symlink(repository.path("sub"), middle);
        const auto below = WorkTree::discover(middle);
        REQUIRE(below);
        CHECK(below->root() == repository.path());
        CHECK(below->is_tracked(middle + "/a"));
        CHECK_FALSE(below->is_tracked(middle + "/b"));
        CHECK_FALSE(below->is_tracked(middle + "/absent/deep/b"));
    }
}

TEST_CASE("a repository of another owner is refused with the line that allows it") {
    if (::geteuid() != 0) return;  // only root can give a directory away
    GitRepository repository;
    TemporaryDirectory home;
    const std::string before = ::getenv("HOME") ? ::getenv("HOME") : "";
    ::setenv("HOME", home.path().c_str(), 1);
    for (const std::string& part : {repository.path(), repository.path(".git")})
        REQUIRE(::chown(part.c_str(), 54321, 54321) == 0);
    fs::create_directories(repository.path("deep"));
    std::string message;
    try {
        WorkTree::discover(repository.path("deep"));
    } catch (const Error& error) {
        message = error.what();
    }
    ::setenv("HOME", before.c_str(), 1);
    CHECK_THAT(message, ContainsSubstring("another user"));
    CHECK_THAT(message,
               ContainsSubstring("git config --global --add safe.directory '" + repository.path() + "'"));
}

TEST_CASE("a repository with SHA-256 object names is asked through git") {
    TemporaryDirectory directory;
    const auto git = [&](std::vector<std::string> arguments) {
        return run_git(directory.path(), std::move(arguments));
    };
    git({"init", "-q", "-b", "trunk", "--object-format=sha256"});
    const auto tree = WorkTree::discover(directory.path());
    REQUIRE(tree);
    CHECK(tree->root() == directory.path());
    CHECK(tree->branch() == "trunk");
    CHECK_FALSE(tree->head());
    CHECK_FALSE(tree->is_tracked(directory.path()));
    directory.write("x.yaml.lock", "content");
    directory.write("sub/code", "1");
    directory.write(".gitignore", "*.bin\n/build/\n");
    git({"add", "-A"});
    git({"commit", "-q", "-m", "one"});
    CHECK(tree->head() == git({"rev-parse", "HEAD"}));
    CHECK(tree->is_tracked(directory.path() + "/sub"));
    CHECK(tree->is_ignored(directory.path() + "/x.bin"));
    CHECK(tree->is_ignored(directory.path() + "/build/"));
    CHECK_FALSE(tree->is_ignored(directory.path() + "/sub"));
    const auto below = WorkTree::discover(directory.path() + "/sub");
    REQUIRE(below);
    CHECK(below->root() == directory.path());
    git({"tag", "blob", git({"rev-parse", "HEAD:sub/code"})});
    CHECK(mlpipe::contents_at_tips(directory.path(), {".yaml.lock"}) == std::vector<std::string>{"content"});
    CHECK(mlpipe::other_work_trees(directory.path()).empty());
    TemporaryDirectory other;
    git({"worktree", "add", "-q", "-b", "side", other.path() + "/linked"});
    CHECK(mlpipe::other_work_trees(directory.path()) == std::vector<std::string>{other.path() + "/linked"});
    git({"checkout", "-q", "--detach"});
    CHECK_FALSE(tree->branch());
}

TEST_CASE("an unknown extension is a clear error") {
    GitRepository repository;
    repository.git({"config", "core.repositoryformatversion", "1"});
    repository.git({"config", "extensions.fromTheFuture", "true"});
    CHECK_THROWS_WITH(WorkTree::discover(repository.path()),
                      ContainsSubstring("fromthefuture") && ContainsSubstring("cannot read"));
}

TEST_CASE("extensions of sparse checkouts and partial clones are no hindrance") {
    GitRepository repository;
    repository.write("a", "1");
    repository.commit("first");
    repository.git({"config", "core.repositoryformatversion", "1"});
    repository.git({"config", "extensions.worktreeConfig", "true"});
    repository.git({"config", "extensions.partialClone", "origin"});
    const auto tree = WorkTree::discover(repository.path());
    REQUIRE(tree);
    CHECK(tree->is_tracked(repository.path("a")));
}

TEST_CASE("a damaged repository is an error that names it") {
    GitRepository repository;
    repository.write(".git/config", "[core\nbroken");
    CHECK_THROWS_WITH(WorkTree::discover(repository.path()), ContainsSubstring(repository.path()));
}
