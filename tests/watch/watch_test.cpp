// Looks at a pipeline: what they run, find and tell, and what a schedule makes of them.
#include "mlpipe/model/deployment.hpp"
#include "support/catch.hpp"
#include "watch/watch_support.hpp"

using namespace mlpipe;

TEST_CASE("a look runs the monitor stages with the ingest that they need, and nothing else") {
    WatchedProject project;
    const LookReport first = project.look();
    CHECK(first.look.outcome == LookOutcome::looked);
    CHECK(project.executor.begun() == std::vector<std::string>{"ingest", "monitor"});
    CHECK(project.lineage().run(first.look.run)->cause->kind == RunCause::Kind::watch);
    CHECK(project.told.empty());

    project.executor.forget();
    const LookReport second = project.look();
    CHECK(project.executor.begun() == std::vector<std::string>{"ingest"});
    CHECK(second.look.outcome == LookOutcome::looked);
    CHECK(project.state().looks.size() == 2);
}

TEST_CASE("an ingest that says how often it is to be done, or is frozen, is left to that") {
    WatchedProject project;
    project.stages({"ingest: {cmd: i, outs: [raw], refresh: 7d}",
                    "weather: {cmd: w, kind: ingest, outs: [w]}",
                    "rates: {cmd: r, kind: ingest, outs: [r], frozen: true}",
                    "monitor: {cmd: m, deps: [raw, w, r], metrics: [drift.json]}"});
    project.write("r", "1");
    project.look();
    project.executor.forget();
    project.look();
    CHECK(project.executor.begun() == std::vector<std::string>{"weather"});
}

TEST_CASE("what a model was trained on is left alone by a look at the model") {
    WatchedProject project;
    project.stages({"ingest: {cmd: i, outs: [raw]}", "prepare: {cmd: p, deps: [raw], outs: [table]}",
                    "train: {cmd: t, deps: [table], outs: [model]}",
                    "ingest@newest: {cmd: n, kind: ingest, outs: [newest]}",
                    "monitor: {cmd: m, deps: [model, newest], metrics: [drift.json]}"});
    project.look();
    CHECK(project.times("train") == 1);
    project.executor.forget();
    project.look();
    CHECK(project.executor.begun() == std::vector<std::string>{"ingest@newest"});
}

TEST_CASE("stages with side effects are held, and a monitor that waits for one is a problem") {
    WatchedProject project;
    project.stages(
        {"deploy: {cmd: d, outs: [live]}", "monitor: {cmd: m, deps: [live], metrics: [drift.json]}"});
    const LookReport report = project.look();
    CHECK(project.times("deploy") == 0);
    CHECK(report.look.outcome == LookOutcome::failed);
    CHECK_THAT(report.look.text, ContainsSubstring("deploy held: it has side effects"));
    CHECK(project.told.size() == 1);
}

TEST_CASE("drift becomes an alarm with the worst columns first and both their values") {
    WatchedProject project;
    project.drift = true;
    const LookReport report = project.look();
    CHECK(report.drift);
    CHECK_FALSE(report.red);
    REQUIRE(project.told == std::vector<std::string>{"alarm-" + report.look.tick});
    const Value document = parse_json(project.received, "the alarm");
    CHECK(*document.find_path("kind") == Value("alarm"));
    CHECK(*document.find_path("run") == Value(report.look.run));
    CHECK(*document.find_path("stages.0") == Value("monitor"));
    CHECK(document.find("columns")->as_list()->size() == 2);
    CHECK(*document.find_path("columns.0.name") == Value("wind"));
    CHECK(*document.find_path("columns.0.worst_bin.label") == Value("> 20"));
    CHECK(*document.find_path("columns.1.name") == Value("temp"));
    CHECK(*document.find_path("columns.1.summary") == Value("mean"));
    CHECK(*document.find_path("columns.1.reference") == Value(15.5));
    CHECK(*document.find_path("columns.1.current") == Value(2.5));
    CHECK(document.find("silenced")->is_null());
    CHECK_THAT(project.said, ContainsSubstring("2 columns drift, a share of 0.5 (limit 0.3)"));
    CHECK(project.state().pending.empty());
}

