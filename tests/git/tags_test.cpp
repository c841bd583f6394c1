// Tags, made and read in repositories of git's.
#include "mlpipe/git/tags.hpp"

#include <thread>

#include "git_repository.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

Tags open_tags(const std::string& root, bool create = false) {
    posix_file_system().create_directories(root + "/.mlpipe");
    auto tags = Tags::open(posix_file_system(), root, root + "/.mlpipe", create);
    REQUIRE(tags);
    return std::move(*tags);
}

bool all(std::string_view) {
    return true;
}

void check_written_and_read(const GitRepository& repository) {
    repository.git({"config", "user.name", "Ada"});
    repository.git({"config", "user.email", "ada@example.org"});
    repository.commit("one");
    Tags tags = open_tags(repository.path());
    const std::string head = *tags.head();
    const std::string id = tags.create({"model@v1.2.0", head, "Subject\n\n{\"a\":1}", 1'700'000'000});
    CHECK(repository.git({"cat-file", "-t", "model@v1.2.0"}) == "tag");
    CHECK(repository.git({"rev-parse", "model@v1.2.0"}) == id);
    CHECK(repository.git({"fsck", "--strict", "--no-dangling"}) == "");
    repository.git({"tag", "light"});
    repository.git({"tag", "-a", "-m", "of a tree", "tree", "HEAD^{tree}"});
    repository.git({"tag", "-a", "-m", "Lines\nmore", "other"});
    const auto found = tags.list(all);
    REQUIRE(found.size() == 2);
    CHECK(found[0] == AnnotatedTag{"model@v1.2.0", id, head, "Ada", "ada@example.org", 1'700'000'000,
                                   "Subject\n\n{\"a\":1}\n"});
    CHECK(found[1].name == "other");
    CHECK(found[1].tagger_name == "Test");
    CHECK(found[1].message == "Lines\nmore\n");
    CHECK(tags.names().size() == 4);
    CHECK(tags.list([](std::string_view name) { return name == "other"; }).size() == 1);

    CHECK_THROWS_WITH(tags.create({"model@v1.2.0", head, "again", 1}), ContainsSubstring("model@v1.2.0"));
    repository.git({"pack-refs", "--all"});
    CHECK_THROWS_AS(tags.create({"model@v1.2.0", head, "again", 1}), Error);
    tags.remove("model@v1.2.0");
    CHECK_FALSE(tags.taken("model@v1.2.0"));
    tags.remove("model@v1.2.0");
}

struct Clones {
    GitRepository origin;
    TemporaryDirectory place;
    std::string clone(const std::string& name, std::vector<std::string> options = {}) const {
        std::vector<std::string> command = {"clone", "-q"};
        command.insert(command.end(), options.begin(), options.end());
        command.insert(command.end(), {"file://" + origin.path(), name});
        run_git(place.path(), command);
        return place.path() + "/" + name;
    }
    Clones() {
        origin.commit("one");
        origin.commit("two");
    }
};

}  // namespace

TEST_CASE("a tag is written and read through libgit2") {
    check_written_and_read(GitRepository());
}

TEST_CASE("a tag is written and read by the git program where libgit2 cannot") {
    GitRepository repository;
    posix_file_system().remove_tree(repository.path(".git"));
    repository.git({"init", "-q", "--object-format=sha256", "-b", "trunk"});
    check_written_and_read(repository);
}

TEST_CASE("of two who make a tag of one name at once, one fails") {
    const GitRepository repository;
    repository.commit("one");
    const std::string head = repository.git({"rev-parse", "HEAD"});
    for (int round = 0; round < 20; ++round) {
        std::vector<int> made(4, 0);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < made.size(); ++i) {
            threads.emplace_back([&, i] {
                Tags tags = open_tags(repository.path());
                try {
                    tags.create({"m#production#" + std::to_string(round), head, std::to_string(i), 1});
                    made[i] = 1;
                } catch (const Error&) {
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
        CHECK(std::count(made.begin(), made.end(), 1) == 1);
    }
    CHECK(open_tags(repository.path()).names().size() == 20);
}

TEST_CASE("without a repository tags go to mlpipe's own") {
    TemporaryDirectory directory;
    CHECK_FALSE(Tags::open(posix_file_system(), directory.path(), directory.path() + "/.mlpipe"));
    Tags tags = open_tags(directory.path(), true);
    CHECK(tags.own());
    CHECK_FALSE(tags.head());
    const std::string commit = tags.commit_for_tag(std::nullopt, "Version v0.0.1 of model", 5);
    tags.create({"model@v0.0.1", commit, "Subject", 5});
    CHECK(tags.list(all).at(0).commit == commit);
    CHECK(tags.completeness().complete);
    CHECK(run_git(directory.path() + "/.mlpipe/repo.git", {"ls-tree", commit}) == "");
}

TEST_CASE("a commit for a tag has the files of HEAD, and moves nothing") {
    const GitRepository repository;
    repository.write("code.py", "1");
    repository.commit("one");
    const std::string head = repository.git({"rev-parse", "HEAD"});
    Tags tags = open_tags(repository.path());
    const std::string commit = tags.commit_for_tag(tags.head(), "Version", 5);
    CHECK(repository.git({"rev-parse", commit + "^"}) == head);
    CHECK(repository.git({"rev-parse", commit + "^{tree}"}) == repository.git({"rev-parse", "HEAD^{tree}"}));
    CHECK(repository.git({"rev-parse", "HEAD"}) == head);
}

TEST_CASE("two clones that push a tag of one name collide, and nothing of the second push arrives") {
    const Clones clones;
    Tags ada = open_tags(clones.clone("ada")), ben = open_tags(clones.clone("ben"));
    ada.create({"m#production#1", *ada.head(), "by Ada", 1});
    ben.create({"m#production#1", *ben.head(), "by Ben", 2});
    ben.create({"m@v2.0.0", *ben.head(), "by Ben", 2});
    CHECK(ada.push("origin", {"m#production#1"}).empty());
    CHECK(ada.push("origin", {"m#production#1"}).empty());
    CHECK(ben.push("origin", {"m@v2.0.0", "m#production#1"}) == std::vector<std::string>{"m#production#1"});
    CHECK(clones.origin.git({"tag"}) == "m#production#1");

    ben.fetch("origin", "m#");
    CHECK(ben.list(all).at(0).message == "by Ben\n");
    ben.remove("m#production#1");
    ben.fetch("origin", "m#");
    CHECK(ben.list(all).at(0).message == "by Ada\n");
    CHECK_THROWS_WITH(ben.push(clones.place.path() + "/nowhere", {"m@v2.0.0"}), ContainsSubstring("nowhere"));
    CHECK_THROWS_AS(ben.push("--exec=x", {"m@v2.0.0"}), Error);
}

TEST_CASE("a clone knows whether it has all tags, and the line that brings them makes it so") {
    const Clones clones;
    const auto check_incomplete = [&](const std::string& directory, const std::string& why,
                                      const std::string& fetch) {
        const TagCompleteness answer = open_tags(directory).completeness();
        CHECK_FALSE(answer.complete);
        CHECK(answer.why == why);
        CHECK(answer.fetch == fetch);
        const auto done = run_program({"/bin/sh", "-c", answer.fetch}, directory, 60,
                                      std::vector<std::string>{"PATH=/usr/bin:/bin", "HOME=/nonexistent"});
        REQUIRE(done);
        CHECK(done->exit_code == 0);
        CHECK(open_tags(directory).completeness().complete);
    };
    CHECK(open_tags(clones.origin.path()).completeness().complete);
    CHECK(open_tags(clones.clone("whole")).completeness().complete);
    check_incomplete(clones.clone("shallow", {"--depth", "1"}), "this is a shallow clone",
                     "git config remote.origin.tagOpt --tags && git fetch --tags --unshallow origin");
    check_incomplete(clones.clone("shallow-all", {"--depth", "1", "--no-single-branch"}),
                     "this is a shallow clone", "git fetch --tags --unshallow origin");
    check_incomplete(clones.clone("untagged", {"--no-tags"}), "this clone takes no tags from 'origin'",
                     "git config remote.origin.tagOpt --tags && git fetch --tags origin");
    check_incomplete(clones.clone("single", {"--single-branch"}),
                     "this clone takes only some branches from 'origin'",
                     "git config remote.origin.tagOpt --tags && git fetch --tags origin");
}
