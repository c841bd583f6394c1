#include "mlpipe/git/commits.hpp"

#include <unistd.h>

#include <filesystem>

#include "mlpipe/base/error.hpp"
#include "mlpipe/git/run_transfer.hpp"
#include "run_repository_support.hpp"

using namespace mlpipe;
namespace fs = std::filesystem;

namespace {

Commits open_commits(const std::string& root) {
    auto commits = Commits::open(posix_file_system(), root, root + "/.mlpipe");
    if (!commits) throw std::runtime_error("no repository at " + root);
    return std::move(*commits);
}

std::string commit_run(const std::string& root, const std::string& run) {
    RunRepository runs = open_runs(root);
    runs.snapshot({});
    return runs.commit_run(run, {{root + "/.mlpipe/run.json", "{\"id\":\"" + run + "\"}"}},
                           run + "\n\nRun-Id: " + run + "\n", 1'764'000'000'000'000'000);
}

std::string words(const std::vector<FileChange>& changes) {
    std::string text;
    for (const FileChange& change : changes)
        text += (change.kind == FileChangeKind::added     ? "+"
                 : change.kind == FileChangeKind::removed ? "-"
                                                          : "~") +
                change.path + " ";
    return text;
}

// The same questions to a repository that libgit2 reads and to one that it does not.
struct Kind {
    std::string format;
    std::size_t id_length;
};
const std::vector<Kind> kinds = {{"sha1", 40}, {"sha256", 64}};

}  // namespace

