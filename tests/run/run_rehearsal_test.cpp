// A pipeline under test: gates that stand by themselves are judged, and what is given is not made.
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

RunOptions rehearsing(std::map<std::string, std::vector<std::string>> given = {}) {
    RunOptions options = TestProject::options();
    options.replay = true;
    options.rehearsal = Rehearsal{std::move(given)};
    return options;
}

}  // namespace

TEST_CASE("under test a gate judges by itself and compares with nothing") {
    TestProject project;
    project.stages(
        {"evaluate: {cmd: e, deps: [d], metrics: [m.json], gates: [{metric: auc, min: 0.7}, "
         "{metric: auc, min: 0.5, baseline: production, max_drop: 0.01}, "
         "{metric: auc, baseline: production, max_drop: 0.01}]}"});
    project.write("d", "1");
    project.executor.writes("evaluate", R"({"auc": 0.6})");
    const RunRecord run = project.run_blindly(rehearsing());
    REQUIRE(run.gates.size() == 2);
    CHECK(run.gates[0].reason == "auc 0.6 < 0.7");
    CHECK(run.gates[1].verdict == GateVerdict::pass);
    CHECK_FALSE(run.gates[1].baseline);
    CHECK(run.failed_at_gates_alone);
}

TEST_CASE("a stage whose outputs are given does not run, and neither does what it is made of") {
    TestProject project;
    project.stages({"ingest: {cmd: i, outs: [raw]}",
                    "prepare: {cmd: p, deps: [raw], outs: [train, test], metrics: [p.json], "
                    "gates: [{metric: rows, min: 10}]}",
                    "train: {cmd: t, deps: [train], outs: [model]}"});
    project.write("train", "a sample");
    const RunRecord run = project.run_blindly(rehearsing({{"prepare", {"train"}}}));
    CHECK(run.status == RunStatus::succeeded);
    CHECK(project.executor.begun() == std::vector<std::string>{"train"});
    CHECK(project.read("train") == "a sample");
    CHECK(run.gates.empty());
    CHECK(outcome(run) == "prepare skipped, train ran");
}

TEST_CASE("what is given holds back nothing that others need, nor what stands alone") {
    TestProject project;
    project.stages({"ingest: {cmd: i, outs: [raw]}", "prepare: {cmd: p, deps: [raw], outs: [clean]}",
                    "train: {cmd: t, deps: [clean], outs: [model]}",
                    "look: {cmd: l, deps: [raw], outs: [page]}",
                    "manual: {cmd: m, outs: [x], when: manual}"});
    project.write("clean", "a sample");
    CHECK(outcome(project.run_blindly(rehearsing({{"prepare", {"clean"}}}))) ==
          "ingest ran, prepare skipped, train ran, look ran, manual held");
}

TEST_CASE("what a stage with side effects would make can be given, and then it is not held back") {
    TestProject project;
    project.stages({"deploy: {cmd: d, outs: [url], side_effects: true}",
                    "smoke: {cmd: s, deps: [url], outs: [answer]}"});
    CHECK(outcome(project.run_blindly(rehearsing())) == "deploy held, smoke blocked");
    project.write("url", "http://localhost");
    CHECK(outcome(project.run_blindly(rehearsing({{"deploy", {"url"}}}))) == "deploy skipped, smoke ran");
}
