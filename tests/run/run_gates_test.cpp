// Gates in a run: judged whenever their stage is up to date, before anything follows from it.
#include <atomic>
#include <chrono>
#include <thread>

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

class GatedProject : public TestProject {
  public:
    explicit GatedProject(const std::string& gates = "[{metric: auc, min: 0.7}]") {
        stages({"train: {cmd: t, deps: [data], outs: [model]}",
                "evaluate: {cmd: e, deps: [model, test], metrics: [m.json], gates: " + gates + "}",
                "report: {cmd: r, deps: [m.json], outs: [page]}",
                "other: {cmd: o, deps: [data], outs: [x]}"});
        write("data", "1");
        write("test", "1");
        measures("0.61");
    }
    void measures(const std::string& auc) { executor.writes("evaluate", "{\"auc\": " + auc + "}"); }

    RunRecord run_with(const World& world, const RunOptions& options = TestProject::options()) {
        World copy = world;
        return mlpipe::run(project(), options, copy, reporter, interrupt);
    }
};

std::string verdicts(const RunRecord& run) {
    std::string text;
    for (const GateResult& result : run.gates)
        text += (text.empty() ? "" : ", ") + result.stage + " " + to_string(result.verdict);
    return text;
}

}  // namespace

TEST_CASE("a failed gate blocks what follows, and nothing else") {
    GatedProject project;
    const RunRecord run = project.run_blindly();
    CHECK(run.status == RunStatus::failed);
    CHECK(run.failed_at_gates_alone);
    CHECK(verdicts(run) == "evaluate fail");
    CHECK(execution(run, "evaluate").status == ExecutionStatus::ran);
    CHECK(execution(run, "report").status == ExecutionStatus::blocked);
    CHECK(reason(run, "report") == "gate of evaluate failed: auc 0.61 < 0.7");
    CHECK(execution(run, "other").status == ExecutionStatus::ran);
    // The result is kept: it is the gate that is not passed.
    CHECK(project.lock().stages.count("evaluate") == 1);
    CHECK(project.reporter.all<GateJudged>().size() == 1);
    // Where the gates stand is known of the pipeline file as it is, and not kept.
    std::vector<GateResult> kept = run.gates;
    for (GateResult& gate : kept) {
        CHECK(gate.position.line > 0);
        gate.position = {};
    }
    CHECK(project.lineage().run(run.id)->gates == kept);
}

TEST_CASE("it is judged again when the stage is skipped or restored") {
    GatedProject project;
    static_cast<void>(project.run_blindly());
    const RunRecord again = project.run_blindly();
    CHECK(execution(again, "evaluate").status == ExecutionStatus::skipped);
    CHECK(verdicts(again) == "evaluate fail");
    CHECK(again.status == RunStatus::failed);
    project.remove("m.json");
    const RunRecord restored = project.run_blindly();
    CHECK(execution(restored, "evaluate").status == ExecutionStatus::restored);
    CHECK(verdicts(restored) == "evaluate fail");
}

TEST_CASE("a gate that holds lets what follows begin") {
    GatedProject project;
    project.measures("0.8");
    const RunRecord run = project.run_blindly();
    CHECK(run.status == RunStatus::succeeded);
    CHECK_FALSE(run.failed_at_gates_alone);
    CHECK(verdicts(run) == "evaluate pass");
    CHECK(execution(run, "report").status == ExecutionStatus::ran);
    // A run that has nothing to do writes nothing down, and judges all the same.
    const RunRecord again = project.run_blindly();
    CHECK(verdicts(again) == "evaluate pass");
    CHECK_FALSE(project.lineage().knows_run(again.id));
}

TEST_CASE("a stage that fails has no gates, and counts for more than one that fails") {
    GatedProject project;
    project.executor.fails("other");
    RunOptions options = TestProject::options();
    options.keep_going = true;
    const RunRecord run = project.run_blindly(options);
    CHECK(verdicts(run) == "evaluate fail");
    CHECK_FALSE(run.failed_at_gates_alone);
    project.executor.fails("evaluate");
    options.force = true;
    CHECK(verdicts(project.run_blindly(options)).empty());
}

TEST_CASE("a replay judges nothing") {
    GatedProject project;
    RunOptions options = TestProject::options();
    options.replay = true;
    const RunRecord run = project.run_blindly(options);
    CHECK(run.gates.empty());
    CHECK(execution(run, "report").status == ExecutionStatus::ran);
}