TEST_CASE("a gate that fails or warns is an alarm, and so is a command that ends with 3 or 5") {
    WatchedProject project;
    const std::string gate = GENERATE("min: 2", "min: 2, severity: warn");
    project.stages({"monitor: {cmd: m, metrics: [drift.json], gates: [{metric: share, " + gate + "}]}"});
    const LookReport gated = project.look();
    CHECK(gated.look.outcome == LookOutcome::looked);
    CHECK(gated.red == (gate == "min: 2"));
    CHECK_FALSE(gated.drift);
    CHECK(gated.alarms.at(0).findings.at(0).gates.at(0).reason == "share 0.5 < 2");
    CHECK(gated.alarms.at(0).findings.at(0).level ==
          (gate == "min: 2" ? FindingLevel::alarm : FindingLevel::warn));
}

TEST_CASE("a command that ends with 3 or 5 has found something; any other end is a problem") {
    WatchedProject project;
    project.monitor_code = 5;
    CHECK(project.look().drift);
    project.monitor_code = 3;
    CHECK(project.look().red);
    project.monitor_code = 1;
    const LookReport report = project.look();
    CHECK(report.look.outcome == LookOutcome::failed);
    CHECK(report.alarms.at(0).kind == AlarmKind::problem);
    CHECK_THAT(report.alarms.at(0).reasons.at(0), ContainsSubstring("monitor failed"));
}

TEST_CASE("one monitor that finds something keeps no other from looking") {
    WatchedProject project;
    project.stages({"monitor: {cmd: m, metrics: [drift.json]}",
                    "later: {cmd: l, kind: monitor, needs: [monitor], metrics: [l.json]}",
                    "labels: {cmd: x, kind: monitor, metrics: [x.json]}"});
    project.monitor_code = 5;
    const LookReport report = project.look();
    CHECK(project.times("labels") == 1);
    CHECK(report.look.outcome == LookOutcome::looked);
    CHECK(report.alarms.size() == 1);
}

TEST_CASE("an ingest that fails is told as a problem, and its end as a recovery") {
    WatchedProject project;
    project.executor.fails("ingest");
    const LookReport report = project.look();
    CHECK(report.look.outcome == LookOutcome::failed);
    CHECK(report.alarms.at(0).kind == AlarmKind::problem);
    project.executor.succeeds("ingest");
    project.look();
    CHECK(project.told.size() == 2);
    CHECK_THAT(project.told.back(), ContainsSubstring("recovery-"));
}

TEST_CASE("a pipeline that cannot be read is told; a stage that is not there is a wrong call") {
    WatchedProject project;
    project.request.stages = {"monitr"};
    CHECK_THROWS_WITH(project.look(), ContainsSubstring("did you mean 'monitor'?"));
    project.request.stages = {"train"};
    CHECK_THROWS_AS(project.look(), Error);
    project.request.stages.clear();
    project.write("pipeline.yaml", "stages: [\n");
    const LookReport report = project.look();
    CHECK(report.error == ErrorKind::pipeline);
    CHECK(project.told == std::vector<std::string>{"problem-" + report.look.tick});
}

TEST_CASE("an alarm that cannot be told stays, keeps its id, and goes before all later ones") {
    WatchedProject project;
    project.drift = true;
    project.alert_code = 1;
    const LookReport first = project.look();
    CHECK(first.untold.size() == 1);
    CHECK(project.state().pending.at(0).tries == 1);
    project.drift = false;
    project.data = "2";
    project.look();
    CHECK(project.told.empty());
    CHECK(project.state().pending.size() == 2);
    project.alert_code = 0;
    const LookReport last = project.look();
    CHECK(last.untold.empty());
    REQUIRE(project.told.size() == 2);
    CHECK(project.told[0] == "alarm-" + first.look.tick);
    CHECK_THAT(project.told[1], ContainsSubstring("recovery-"));
}

