// What is garbage, and above all what is not.
#include "mlpipe/run/garbage.hpp"

#include "git/git_repository.hpp"
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

// Several versions of one output, of which the last is in the workspace.
struct Versions : TestProject {
    Versions() { stages({"a: {cmd: a, deps: [source], outs: [x]}"}); }
    void make(const std::string& version) {
        write("source", version);
        REQUIRE(run().status == RunStatus::succeeded);
        // Objects are safe while they are young.
        files.move_clock(7200);
        clock.move(7200);
    }
    bool stored(const std::string& version) const {
        const std::string hex = sha256("a\n" + version).hex();
        return exists(".mlpipe/objects/" + hex.substr(0, 2) + "/" + hex.substr(2));
    }
    // Keeps nothing for its age.
    GarbageOptions strict(std::size_t keep_runs = 0) {
        GarbageOptions options;
        options.keep_runs = keep_runs;
        options.older_than_s = options.displaced_older_than_s = 0;
        return options;
    }
    Garbage collect(const GarbageOptions& options) {
        World here = world();
        GarbageCollection collection(project(), options, here, interrupt);
        const Garbage found = collection.found();
        collection.remove();
        return found;
    }
};

}  // namespace

TEST_CASE("what the lock file names stays, the rest goes") {
    Versions project;
    project.make("1");
    project.make("2");
    const Garbage found = project.collect(project.strict());
    CHECK(!project.stored("1"));
    CHECK(project.stored("2"));
    CHECK(found.store.records == 1);
    CHECK(found.projects == std::vector<std::string>{project.path()});
    CHECK(outcome(project.run()) == "a skipped");
    project.remove("x");
    CHECK(outcome(project.run()) == "a restored");
    project.write("source", "1");
    CHECK(outcome(project.run()) == "a ran");
}

TEST_CASE("finding removes nothing, and what is young is no garbage") {
    Versions project;
    project.write("source", "1");
    project.run();
    project.remove("pipeline.yaml.lock");
    GarbageOptions options = project.strict();
    options.older_than_s = options.displaced_older_than_s = 1800;
    project.clock.move(7200);  // the run is old, the objects are not
    CHECK(project.collect(options).store.records == 0);
    CHECK(project.stored("1"));
    project.files.move_clock(7200);
    {
        World here = project.world();
        GarbageCollection collection(project.project(), options, here, project.interrupt);
        CHECK(collection.found().store.records == 1);
        CHECK(collection.found().store.objects == 2);  // the output, and the source that git does not track
    }
    CHECK(project.stored("1"));
    project.collect(options);
    CHECK(!project.stored("1"));
}

TEST_CASE("the newest runs keep their results, and so do young ones") {
    Versions project;
    for (const char* version : {"1", "2", "3"}) project.make(version);
    project.remove("pipeline.yaml.lock");
    SECTION("by number") {
        project.collect(project.strict(2));
        CHECK(!project.stored("1"));
        CHECK(project.stored("2"));
        CHECK(project.stored("3"));
    }
    SECTION("by age") {
        GarbageOptions options;
        options.keep_runs = 0;
        options.older_than_s = options.displaced_older_than_s = 3 * 3600;  // the last began two hours ago
        project.collect(options);
        CHECK(!project.stored("2"));
        CHECK(project.stored("3"));
    }
    SECTION("by default all of these") {
        project.collect({});
        CHECK(project.stored("1"));
    }
}

TEST_CASE("both sides of a conflict stay") {
    Versions project;
    project.make("1");
    const std::string ours = project.read("pipeline.yaml.lock");
    project.make("2");
    project.write("pipeline.yaml.lock",
                  "<<<<<<< a\n" + ours + "=======\n" + project.read("pipeline.yaml.lock") + ">>>>>>> b\n");
    project.collect(project.strict());
    CHECK(project.stored("1"));
    CHECK(project.stored("2"));
}

