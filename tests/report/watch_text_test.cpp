// What a watch tells, and what is said of it.
#include "mlpipe/report/watch_text.hpp"

#include "mlpipe/report/alarm_text.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

// 2026-11-23T12:00:00Z
constexpr std::int64_t noon = 1'795'435'200'000'000'000;
constexpr std::int64_t hour = 3'600'000'000'000;

Alarm alarm() {
    Alarm alarm;
    alarm.id = "alarm-t7";
    alarm.when_ns = noon;
    alarm.pipeline = "flights";
    alarm.run = "r7";
    alarm.commit = "c0ffee";
    alarm.stages = {"monitor"};
    alarm.consecutive = 2;
    alarm.since_ns = noon - hour;
    StageFinding finding;
    finding.stage = "monitor";
    finding.level = FindingLevel::alarm;
    finding.reasons = {"12 columns drift"};
    finding.drifted = 12;
    finding.columns = {
        {"monitor", "drift.json", "temp", "numerical", "psi", 0.31, 0.2, "drift", "mean", 15.5, 2.5, Value()},
        {"monitor", "drift.json", "dest", "", "", std::nullopt, std::nullopt, "drift", "", Value(), Value(),
         Value()}};
    alarm.findings = {finding};
    LiveModel live;
    live.model = "flights";
    live.version = "v1.3.0";
    live.since_ns = noon - 24 * hour;
    live.last_good = "v1.2.0";
    live.rollback = "mlpipe model rollback flights";
    live.directory = "/srv/our flights";
    alarm.live = live;
    return alarm;
}

}  // namespace

TEST_CASE("an alarm reads well in a mail") {
    CHECK(alarm_text(alarm()) ==
          "ALARM flights, monitor: 12 columns drift\n"
          "\n"
          "when        2026-11-23 12:00 UTC\n"
          "run         r7\n"
          "commit      c0ffee\n"
          "seen        2 runs in a row, since 2026-11-23 11:00 UTC\n"
          "id          alarm-t7\n"
          "\n"
          "stage monitor\n"
          "  12 columns drift\n"
          "  column        reference  current  score                 verdict\n"
          "  temp    mean       15.5      2.5  psi 0.31 (limit 0.2)  drift\n"
          "  dest                  -        -                        drift\n"
          "  and 10 columns more\n"
          "\n"
          "live        flights v1.3.0, since 2026-11-22 12:00 UTC\n"
          "last good   v1.2.0\n"
          "\n"
          "To go back:\n"
          "    cd '/srv/our flights' && mlpipe model rollback flights\n");
}

TEST_CASE("a problem says what it is, and a recovery what is well again") {
    Alarm problem;
    problem.kind = AlarmKind::problem;
    problem.id = "problem-t8";
    problem.pipeline = "flights";
    problem.when_ns = noon;
    problem.reasons = {"ingest failed: the command exited with 1"};
    CHECK(alarm_text(problem) ==
          "PROBLEM flights: ingest failed: the command exited with 1\n"
          "\n"
          "when        2026-11-23 12:00 UTC\n"
          "id          problem-t8\n");
    problem.kind = AlarmKind::recovery;
    problem.stages = {"monitor", "labels"};
    CHECK(alarm_subject(problem) == "RECOVERED flights: monitor, labels as it should be");
    problem.stages.clear();
    CHECK(alarm_subject(problem) == "RECOVERED flights: the watch can look again");
}

TEST_CASE("no name of an alarm moves the cursor") {
    Alarm one = alarm();
    one.findings[0].columns[0].name = "te\x1b[2Jmp";
    one.findings[0].reasons = {"a\nb"};
    one.live->directory = "/srv/\x1b[1m";
    CHECK_THAT(alarm_text(one), !ContainsSubstring("\x1b"));
    CHECK_THAT(alarm_subject(one), !ContainsSubstring("\n"));
}

TEST_CASE("the status of a watch") {
    WatchStatus status;
    status.now_ns = noon;
    status.state.pipeline_file = "pipeline.yaml";
    CHECK(watch_text(status, {}) ==
          "pipeline    pipeline.yaml\n"
          "watched     not now\n"
          "\n"
          "Nobody has looked yet.\n");

    status.is_watched = true;
    status.next_ns = noon + hour;
    status.silence = Silence{noon - hour, noon + hour, "Ada", "the feed is being moved", 0};
    status.state.every_s = 3600;
    status.state.cooldown_s = 7200;
    status.state.retraining = Retraining{"alarm-t7", "r7", "train"};
    status.state.pending = {{"alarm-t7", AlarmKind::alarm, Value(), "", 2, "ended with exit code 1"}};
    WatchedStage& monitor = status.state.stage("monitor");
    monitor.level = FindingLevel::alarm;
    monitor.consecutive = 2;
    monitor.since_ns = noon - 2 * hour;
    monitor.told_ns = noon - hour;
    status.state.looks = {{"t6", "r6", noon - 2 * hour, LookOutcome::looked, "monitor: 1 column drifts"},
                          {"t7", "", noon - hour, LookOutcome::skipped, "the project is in use"}};
    CHECK(watch_text(status, {}) ==
          "pipeline    pipeline.yaml\n"
          "watched     now\n"
          "every       1 h 00 m\n"
          "next look   2026-11-23 13:00:00 UTC\n"
          "silenced    until 2026-11-23 13:00:00 UTC by Ada: the feed is being moved\n"
          "retraining  train, because of alarm-t7\n"
          "to be told\n"
          "  alarm-t7, tried 2 times: the command ended with exit code 1\n"
          "\n"
          "stage    state  in a row  since (UTC)          told (UTC)           quiet until\n"
          "monitor  alarm         2  2026-11-23 10:00:00  2026-11-23 11:00:00  2026-11-23 13:00:00\n"
          "\n"
          "look (UTC)           outcome  run\n"
          "2026-11-23 11:00:00  skipped       the project is in use\n"
          "2026-11-23 10:00:00  looked   r6   monitor: 1 column drifts\n");
    CHECK(*to_value(status).find_path("stages.0.quiet_until") == Value("2026-11-23T13:00:00.000Z"));
}
