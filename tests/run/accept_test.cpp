// Accepting an edit that cannot matter.
#include "mlpipe/run/accept.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/run/past_runs.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

struct Trained : TestProject {
    Trained() {
        write("train.py", "code");
        stages(
            {"train: {cmd: t, deps: [train.py], outs: [model]}", "eval: {cmd: e, deps: [model], outs: [m]}"});
        executor.takes("train", 28800);
        REQUIRE(outcome(run()) == "train ran, eval ran");
    }
    RunRecord accept(const std::string& stage, const std::string& why = "a comment") {
        AcceptOptions options;
        options.stage = stage;
        options.why = why;
        options.by = "anna";
        World here = world();
        return mlpipe::accept(project(), options, here, interrupt);
    }
};

}  // namespace

TEST_CASE("accepted outputs count as those of the new inputs, marked for good") {
    Trained project;
    project.write("train.py", "code  # a comment");
    CHECK(outcome(project.status()) == "train run, eval unknown");
    const RunRecord accepted = project.accept("train", "only a comment\nsecond line");
    CHECK(accepted.status == RunStatus::succeeded);
    REQUIRE(accepted.executions.size() == 1);
    CHECK(project.executor.jobs().size() == 2);  // nothing was run

    const auto said = project.status();
    CHECK(outcome(said) == "train skip, eval skip");
    CHECK(said.front().accepted);
    CHECK_THAT(said.front().decision.reason, ContainsSubstring("accepted by anna: only a comment"));
    const RunRecord run = project.run();
    CHECK(outcome(run) == "train skipped, eval skipped");
    CHECK(execution(run, "train").accepted);

    const StageRecord entry = project.lock().stages.at("train").front();
    REQUIRE(entry.accepted);
    CHECK(entry.accepted->why == "only a comment\nsecond line");
    CHECK(entry.accepted->by == "anna");
    CHECK(entry.duration_s == 28800);  // as long as the last real one took
    CHECK(entry.run == accepted.id);
    const auto stored = project.lineage().run(accepted.id);
    REQUIRE(stored);
    CHECK(execution(*stored, "train").accepted);
    CHECK(execution(*stored, "train").record == entry);
    // The log of the stage is still that of the execution that had one.
    const Project place = project.project();
    PastRuns past(project.files, place);
    CHECK(past.log("train", std::nullopt)->run != accepted.id);
}

TEST_CASE("an accepted result can be restored and gives way to a real one") {
    Trained project;
    project.write("train.py", "code  # a comment");
    project.accept("train");
    project.remove("model");
    CHECK(outcome(project.run()) == "train restored, eval skipped");
    RunOptions options = TestProject::options({"train"});
    options.force = true;
    CHECK(outcome(project.run(options)) == "train ran");
    CHECK(!project.lock().stages.at("train").front().accepted);
}

TEST_CASE("an edited output is accepted as it stands") {
    Trained project;
    project.write("model", "tuned by hand");
    project.accept("train");
    CHECK(outcome(project.run()) == "train skipped, eval ran");
    project.remove("model");
    CHECK(outcome(project.run()) == "train restored, eval skipped");
    CHECK(project.read("model") == "tuned by hand");
}

TEST_CASE("what cannot be accepted is refused and changes nothing") {
    Trained project;
    project.stages({"train: {cmd: t, deps: [train.py], outs: [model]}",
                    "eval: {cmd: e, deps: [model], outs: [m]}", "deploy: {cmd: d, deps: [model], outs: [r]}",
                    "check: {cmd: c, deps: [model]}"});
    const std::string lock = project.read("pipeline.yaml.lock");
    CHECK_THROWS_WITH(project.accept("trian"),
                      ContainsSubstring("no stage 'trian'") && ContainsSubstring("train"));
    CHECK_THROWS_WITH(project.accept("train"), ContainsSubstring("up to date"));
    CHECK_THROWS_WITH(project.accept("deploy"), ContainsSubstring("side effects"));
    CHECK_THROWS_WITH(project.accept("check"), ContainsSubstring("no outputs"));
    project.write("train.py", "other");
    project.remove("model");
    CHECK_THROWS_WITH(project.accept("train"), ContainsSubstring("its output model is not there"));
    CHECK_THROWS_WITH(project.accept("eval"), ContainsSubstring("its dependency model is not there"));
    CHECK(project.read("pipeline.yaml.lock") == lock);
    CHECK(project.lineage().runs({}).size() == 1);
}