TEST_CASE("the world is asked for baselines, with what the gate names") {
    GatedProject project("[{metric: auc, baseline: production, max_drop: 0.01, model: flights}]");
    std::atomic<int> asked{0};
    World world = project.world();
    world.find_baseline = [&](const Project&, const BaselineQuestion& question) {
        ++asked;
        if (question.name != "production" || question.model != "flights" || question.stage != "evaluate")
            throw Error(ErrorKind::failed, "another question");
        Baseline baseline;
        baseline.outcome = Baseline::Outcome::found;
        baseline.metrics = {{"m.json:auc", 0.9}};
        baseline.data.emplace();
        baseline.data->push_back({"model", {ReferenceType::file, sha256("old"), 3, false}});
        baseline.data->push_back({"test", {ReferenceType::file, sha256("1"), 1, false}});
        return baseline;
    };
    const RunRecord run = project.run_with(world);
    CHECK(asked == 1);
    REQUIRE(verdicts(run) == "evaluate fail");
    CHECK(run.gates.front().reason == "auc 0.61 is 0.29 below production (0.9), more than 0.01");
}

TEST_CASE("what the world cannot answer is not decided, and what it is asked for is evaluated") {
    GatedProject project("[{metric: auc, baseline: production, max_drop: 0.01, on_incomparable: evaluate}]");
    CHECK(verdicts(project.run_blindly()) == "evaluate undecided");
    World world = project.world();
    world.find_baseline = [](const Project&, const BaselineQuestion&) -> Baseline {
        throw Error(ErrorKind::failed, "the database is locked");
    };
    CHECK(project.run_with(world).gates.front().reason == "auc 0.61: the database is locked");
    world.find_baseline = [](const Project&, const BaselineQuestion&) {
        Baseline baseline;
        baseline.outcome = Baseline::Outcome::found;
        baseline.model = ArtifactAt{"model", {ReferenceType::file, sha256("old"), 3, false}};
        return baseline;
    };
    world.evaluate = [](const Project&, const EvaluationQuestion& question, Executor*) {
        Evaluation evaluation;
        if (question.candidate.path != "model" || question.model.digest != sha256("old"))
            evaluation.problem = "another question";
        evaluation.metrics = {{"m.json:auc", 0.615}};
        return evaluation;
    };
    CHECK(verdicts(project.run_with(world)) == "evaluate pass");
}

TEST_CASE("stages with side effects are held back where that is asked for") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}", "deploy: {cmd: d, deps: [x]}"});
    RunOptions options = TestProject::options();
    options.hold_side_effects = true;
    CHECK(outcome(project.run(options)) == "a ran, deploy held");
    CHECK(outcome(project.run()) == "a skipped, deploy ran");
}

TEST_CASE("another model is evaluated in a place of its own: -j counts its command too") {
    GatedProject project("[{metric: auc, baseline: production, max_drop: 0.01, on_incomparable: evaluate}]");
    RunOptions options = TestProject::options();
    static_cast<void>(project.run_blindly());
    project.write("test", "2");
    project.write("data2", "1");
    project.stages({"train: {cmd: t, deps: [data], outs: [model]}",
                    "evaluate: {cmd: e, deps: [model, test], metrics: [m.json], gates: [{metric: auc, "
                    "baseline: production, max_drop: 0.01, on_incomparable: evaluate}]}",
                    "other: {cmd: o, deps: [data2], outs: [x]}"});
    std::atomic<bool> evaluating{false}, met{false};
    project.executor.behave("other", [&](const FakeAttempt& attempt) {
        for (int i = 0; i < 10; ++i) {
            if (evaluating) met = true;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        attempt.write_outputs();
        return FakeExecutor::exited(0);
    });
    World world = project.world();
    world.find_baseline = [](const Project&, const BaselineQuestion&) {
        Baseline baseline;
        baseline.outcome = Baseline::Outcome::found;
        baseline.model = ArtifactAt{"model", {ReferenceType::file, sha256("old"), 3, false}};
        return baseline;
    };
    world.evaluate = [&](const Project&, const EvaluationQuestion&, Executor*) {
        evaluating = true;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        evaluating = false;
        Evaluation evaluation;
        evaluation.metrics = {{"m.json:auc", 0.615}};
        return evaluation;
    };
    options.jobs = 1;
    const RunRecord run = project.run_with(world, options);
    CHECK(verdicts(run) == "evaluate pass");
    CHECK(execution(run, "other").status == ExecutionStatus::ran);
    CHECK_FALSE(met);
}
