// What happens to files: outputs cleared, displaced or kept, inputs that change meanwhile.
#include <thread>

#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

JobResult done(const FakeAttempt& attempt) {
    attempt.write_outputs("result");
    return FakeExecutor::exited(0);
}

}  // namespace

TEST_CASE("what no run made is moved away, kept, and said") {
    TestProject project;
    project.write("data/x", "by hand");
    project.stages({"a: {cmd: a, outs: [data/x]}"});
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a ran");
    CHECK(project.read("data/x") == "a\n");
    const std::string kept = ".mlpipe/displaced/" + run.id + "/data/x";
    CHECK(project.read(kept) == "by hand");
    CHECK(project.reporter.warnings() ==
          "a: data/x held content that no run made; it was moved to " + kept + "\n");
}

TEST_CASE("a whole directory is moved away as it is") {
    TestProject project;
    project.write("out/deep/one", "1");
    project.files.create_link("deep/one", project.path("out/link"));
    project.stages({"a: {cmd: a, outs: [out]}"});
    project.executor.behave("a", [&](const FakeAttempt&) {
        project.write("out/new", "2");
        return FakeExecutor::exited(0);
    });
    const RunRecord run = project.run();
    const std::string kept = ".mlpipe/displaced/" + run.id + "/out/";
    CHECK(project.read(kept + "deep/one") == "1");
    CHECK(project.files.read_link(project.path(kept + "link")) == "deep/one");
    CHECK(!project.exists("out/deep"));
}

TEST_CASE("what the store holds is not kept twice, an edit of it is") {
    TestProject project;
    project.write("source", "1");
    project.stages({"a: {cmd: a, deps: [source], outs: [x]}"});
    project.run();
    project.write("source", "2");
    CHECK(outcome(project.run()) == "a ran");
    CHECK(!project.exists(".mlpipe/displaced"));
    project.write("x", "edited");
    project.write("source", "3");
    const RunRecord run = project.run();
    CHECK(project.read(".mlpipe/displaced/" + run.id + "/x") == "edited");
    // An edit is also kept when it gives way to what is restored.
    project.write("x", "edited again");
    const RunRecord again = project.run();
    CHECK(outcome(again) == "a restored");
    CHECK(project.read(".mlpipe/displaced/" + again.id + "/x") == "edited again");
}

TEST_CASE("what a failed stage left stays for a look and is removed by the next run") {
    TestProject project;
    project.write("source", "1");
    project.stages({"a: {cmd: a, deps: [source], outs: [x, d]}"});
    project.run();
    project.write("source", "2");
    project.executor.behave("a", [&](const FakeAttempt&) {
        project.write("x", "half");
        project.write("d/part", "half");
        return FakeExecutor::exited(1);
    });
    const RunRecord failed = project.run();
    CHECK(outcome(failed) == "a failed");
    CHECK(execution(failed, "a").leftovers.size() == 2);
    CHECK(project.read("x") == "half");

    SECTION("when the stage runs again") {
        project.executor.succeeds("a");
        CHECK(outcome(project.run()) == "a ran");
    }
    SECTION("when an earlier result is restored") {
        project.write("source", "1");
        CHECK(outcome(project.run()) == "a restored");
    }
    SECTION("when it fails again") {
        CHECK(outcome(project.run()) == "a failed");
        CHECK(outcome(project.run()) == "a failed");
    }
    CHECK(project.reporter.warnings() == "");
    CHECK(!project.exists(".mlpipe/displaced"));
}

TEST_CASE("what somebody made of a leftover is theirs") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.executor.behave("a", [&](const FakeAttempt&) {
        project.write("x", "half");
        return FakeExecutor::exited(1);
    });
    project.run();
    project.write("x", "completed by hand");
    project.executor.succeeds("a");
    const RunRecord run = project.run();
    CHECK(project.read(".mlpipe/displaced/" + run.id + "/x") == "completed by hand");
}

TEST_CASE("an output that persists is handed on, and recorded as what was before") {
    TestProject project;
    project.write("source", "1");
    project.stages({"a: {cmd: a, deps: [source], outs: [{state: {persist: true}}]}"});
    project.executor.behave("a", [&](const FakeAttempt& attempt) {
        const std::string before = project.exists("state") ? project.read("state") : "";
        attempt.write_outputs(before + "+");
        return FakeExecutor::exited(0);
    });
    CHECK(execution(project.run(), "a").record->prior.empty());
    project.write("source", "2");
    const RunRecord run = project.run();
    CHECK(project.read("state") == "++");
    REQUIRE(execution(run, "a").record->prior.size() == 1);
    CHECK(execution(run, "a").record->prior.front().reference.digest == sha256("+"));
    CHECK(outcome(project.run()) == "a skipped");
}