TEST_CASE("branches, tags and linked work trees keep what their locks name") {
    Versions project;
    const auto git = [&](std::vector<std::string> arguments) {
        run_git(project.path(), std::move(arguments));
    };
    git({"init", "-q", "-b", "trunk"});
    const auto commit = [&] {
        git({"add", "pipeline.yaml", "pipeline.yaml.lock", "source"});
        git({"commit", "-q", "-m", "state"});
    };
    project.make("1");
    commit();
    git({"tag", "v1"});
    project.make("2");
    commit();
    git({"branch", "other"});
    project.make("3");
    commit();
    project.make("4");  // of a linked work tree, uncommitted
    const TemporaryDirectory elsewhere;
    git({"worktree", "add", "-q", elsewhere.path() + "/tree", "other"});
    elsewhere.write("tree/pipeline.yaml.lock", project.read("pipeline.yaml.lock"));
    project.make("5");
    commit();
    project.collect(project.strict());
    CHECK(project.stored("1"));
    CHECK(project.stored("2"));
    CHECK(!project.stored("3"));  // reachable only through history
    CHECK(project.stored("4"));
    CHECK(project.stored("5"));
}

TEST_CASE("displaced files are kept for their time") {
    Versions project;
    project.write("x", "by hand");
    project.write("source", "1");
    const RunRecord run = project.run();
    const std::string displaced = ".mlpipe/displaced/" + run.id;
    GarbageOptions options;
    project.clock.move(29 * 86400.0);
    CHECK(project.collect(options).displaced.empty());
    project.clock.move(2 * 86400.0);
    const Garbage found = project.collect(options);
    CHECK(found.displaced == std::vector<std::string>{project.path(displaced)});
    CHECK(found.displaced_bytes == 7);
    CHECK(!project.exists(displaced));
}

TEST_CASE("gc waits for nobody and lets nobody in") {
    Versions project;
    project.make("1");
    World here = project.world();
    GarbageCollection collection(project.project(), {}, here, project.interrupt);
    CHECK_THROWS_AS(project.run_blindly(), Error);
    CHECK_THROWS_AS(GarbageCollection(project.project(), {}, here, project.interrupt), Error);
}

TEST_CASE("where nothing was ever run there is nothing to collect") {
    Versions project;
    World here = project.world();
    CHECK_THROWS_WITH(GarbageCollection(project.project(), {}, here, project.interrupt),
                      ContainsSubstring("nothing has been run here"));
    CHECK(!project.exists(".mlpipe"));
}

TEST_CASE("a shared store keeps what any of its projects needs") {
    const TemporaryDirectory shared;
    Versions one;
    auto two = std::make_unique<Versions>();
    for (Versions* project : {&one, two.get()})
        project->write(".mlpipe/config.yaml", "store: {path: " + shared.path() + "/store}\n");
    const auto stored = [&](const std::string& version) {
        const std::string hex = sha256("a\n" + version).hex();
        return mlpipe::posix_file_system()
            .stat(shared.path() + "/store/objects/" + hex.substr(0, 2) + "/" + hex.substr(2))
            .has_value();
    };
    one.make("1");
    two->make("2");
    // What one of them has computed is restored in the other.
    one.write("source", "2");
    CHECK(outcome(one.run()) == "a restored");
    one.make("3");

    const Garbage found = one.collect(one.strict());
    CHECK(found.projects.size() == 2);
    CHECK(!stored("1"));
    CHECK(stored("2"));
    CHECK(stored("3"));

    // A run anywhere keeps gc out of the store.
    two->executor.hold("a");
    two->write("source", "4");
    {
        RunningRun running(*two);
        two->executor.wait_until_running("a");
        CHECK_THROWS_WITH(one.collect(one.strict()), ContainsSubstring("the store is locked"));
    }

    // Of a project that is gone nobody knows what it needs.
    const std::string gone = two->path();
    two.reset();
    CHECK_THROWS_WITH(one.collect(one.strict()),
                      ContainsSubstring(gone) && ContainsSubstring("shares this store, but is not there"));
    CHECK(stored("2"));
}
