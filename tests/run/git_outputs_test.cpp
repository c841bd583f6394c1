// Outputs and git: kept out of it, once, and said.
#include "git/git_repository.hpp"
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

struct Tracked : TestProject {
    Tracked() { git({"init", "-q", "-b", "trunk"}); }
    std::string git(std::vector<std::string> arguments) const {
        return run_git(path(), std::move(arguments));
    }
    std::string untracked() const { return git({"status", "--porcelain", "--untracked-files=all"}); }
};

}  // namespace

TEST_CASE("outputs that git would show go into the nearest ignore file, once") {
    Tracked project;
    project.write("models/.gitignore", "*.tmp");
    project.stages({"a: {cmd: a, outs: [x, models/deep/m, 'odd[1] name ']}",
                    "b: {cmd: b, outs: [{kept: {cache: false}}]}"});
    CHECK(project.run().status == RunStatus::succeeded);
    CHECK(project.read("models/.gitignore") == "*.tmp\n/deep/m\n");
    CHECK_THAT(project.reporter.notices(), ContainsSubstring("added to models/.gitignore: /deep/m"));
    const std::string status = project.untracked();
    for (const char* hidden : {"x", "models/deep/m", "odd"})
        CHECK(status.find("?? " + std::string(hidden)) == std::string::npos);
    CHECK_THAT(status, ContainsSubstring("?? kept"));
    CHECK_THAT(status, ContainsSubstring("?? pipeline.yaml.lock"));
    CHECK(status.find("odd[1]") == std::string::npos);

    const std::string before = project.read(".gitignore");
    RunOptions options = TestProject::options();
    options.force = true;
    CHECK(project.run(options).status == RunStatus::succeeded);
    CHECK(project.read(".gitignore") == before);
    CHECK(project.reporter.notices().empty());
}

TEST_CASE("a run that dies at any change leaves nothing of its own among the user's files") {
    for (std::uint64_t change = 1;; ++change) {
        CAPTURE(change);
        Tracked project;
        project.write("params.yaml", "lr: 1\n");
        project.write(".gitignore", "*.tmp");
        project.stages({"a: {cmd: a, params: [lr], outs: [x]}"});
        RunOptions options = TestProject::options();
        options.overrides = {ParameterOverride::parse("lr=2")};
        // From here on nothing can be removed either.
        project.files.fail_from_change(change);
        bool done = false;
        try {
            done = project.run_blindly(options).status == RunStatus::succeeded;
        } catch (const Error&) {
        }
        for (const DirectoryEntry& entry : project.files.list(project.path()))
            CHECK(entry.name.find(".mlpipe-tmp-") == std::string::npos);
        if (!done) continue;
        CHECK(project.read("params.yaml") == "lr: 2\n");
        CHECK(project.read(".gitignore") == "*.tmp\n/x\n");
        CHECK(change > 15);
        break;
    }
}

TEST_CASE("a directory is ignored as one") {
    Tracked project;
    project.stages({"a: {cmd: a, outs: [out]}"});
    project.executor.behave("a", [&](const FakeAttempt&) {
        project.write("out/one", "1");
        return FakeExecutor::exited(0);
    });
    project.run();
    CHECK(project.read(".gitignore") == "/out/\n");
}

TEST_CASE("what is ignored already needs no entry, and a setting turns entries off") {
    Tracked project;
    project.stages({"a: {cmd: a, outs: [x.bin, y.txt]}"});
    SECTION("ignored") {
        project.write(".gitignore", "*.bin\n*.txt\n");
        project.run();
        CHECK(project.read(".gitignore") == "*.bin\n*.txt\n");
    }
    SECTION("turned off") {
        project.write(".mlpipe/config.yaml", "git: {ignore_outputs: false}\n");
        project.run();
        CHECK(!project.exists(".gitignore"));
    }
    CHECK(project.reporter.notices().empty());
    CHECK(project.reporter.warnings().empty());
}