TEST_CASE("a silence is looked up when there is something to tell") {
    WatchedProject project;
    project.drift = true;
    const Project here = project.project();
    WatchFiles watch(project.files, here);
    const std::int64_t now = project.clock.now_ns();
    watch.add({now, now + 3'600'000'000'000, "Ada", "the feed is being moved", 0});
    CHECK(project.look().alarms.at(0).silenced->why == "the feed is being moved");
    CHECK(project.told.empty());
    CHECK(watch.end_silence(project.clock.now_ns()));
    CHECK_FALSE(watch.end_silence(project.clock.now_ns()));
    project.look();
    CHECK(project.told.size() == 1);
    CHECK(watch.silences().at(0).ended_ns > now);
}

TEST_CASE("one watches at a time") {
    WatchedProject project;
    project.watched(
        [&](Watch&) { CHECK_THROWS_WITH(project.look(), ContainsSubstring("is being watched by process")); });
    CHECK_NOTHROW(project.look());
}

TEST_CASE("a project that is in use is skipped, and said so") {
    WatchedProject project;
    const Project here = project.project();
    create_state_directory(project.files, here);
    std::optional<FileLock> held = FileLock::try_acquire(here.lock_file(), FileLock::Mode::exclusive);
    const LookReport report = project.look();
    CHECK(report.look.outcome == LookOutcome::skipped);
    CHECK(report.error == ErrorKind::locked);
    CHECK(project.executor.begun().empty());
    held.reset();
    CHECK(project.look().look.outcome == LookOutcome::looked);
}

TEST_CASE("on a schedule each slot is looked at once, and those that were slept through as one") {
    WatchedProject project;
    project.request.settings.every_s = 3600;
    std::vector<double> sleeps{5, 3600, 60, 7 * 3600.0, 5, 3600};
    project.wait = [&](std::chrono::nanoseconds) {
        if (sleeps.empty()) return false;
        project.clock.move(sleeps.front());
        sleeps.erase(sleeps.begin());
        return true;
    };
    CHECK_FALSE(project.keep_watch());
    const auto looks = project.ended_looks();
    CHECK(looks.size() == 4);
    for (const auto& [tick, count] : looks) CHECK(count == 1);
    CHECK(project.state().slot.has_value());
    // Started again within the slot: nothing.
    CHECK_FALSE(project.keep_watch());
    CHECK(project.ended_looks().size() == 4);
}

TEST_CASE("a watch that is asked to stop while a stage runs ends with it, and looks again later") {
    WatchedProject project;
    project.request.settings.every_s = 3600;
    project.executor.behave("ingest", [&](const FakeAttempt& attempt) {
        project.interrupt.request();
        attempt.write_outputs("1");
        return FakeExecutor::exited(0);
    });
    CHECK(project.keep_watch());
    CHECK(project.state().begun.has_value());
    CHECK(project.ended_looks().empty());
}

TEST_CASE("a slot in which somebody else's run goes on to its end is skipped, and the next is looked at") {
    WatchedProject project;
    project.request.settings.every_s = 1;
    project.wait = [](std::chrono::nanoseconds) { return false; };
    const Project here = project.project();
    create_state_directory(project.files, here);
    {
        const auto held = FileLock::try_acquire(here.lock_file(), FileLock::Mode::exclusive);
        REQUIRE(held);
        project.keep_watch();
    }
    CHECK(project.state().looks.at(0).outcome == LookOutcome::skipped);
    CHECK_THAT(project.said, ContainsSubstring("Skipped the look of"));
    project.clock.move(1);
    project.keep_watch();
    CHECK(project.state().looks.at(1).outcome == LookOutcome::looked);
}