TEST_CASE("what commits hold, by libgit2 and by the git program") {
    for (const Kind& kind : kinds) {
        INFO(kind.format);
        TemporaryDirectory place;
        const auto git = [&](std::vector<std::string> arguments) {
            return run_git(place.path(), std::move(arguments));
        };
        git({"init", "-q", "-b", "trunk", "--object-format=" + kind.format, "."});
        place.write("a", "1\n");
        place.write("dir/b \xff", std::string("zero\0byte", 9));
        place.write("dir/c", "1\n");
        fs::create_symlink("a", place.path() + "/link");
        git({"add", "-A"});
        git({"commit", "-q", "-m", "one\n\nbody"});
        git({"tag", "-a", "-m", "tagged", "v1"});
        git({"branch", "side/way"});
        const std::string one = git({"rev-parse", "HEAD"});
        place.write("a", "2\n");
        fs::remove(place.path() + "/dir/c");
        fs::remove(place.path() + "/link");
        place.write("link", "no link");
        place.write("new", "1\n");
        git({"add", "-A"});
        git({"commit", "-q", "-m", "two"});
        const std::string two = git({"rev-parse", "HEAD"});
        const std::string run = commit_run(place.path(), "20260101T000000000Z-abcdef");
        const Commits commits = open_commits(place.path());

        CHECK(one.size() == kind.id_length);
        CHECK(commits.resolve("20260101T000000000Z-abcdef") == run);
        CHECK(commits.resolve("HEAD") == two);
        CHECK(commits.resolve("HEAD~1") == one);
        CHECK(commits.resolve("trunk") == two);
        CHECK(commits.resolve("side/way") == one);
        CHECK(commits.resolve("v1") == one);
        CHECK(commits.resolve(one.substr(0, 10)) == one);
        for (const char* nothing : {"", "nothing", "HEAD:a", "--all", "HEAD..v1", "../x", "HEAD^{tree}"}) {
            INFO(nothing);
            CHECK_FALSE(commits.resolve(nothing));
        }

        const CommitInfo info = commits.info(run);
        CHECK(info.id == run);
        CHECK(info.parents == std::vector<std::string>{two});
        CHECK(info.time_s == 1'764'000'000);
        CHECK(info.message == "20260101T000000000Z-abcdef\n\nRun-Id: 20260101T000000000Z-abcdef\n");
        CHECK(info.tree == git({"rev-parse", run + "^{tree}"}));
        CHECK(commits.info(one).author_name == "Test");
        CHECK(commits.info(one).author_email == "test@localhost");
        CHECK(commits.info(one).message == "one\n\nbody\n");
        CHECK(commits.info(one).parents.empty());

        CHECK(commits.read(one, "a") == "1\n");
        CHECK(commits.read(two, "dir/b \xff") == std::string("zero\0byte", 9));
        CHECK(commits.read(one, "link") == "a");
        CHECK(commits.read(run, ".mlpipe/run.json") == "{\"id\":\"20260101T000000000Z-abcdef\"}");
        CHECK_FALSE(commits.read(one, "dir"));
        CHECK_FALSE(commits.read(one, "absent"));
        CHECK_FALSE(commits.read(one, "a/below"));
        CHECK_THROWS_AS(commits.read_blob(std::string(kind.id_length, '1')), Error);

        const auto files = commits.files(one);
        REQUIRE(files.size() == 4);
        CHECK(files[0].path == "a");
        CHECK(files[1].path == "dir/b \xff");
        CHECK(files[3] == TreeFile{"link", git({"rev-parse", one + ":link"}), 0120000});
        CHECK(commits.read_blob(files[0].id) == "1\n");

        CHECK(words(commits.changes(one, two)) == "~a -dir/c ~link +new ");
        CHECK(words(commits.changes(two, one)) == "~a +dir/c ~link -new ");
        CHECK(commits.changes(one, one).empty());
        const FileChange removed = commits.changes(one, two)[1];
        CHECK(removed.from_id == files[2].id);
        CHECK(removed.to_id == "");
        CHECK(removed.to_mode == 0);

        const std::string diff = commits.text_diff(one, two, {"a"});
        CHECK(diff.find("-1\n+2\n") != std::string::npos);
        CHECK(diff.find("new") == std::string::npos);
        CHECK(commits.text_diff(one, two).find("+++ b/new") != std::string::npos);

        place.write("a", "3\n");
        place.write("untracked", "1");
        const std::string index = place.read(".git/index");
        CHECK(words(commits.changes_in_work_tree(two)) == "~a +untracked ");
        CHECK(words(commits.changes_in_work_tree(run)) == "-.mlpipe/run.json ~a +untracked ");
        CHECK(place.read(".git/index") == index);

        const auto branches = commits.branches();
        REQUIRE(branches.size() == 2);
        CHECK(branches[0].name == "side/way");
        CHECK(branches[0].commit == one);
        CHECK(branches[1].name == "trunk");
        const auto runs = commits.runs();
        REQUIRE(runs.size() == 1);
        CHECK(runs[0].run == "20260101T000000000Z-abcdef");
        CHECK(runs[0].commit == run);
        CHECK(commits.reachable(run) == std::vector<std::string>{run, two, one});
        CHECK(commits.path_in_tree(place.path() + "/dir/b") == "dir/b");
        CHECK_FALSE(commits.path_in_tree("/elsewhere"));

        TemporaryDirectory clean;
        commits.check_out(run, clean.path());
        CHECK(clean.read("new") == "1\n");
        CHECK(clean.read("a") == "2\n");
        CHECK_FALSE(fs::exists(clean.path() + "/untracked"));
        CHECK(fs::is_empty(place.path() + "/.mlpipe/tmp"));
    }
}

TEST_CASE("where there is no repository there are no commits, and none is made") {
    TemporaryDirectory directory;
    CHECK_FALSE(Commits::open(posix_file_system(), directory.path(), directory.path() + "/.mlpipe"));
    CHECK(fs::is_empty(directory.path()));
}

TEST_CASE("commits of mlpipe's own repository") {
    TemporaryDirectory directory, clean;
    directory.write("code.py", "1");
    const std::string id = commit_run(directory.path(), "r");
    const Commits commits = open_commits(directory.path());
    CHECK(commits.own());
    CHECK(commits.resolve("r") == id);
    CHECK_FALSE(commits.resolve("HEAD"));
    CHECK(commits.read(id, "code.py") == "1");
    directory.write("code.py", "2");
    CHECK(words(commits.changes_in_work_tree(id)) == "-.mlpipe/run.json ~code.py ");
    commits.check_out(id, clean.path());
    CHECK(clean.read("code.py") == "1");
    CHECK(clean.read(".mlpipe/run.json") == "{\"id\":\"r\"}");
}

TEST_CASE("a checkout applies filters, ignores sparseness, leaves the index, and runs no hook") {
    GitRepository repository;
    repository.write(".gitattributes", "*.up filter=upper\n*.crlf eol=crlf\n");
    repository.git({"config", "filter.upper.clean", "tr a-z A-Z"});
    repository.git({"config", "filter.upper.smudge", "tr A-Z a-z"});
    repository.write("x.up", "text");
    repository.write("x.crlf", "a\n");
    repository.write("out/y", "1");
    repository.write(".git/hooks/post-checkout", "#!/bin/sh\ntouch " + repository.path("hooked") + "\n");
    fs::permissions(repository.path(".git/hooks/post-checkout"), fs::perms::all);
    fs::create_symlink("/etc", repository.path("etc"));
    repository.commit("one");
    // The working tree's attributes are not those of the commit.
    repository.write(".gitattributes", "");
    repository.git({"sparse-checkout", "set", "--no-cone", "/x.*"});
    const auto before = state_of(repository);
    TemporaryDirectory clean;
    const Commits commits = open_commits(repository.path());
    commits.check_out(*commits.resolve("HEAD"), clean.path());
    CHECK(clean.read("x.up") == "text");
    CHECK(clean.read("x.crlf") == "a\r\n");
    CHECK(clean.read("out/y") == "1");
    CHECK(fs::is_symlink(clean.path() + "/etc"));
    CHECK(state_of(repository) == before);
    CHECK_FALSE(fs::exists(repository.path("hooked")));
}

TEST_CASE("commits between a good and a bad one, with the ways among them") {
    GitRepository repository;
    repository.commit("root");
    repository.commit("good");
    const std::string good = repository.git({"rev-parse", "HEAD"});
    repository.git({"checkout", "-q", "-b", "side", "HEAD~"});
    repository.commit("side");
    repository.git({"checkout", "-q", "trunk"});
    repository.commit("main");
    repository.git({"merge", "-q", "--no-edit", "side"});
    repository.commit("bad");
    const Commits commits = open_commits(repository.path());
    const auto nodes = commits.between(good, *commits.resolve("trunk"));
    std::vector<std::string> ids;
    for (const CommitNode& node : nodes) ids.push_back(node.id);
    REQUIRE(nodes.size() == 4);
    CHECK(ids.front() == repository.git({"rev-parse", "trunk"}));
    CHECK(nodes[1].parents.size() == 2);
    // The side branch's commit has no parent within the answer, since the root is older than good.
    const auto side = std::find(ids.begin(), ids.end(), repository.git({"rev-parse", "side"}));
    REQUIRE(side != ids.end());
    CHECK(nodes[static_cast<std::size_t>(side - ids.begin())].parents.empty());
    CHECK(commits.between(good, good).empty());
}

TEST_CASE("the history of a shallow clone ends where it was cut") {
    GitRepository repository;
    for (const char* name : {"one", "two", "three"}) repository.commit(name);
    TemporaryDirectory place;
    run_git(place.path(), {"clone", "-q", "--depth", "2", "file://" + repository.path(), "clone"});
    const Commits commits = open_commits(place.path() + "/clone");
    CHECK(commits.reachable(*commits.resolve("HEAD")).size() == 2);
}

TEST_CASE("runs are pushed and fetched by git, and only those that are missing") {
    GitRepository repository;
    repository.write("code.py", "1");
    repository.commit("one");
    TemporaryDirectory place;
    run_git(place.path(), {"init", "-q", "--bare", "remote.git"});
    const std::string remote = place.path() + "/remote.git";
    repository.git({"remote", "add", "origin", remote});
    repository.git({"push", "-q", "origin", "trunk"});
    const std::string first = commit_run(repository.path(), "first");
    repository.write("code.py", "dirty");
    const std::string second = commit_run(repository.path(), "second");
    repository.write(".git/hooks/pre-push", "#!/bin/sh\nexit 1\n");
    fs::permissions(repository.path(".git/hooks/pre-push"), fs::perms::all);

    FileSystem& files = posix_file_system();
    const std::string own = repository.path(".mlpipe");
    CHECK(push_runs(files, repository.path(), own, "origin", {"first"}) == Paths{"first"});
    CHECK(push_runs(files, repository.path(), own, remote) == Paths{"second"});
    CHECK(push_runs(files, repository.path(), own, "origin").empty());
    CHECK_THROWS_AS(push_runs(files, repository.path(), own, "origin", {"never"}), Error);
    CHECK_THROWS_AS(push_runs(files, repository.path(), own, "nobody"), Error);
    CHECK_THROWS_AS(push_runs(files, repository.path(), own, "--upload-pack=x"), Error);
    CHECK(run_git(remote, {"rev-parse", "refs/mlpipe/runs/second"}) == second);

    run_git(place.path(), {"clone", "-q", "-b", "trunk", remote, "clone"});
    const std::string clone = place.path() + "/clone";
    fs::create_directories(clone + "/.mlpipe");
    CHECK(fetch_runs(files, clone, clone + "/.mlpipe", "origin", {"first"}) == Paths{"first"});
    CHECK(fetch_runs(files, clone, clone + "/.mlpipe", "origin") == Paths{"second"});
    CHECK(fetch_runs(files, clone, clone + "/.mlpipe", "origin").empty());
    const Commits commits = open_commits(clone);
    CHECK(commits.resolve("second") == second);
    CHECK(commits.read(second, "code.py") == "dirty");
    CHECK(commits.runs().size() == 2);

    // From a directory without git, into its own repository.
    TemporaryDirectory plain;
    fs::create_directories(plain.path() + "/.mlpipe");
    CHECK(fetch_runs(files, plain.path(), plain.path() + "/.mlpipe", remote) == Paths{"first", "second"});
    CHECK(open_commits(plain.path()).resolve("first") == first);
}