TEST_CASE("a result whose input changed meanwhile is recorded, said, and never reused") {
    TestProject project;
    project.write("source", "1");
    project.write("params.yaml", "lr: 1\nother: 1\n");
    project.stages(
        {"a: {cmd: a, deps: [source], params: [lr], outs: [x]}", "b: {cmd: b, deps: [x], outs: [y]}"});
    std::string changed;
    SECTION("a file") {
        changed = "source";
        project.executor.behave("a", [&](const FakeAttempt& attempt) {
            project.write("source", "2");
            return done(attempt);
        });
    }
    SECTION("a parameter") {
        changed = "params.yaml:lr";
        project.executor.behave("a", [&](const FakeAttempt& attempt) {
            project.write("params.yaml", "lr: 2\nother: 1\n");
            return done(attempt);
        });
    }
    SECTION("a file that is gone") {
        changed = "source";
        project.executor.behave("a", [&](const FakeAttempt& attempt) {
            project.remove("source");
            return done(attempt);
        });
    }
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a ran, b ran");
    CHECK(execution(run, "a").changed_inputs == std::vector<std::string>{changed});
    CHECK(!execution(run, "a").record);
    CHECK(project.reporter.warnings() == "a: " + changed +
                                             " changed while the stage ran; its result is recorded, but will "
                                             "not be reused\n");
    CHECK(project.lock().stages.count("a") == 0);
    CHECK(project.lock().stages.count("b") == 1);

    // Neither for the inputs as they are now, nor as they were.
    project.executor.writes("a", "result");
    project.write("source", "1");
    project.write("params.yaml", "lr: 1\nother: 1\n");
    CHECK(outcome(project.run()) == "a ran, b skipped");
    CHECK(outcome(project.run()) == "a skipped, b skipped");
}

TEST_CASE("a parameter that the stage does not name may change meanwhile") {
    TestProject project;
    project.write("params.yaml", "lr: 1\nother: 1\n");
    project.stages({"a: {cmd: a, params: [lr], outs: [x]}"});
    project.executor.behave("a", [&](const FakeAttempt& attempt) {
        project.write("params.yaml", "lr: 1\nother: 2\n");
        return done(attempt);
    });
    CHECK(execution(project.run(), "a").changed_inputs.empty());
    CHECK(outcome(project.run()) == "a skipped");
}

TEST_CASE("a stage that waited for its turn runs with its inputs as they are then") {
    TestProject project;
    project.write("source", "1");
    project.stages({"first: {cmd: f, outs: [w], resources: {mutex: m}}",
                    "a: {cmd: a, deps: [source], outs: [x], resources: {mutex: m}}"});
    project.executor.hold("first");
    {
        RunningRun running(project);
        project.executor.wait_until_running("first");
        project.reporter.wait_until_decided("a");
        SECTION("changed") {
            project.write("source", "2");
            project.executor.finish("first");
            const RunRecord run = running.result();
            CHECK(outcome(run) == "first ran, a ran");
            CHECK(execution(run, "a").changed_inputs.empty());
            CHECK(execution(run, "a").key == project.lock().stages.at("a").front().key);
            CHECK(project.read("x") == "a\n2");
            CHECK(outcome(project.run()) == "first skipped, a skipped");
        }
        SECTION("gone") {
            project.remove("source");
            project.executor.finish("first");
            const RunRecord run = running.result();
            CHECK(outcome(run) == "first ran, a failed");
            CHECK(reason(run, "a") == "source is no longer there");
            CHECK(project.executor.begun() == std::vector<std::string>{"first"});
        }
    }
}

TEST_CASE("sources that git does not track are stored, unless the settings say otherwise") {
    TestProject project;
    project.write("source", "the data");
    project.write("dir/one", "part");
    project.stages({"a: {cmd: a, deps: [source, dir], outs: [x]}"});
    const std::string setting = GENERATE("auto", "always", "never", "3", "1MB");
    CAPTURE(setting);
    project.write(".mlpipe/config.yaml", "inputs: {store: " + setting + "}\n");
    project.run();
    const std::string hex = sha256("the data").hex();
    const bool stored = project.exists(".mlpipe/objects/" + hex.substr(0, 2) + "/" + hex.substr(2));
    const bool wanted = setting == "auto" || setting == "always" || setting == "1MB";
    CHECK(stored == wanted);
    CHECK(project.reporter.all<RunFinished>().front().unreproducible_inputs == (wanted ? 0u : 2u));
}

TEST_CASE("large sources are stored where that takes no room") {
    TestProject project;
    const std::string large(100 << 20, 'l');
    project.write("large", large + "!");
    project.write("dir/sub/large", large + "?");
    project.stages({"a: {cmd: a, deps: [large, dir], outs: [x]}"});
    project.executor.writes("a", "x");
    const bool clones = GENERATE(false, true);
    if (clones) project.files.pretend_to_clone();
    project.run();
    for (const char* end : {"!", "?"}) {
        const std::string hex = sha256(large + end).hex();
        CHECK(project.exists(".mlpipe/objects/" + hex.substr(0, 2) + "/" + hex.substr(2)) == clones);
    }
    CHECK(project.reporter.all<RunFinished>().front().unreproducible_inputs == (clones ? 0u : 2u));
}

TEST_CASE("large outputs that git keeps are recorded by digest alone") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [{small: {cache: false}}, {large: {cache: false}}]}"});
    project.executor.behave("a", [&](const FakeAttempt&) {
        project.write("small", "s");
        project.write("large", std::string((1 << 20) + 1, 'l'));
        return FakeExecutor::exited(0);
    });
    project.run();
    project.remove("small");
    CHECK(outcome(project.run()) == "a restored");
    project.remove("large");
    CHECK(outcome(project.run()) == "a ran");
}