TEST_CASE("an output that git tracks is a warning with the line that helps") {
    Tracked project;
    project.write("sub/x", "a\n");
    project.git({"add", "sub/x"});
    project.git({"commit", "-q", "-m", "x"});
    project.stages({"a: {cmd: a, outs: [sub/x]}"});
    project.run();
    CHECK_THAT(project.reporter.warnings(), ContainsSubstring("git rm -r --cached 'sub/x'"));
    CHECK(!project.exists(".gitignore"));
}

TEST_CASE("sources that git tracks are not stored") {
    Tracked project;
    project.write("tracked", "one");
    project.write("loose", "two");
    project.git({"add", "tracked"});
    project.stages({"a: {cmd: a, deps: [tracked, loose], outs: [x]}"});
    project.run();
    const auto stored = [&](const std::string& content) {
        const std::string hex = sha256(content).hex();
        return project.exists(".mlpipe/objects/" + hex.substr(0, 2) + "/" + hex.substr(2));
    };
    CHECK(!stored("one"));
    CHECK(stored("two"));
    CHECK(project.reporter.all<RunFinished>().front().unreproducible_inputs == 0);
}

TEST_CASE("a repository that cannot be read is an error before any stage has run") {
    TestProject project;
    run_git(project.path(), {"init", "-q"});
    run_git(project.path(), {"config", "core.repositoryformatversion", "1"});
    run_git(project.path(), {"config", "extensions.fromTheFuture", "true"});
    project.write("source", "1");
    project.stages({"a: {cmd: a, deps: [source], outs: [x]}"});
    CHECK_THROWS_WITH(project.run_blindly(), ContainsSubstring("fromthefuture"));
    CHECK(project.executor.begun().empty());
}

TEST_CASE("a directory counts as tracked when all of it is, and so does what a link leads to") {
    Tracked project;
    project.write("all/one", "one");
    project.write("part/two", "two");
    project.write("part/loose", "three");
    project.write("elsewhere", "four");
    project.files.create_link("elsewhere", project.path("link"));
    project.git({"add", "all", "part/two", "link"});
    project.stages({"a: {cmd: a, deps: [all, part, link], outs: [x]}"});
    project.write(".mlpipe/config.yaml", "inputs: {store: never}\n");
    project.run();
    CHECK(project.reporter.all<RunFinished>().front().unreproducible_inputs == 2);
    project.write(".mlpipe/config.yaml", "inputs: {store: auto}\n");
    RunOptions options = TestProject::options();
    options.force = true;
    project.run(options);
    CHECK(project.reporter.all<RunFinished>().back().unreproducible_inputs == 0);
    const auto stored = [&](const std::string& content) {
        const std::string hex = sha256(content).hex();
        return project.exists(".mlpipe/objects/" + hex.substr(0, 2) + "/" + hex.substr(2));
    };
    CHECK(!stored("one"));
    for (const char* content : {"two", "three", "four"}) CHECK(stored(content));
}

TEST_CASE("when: branch follows the branch that is checked out") {
    Tracked project;
    project.stages({"a: {cmd: a, outs: [x], when: {branch: [release, hotfix]}}"});
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a held");
    CHECK(reason(run, "a") == "when: branch is release, hotfix, this is trunk");
    project.git({"checkout", "-q", "-b", "hotfix"});
    CHECK(outcome(project.run()) == "a ran");
    project.git({"add", "pipeline.yaml"});
    project.git({"commit", "-q", "-m", "x"});
    project.git({"checkout", "-q", "--detach"});
    RunOptions options = TestProject::options();
    options.force = true;
    const RunRecord detached = project.run(options);
    CHECK(outcome(detached) == "a held");
    CHECK_THAT(reason(detached, "a"), ContainsSubstring("this is no branch"));
    CHECK(outcome(project.run(TestProject::options({"a"}))) == "a skipped");
}
