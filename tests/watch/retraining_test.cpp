// A run that an alarm asks for.
#include "support/catch.hpp"
#include "watch/watch_support.hpp"

using namespace mlpipe;

namespace {

RunRecord retraining_of(const WatchedProject& project, const LookReport& report) {
    return project.lineage().run(report.retraining.value().run).value();
}

}  // namespace

TEST_CASE("an alarm retrains with the data fetched anew, and the run says why") {
    WatchedProject project;
    project.drift = true;
    project.request.retrain = "train";
    const LookReport report = project.look();
    REQUIRE(report.retraining);
    CHECK(report.retraining->problem == "");
    CHECK(project.times("ingest") == 2);
    CHECK(project.times("train") == 1);
    CHECK(project.times("deploy") == 0);
    const RunRecord run = retraining_of(project, report);
    CHECK(run.cause ==
          RunCause{RunCause::Kind::retraining, "", "alarm-" + report.look.tick, report.look.run});
    CHECK_FALSE(project.state().retraining);
    // What goes on is no new alarm.
    CHECK_FALSE(project.look().retraining);
    CHECK(project.times("train") == 1);
}

TEST_CASE("a retraining that had nothing to do says so") {
    WatchedProject project;
    project.run_blindly(TestProject::options({"train"}));
    project.drift = true;
    project.request.retrain = "train";
    const LookReport report = project.look();
    CHECK_THAT(report.retraining->problem, ContainsSubstring("had nothing to do"));
    CHECK_FALSE(report.retraining->gate_failed);
    CHECK(project.told.back() == "retraining-alarm-" + report.look.tick);
}

TEST_CASE("a retraining whose gate fails says so, and deploys nothing") {
    WatchedProject project;
    project.stages({"ingest: {cmd: i, outs: [raw]}", "monitor: {cmd: m, deps: [raw], metrics: [drift.json]}",
                    "train: {cmd: t, deps: [raw], outs: [model]}",
                    "evaluate: {cmd: e, deps: [model], metrics: [e.json], gates: [{metric: auc, min: 0.7}]}",
                    "deploy: {cmd: d, deps: [model], needs: [evaluate], outs: [live]}"});
    project.executor.writes("evaluate", R"({"auc": 0.6})");
    project.drift = true;
    project.request.retrain = "deploy";
    const LookReport report = project.look();
    CHECK(report.retraining->gate_failed);
    CHECK_THAT(report.retraining->problem, ContainsSubstring("auc 0.6 < 0.7"));
    CHECK(project.times("deploy") == 0);
    CHECK(project.told.size() == 2);
}

TEST_CASE("a retraining that would deploy past a gate is refused before anything is looked at") {
    WatchedProject project;
    project.stages({"monitor: {cmd: m, metrics: [drift.json]}", "train: {cmd: t, outs: [model]}",
                    "evaluate: {cmd: e, deps: [model], metrics: [e.json], gates: [{metric: auc, min: 0.7}]}",
                    "deploy: {cmd: d, deps: [model], outs: [live]}"});
    project.request.retrain = "deploy";
    CHECK_THROWS_WITH(project.look(), ContainsSubstring("give it 'needs: [evaluate]'"));
    CHECK(project.executor.begun().empty());
    project.request.retrain = "train";
    CHECK_NOTHROW(project.look());
    project.request.retrain = "trian";
    CHECK_THROWS_WITH(project.look(), ContainsSubstring("did you mean 'train'?"));
}

TEST_CASE("what is packed before it is deployed, and what a check judges, is past a gate too") {
    WatchedProject project;
    project.request.retrain = "deploy";
    project.stages({"monitor: {cmd: m, metrics: [drift.json]}", "train: {cmd: t, outs: [model]}",
                    "evaluate: {cmd: e, deps: [model], metrics: [e.json], gates: [{metric: auc, min: 0.7}]}",
                    "package: {cmd: p, deps: [model], outs: [bundle]}",
                    "deploy: {cmd: d, deps: [bundle], outs: [live]}"});
    CHECK_THROWS_WITH(project.look(), ContainsSubstring("give it 'needs: [evaluate]'"));
    project.stages(
        {"monitor: {cmd: m, metrics: [drift.json]}", "train: {cmd: t, outs: [model]}",
         "score: {cmd: s, deps: [model], outs: [s.csv], checks: [{data: s.csv, schema: {rows: {min: 1}}}]}",
         "deploy: {cmd: d, deps: [model], outs: [live]}"});
    CHECK_THROWS_WITH(project.look(), ContainsSubstring("give it 'needs: [score]'"));
    CHECK(project.executor.begun().empty());
}

TEST_CASE("a retraining that fails or was cut off is told, and not started again") {
    WatchedProject project;
    project.drift = true;
    project.request.retrain = "train";
    project.executor.fails("train");
    CHECK_THAT(project.look().retraining->problem, ContainsSubstring("train failed"));
    CHECK(project.told.size() == 2);
    CHECK_FALSE(project.look().retraining);
    CHECK(project.times("train") == 1);
}

TEST_CASE("a retraining waits for a project that is in use") {
    WatchedProject project;
    project.drift = true;
    project.request.retrain = "train";
    std::optional<FileLock> held;
    project.after_alert = [&] {
        if (!held) held = FileLock::try_acquire(project.project().lock_file(), FileLock::Mode::exclusive);
    };
    const LookReport report = project.look();
    CHECK_FALSE(report.retraining);
    CHECK(project.state().retraining.has_value());
    held.reset();
    project.after_alert = {};
    project.look();
    CHECK(project.times("train") == 1);
    CHECK_FALSE(project.state().retraining);
}
