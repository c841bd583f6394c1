#include "../../src/history/commit_file_system.hpp"

#include <filesystem>

#include "git/git_repository.hpp"
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::string names(const std::vector<DirectoryEntry>& entries) {
    std::string text;
    for (const DirectoryEntry& entry : entries)
        text += (text.empty() ? "" : " ") + entry.name + (entry.type == FileType::directory ? "/" : "");
    return text;
}

struct Committed {
    Committed() {
        repository.write("a-b", "1");
        repository.write("a/x", "22");
        repository.write("a/deep/y", "333");
        repository.write("a0", "4");
        std::filesystem::create_symlink("a/x", repository.path("link"));
        std::filesystem::create_symlink("../../etc/passwd", repository.path("a/outside"));
        std::filesystem::create_symlink("loop", repository.path("loop"));
        std::filesystem::permissions(repository.path("a0"), std::filesystem::perms::owner_all);
        repository.commit("all");
        commits = Commits::open(posix_file_system(), repository.path(), repository.path("own"));
        std::filesystem::remove_all(repository.path("a"));
    }
    std::string at(const std::string& name) const { return repository.path(name); }

    GitRepository repository;
    std::optional<Commits> commits;
};

}  // namespace

TEST_CASE("a commit is a file system: files, directories, links, modes") {
    Committed committed;
    const CommitFileSystem files(*committed.commits, *committed.commits->resolve("HEAD"));
    CHECK(read_file(files, committed.at("a/x")) == "22");
    CHECK(files.stat(committed.at("a/x"))->size == 2);
    CHECK(files.stat(committed.at("a"))->type == FileType::directory);
    CHECK(files.stat(committed.at("a/deep"))->type == FileType::directory);
    CHECK(files.stat(committed.repository.path())->type == FileType::directory);
    CHECK(files.stat(committed.at("a0"))->executable);
    CHECK_FALSE(files.stat(committed.at("a-b"))->executable);
    CHECK_FALSE(files.stat(committed.at("a/z")));
    CHECK_FALSE(files.stat("/etc/passwd"));
    CHECK(names(files.list(committed.repository.path())) == "a-b a/ a0 link loop");
    CHECK(names(files.list(committed.at("a"))) == "deep/ outside x");
    CHECK(files.link_stat(committed.at("link"))->type == FileType::link);
    CHECK(files.stat(committed.at("link"))->type == FileType::file);
    CHECK(read_file(files, committed.at("link")) == "22");
    CHECK(files.real_path(committed.at("link")) == committed.at("a/x"));
}

TEST_CASE("links lead nowhere outside of the commit, and no loop holds anybody up") {
    Committed committed;
    const CommitFileSystem files(*committed.commits, *committed.commits->resolve("HEAD"));
    CHECK_FALSE(files.stat(committed.at("a/outside")));
    CHECK_THROWS_AS(files.open_read(committed.at("a/outside")), Error);
    CHECK_FALSE(files.stat(committed.at("loop")));
    CHECK_FALSE(read_file_if_present(files, committed.at("nothing")));
}

TEST_CASE("what was committed stays as it is") {
    Committed committed;
    CommitFileSystem files(*committed.commits, *committed.commits->resolve("HEAD"));
    CHECK_THROWS_AS(files.create(committed.at("new"), 0644), Error);
    CHECK_THROWS_AS(files.remove_tree(committed.at("a")), Error);
    CHECK_THROWS_AS(files.rename(committed.at("a0"), committed.at("b")), Error);
    CHECK_THROWS_AS(files.create_directories(committed.at("d")), Error);
    CHECK_THROWS_AS(files.set_mode(committed.at("a0"), 0600), Error);
}
