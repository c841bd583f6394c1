// Which of several records a decision takes.
#include "../../src/run/judge.hpp"

#include "mlpipe/base/clock.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

RunOptions forced() {
    RunOptions options = TestProject::options();
    options.force = true;
    return options;
}

// A stage that gives another result each time: three records of one key.
struct Restless : TestProject {
    std::vector<RunRecord> runs;
    Restless() {
        stages({"a: {cmd: a, outs: [x]}"});
        for (const char* result : {"one", "two", "three"}) {
            executor.writes("a", result);
            runs.push_back(run(forced()));
        }
        executor.fails("a");  // nothing below needs to run it
    }
    std::string record_file(std::size_t index) const {
        const StageRecord& record = *execution(runs[index], "a").record;
        std::string found;
        const std::string hex = record.key.hex();
        const std::string directory = ".mlpipe/records/" + hex.substr(0, 2) + "/" + hex.substr(2) + "/";
        for (const DirectoryEntry& entry : files.list(path(directory)))
            if (read(directory + entry.name).find(record.run) != std::string::npos)
                found = directory + entry.name;
        return found;
    }
};

}  // namespace

TEST_CASE("the id of a run tells when it began") {
    const std::int64_t now = 1'764'000'000'123'000'000;
    CHECK(run_time_ns(make_run_id(now, 7)) == now);
    CHECK(!run_time_ns("latest"));
    CHECK(!run_time_ns(""));
    CHECK(!run_time_ns("20261123X131502123Z-7f3a9c"));
    CHECK(!run_time_ns("20269923T131502123Z-7f3a9c"));
}

TEST_CASE("the lock's entry comes first, also before a newer result") {
    Restless project;
    const LockFile newest = project.lock();
    LockFile old = newest;
    old.stages["a"] = {*execution(project.runs[0], "a").record};
    project.write("pipeline.yaml.lock", format_lock(old));
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a restored");
    CHECK(project.read("x") == "one");
    CHECK(project.lock().stages == old.stages);
}

TEST_CASE("what lies in the workspace is taken when some record has it") {
    Restless project;
    project.remove("pipeline.yaml.lock");
    project.write("x", "two");
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a skipped");
    CHECK(reason(run, "a") == "unchanged: the outputs are those of run " + project.runs[1].id);
    CHECK(project.lock().stages.at("a").front() == *execution(project.runs[1], "a").record);
}

TEST_CASE("without either the newest result that can be had is restored") {
    Restless project;
    project.remove("pipeline.yaml.lock");
    project.remove("x");
    SECTION("all are there") {
        CHECK(outcome(project.run()) == "a restored");
        CHECK(project.read("x") == "three");
    }
    SECTION("the content of the newest is gone") {
        const std::string hex = sha256("three").hex();
        project.remove(".mlpipe/objects/" + hex.substr(0, 2) + "/" + hex.substr(2));
        CHECK(outcome(project.run()) == "a restored");
        CHECK(project.read("x") == "two");
    }
    SECTION("the newest record is damaged") {
        const std::string file = project.record_file(2);
        REQUIRE(!file.empty());
        project.files.set_mode(project.path(file), 0644);
        project.write(file, "{\"key\": ");
        CHECK(outcome(project.run()) == "a restored");
        CHECK(project.read("x") == "two");
    }
    SECTION("nothing is there") {
        project.remove(".mlpipe/objects");
        project.executor.writes("a", "four");
        CHECK(outcome(project.run()) == "a ran");
    }
}

TEST_CASE("a record that lies under another key is not believed") {
    Restless project;
    const std::string other = project.record_file(0);
    project.stages({"a: {cmd: changed, outs: [x]}"});
    const StageKey key = [&] {
        project.executor.writes("a", "new");
        const RunRecord run = project.run();
        return execution(run, "a").key;
    }();
    const std::string hex = key.hex();
    const std::string directory = ".mlpipe/records/" + hex.substr(0, 2) + "/" + hex.substr(2) + "/";
    project.remove(directory);
    project.write(directory + other.substr(other.rfind('/') + 1), project.read(other));
    project.remove("pipeline.yaml.lock");
    CHECK(outcome(project.run()) == "a ran");
    CHECK(project.read("x") == "new");
}

TEST_CASE("of a lock with both sides the one with this key decides, and without such a one ours explains") {
    TestProject project;
    project.write("source", "1");
    project.stages({"a: {cmd: a, deps: [source], outs: [x]}"});
    const StageRecord first = *execution(project.run(), "a").record;
    project.write("source", "2");
    const StageRecord second = *execution(project.run(), "a").record;
    const Project place = project.project();
    Pipeline pipeline;
    LockFile lock;
    lock.stages["a"] = {first, second};
    ThreadPool pool(1);
    const Store store(project.files, place.store_directory(), nullptr, pool);
    History history([]() -> Lineage* { return nullptr; }, "pipeline.yaml");
    const Selection selection;
    const Judge judge(pipeline, lock, store, history, {}, selection, 0, [] { return std::nullopt; });
    CHECK(judge.lock_entry("a", first.key)->key == first.key);
    CHECK(judge.lock_entry("a", second.key)->key == second.key);
    CHECK(judge.lock_entry("a", sha256("third"))->key == first.key);
    CHECK(judge.lock_entry("b", first.key) == nullptr);
}

TEST_CASE("a removed input blocks, and is named") {
    TestProject project;
    project.write("s1", "1");
    project.stages({"a: {cmd: a, outs: [d]}", "b: {cmd: b, deps: [d/part], outs: [y]}"});
    project.executor.behave("a", [&](const FakeAttempt&) {
        project.write("d/other", "1");
        return FakeExecutor::exited(0);
    });
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a ran, b blocked");
    CHECK(reason(run, "b") == "d/part is not there");
    CHECK(run.status == RunStatus::failed);
}
