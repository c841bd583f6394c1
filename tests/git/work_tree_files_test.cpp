#include "mlpipe/git/work_tree_files.hpp"

#include "git_repository.hpp"
#include "mlpipe/base/file_system.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("the files of a work tree are what is tracked and what is not ignored, as they are now") {
    GitRepository repository;
    repository.write(".gitignore", "data/\n");
    repository.write("src/train.py", "a");
    repository.write("data/kept.csv", "a");
    repository.git({"add", "-f", "data/kept.csv"});
    repository.commit("the beginning");
    repository.write("data/raw.csv", "ignored");
    repository.write("src/new.py", "untracked");
    repository.write(".mlpipe/lineage.db", "a");
    const auto found =
        work_tree_files(posix_file_system(), repository.path("src"), repository.path("src/.mlpipe"));
    REQUIRE(found);
    CHECK(found->root == repository.path());
    CHECK(found->paths ==
          std::vector<std::string>{".gitignore", "data/kept.csv", "src/new.py", "src/train.py"});
}

TEST_CASE("a tracked file that is not there is none of the tree's, and another repository is one path") {
    GitRepository repository;
    repository.write("gone.py", "a");
    repository.commit("the beginning");
    posix_file_system().remove_file(repository.path("gone.py"));
    repository.git({"init", "-q", "library"});
    repository.write("library/a.py", "a");
    const auto found = work_tree_files(posix_file_system(), repository.path(), repository.path(".mlpipe"));
    REQUIRE(found);
    CHECK(found->paths == std::vector<std::string>{"library"});
}

TEST_CASE("outside of git there is no list") {
    const TemporaryDirectory directory;
    directory.write("a", "a");
    CHECK_FALSE(work_tree_files(posix_file_system(), directory.path(), directory.path() + "/.mlpipe"));
}
