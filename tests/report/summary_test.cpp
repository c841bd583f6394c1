#include "events.hpp"
#include "mlpipe/report/plain_reporter.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;

namespace {

// What is told at the end of a run, after the blank line.
std::string summary(const std::vector<Event>& before, const RunFinished& end) {
    std::string text;
    PlainReporter reporter([&](std::string_view part) { text += part; });
    for (const Event& event : before) reporter.handle(event);
    text.clear();
    reporter.handle(end);
    return text.substr(
        text.find("\n\n") == std::string::npos || text.front() == '\n' ? 0 : text.find("\n\n") + 1);
}

}  // namespace

TEST_CASE("the summary of a failed run says what happened and what to do next") {
    std::vector<Event> events{started({"train", "evaluate", "deploy"}),
                              decided("train", DecisionKind::run, "src/train.py changed"),
                              StageStarted{"train", 1},
                              StageLine{"train", "loading"},
                              StageLine{"train", "\x1b[31mValueError: bad\x1b[0m"},
                              StageFinished{"train", failed("train", 1, 2.5)}};
    RunFinished end =
        finished(RunStatus::failed,
                 {failed("train", 1, 2.5), execution("evaluate", ExecutionStatus::blocked, "train failed"),
                  execution("deploy", ExecutionStatus::blocked, "train failed")});
    end.log_files = {".mlpipe/runs/x/train.log"};
    CHECK(summary(events, end) ==
          "\n"
          "train failed: exit code 1 after 2.50 s\n"
          "  it ran because: src/train.py changed\n"
          "  its last 2 lines:\n"
          "    | loading\n"
          "    | ValueError: bad\n"
          "  log: .mlpipe/runs/x/train.log\n"
          "\n"
          "Failed: 1 failed, 2 blocked in 12.3 s.\n"
          "  blocked: evaluate, deploy\n"
          "When the cause is mended, run the same command again: what is done stays done.\n");
}

TEST_CASE("only the last twenty lines are repeated, and only of the last attempt") {
    std::vector<Event> events{started({"train"}), StageStarted{"train", 1},
                              StageLine{"train", "first attempt"}, StageStarted{"train", 2}};
    for (int i = 1; i <= 30; ++i) events.push_back(StageLine{"train", "line " + std::to_string(i)});
    events.push_back(StageFinished{"train", failed("train", 1, 1)});
    const std::string text = summary(events, finished(RunStatus::failed, {failed("train", 1, 1)}));
    CHECK_THAT(text, ContainsSubstring("its last 20 lines:\n    | line 11\n"));
    CHECK_THAT(text, ContainsSubstring("    | line 30\n"));
    CHECK(text.find("line 10\n") == std::string::npos);
    CHECK(text.find("first attempt") == std::string::npos);
}

TEST_CASE("a killed stage is named with its signal and the likely cause") {
    const std::string text =
        summary({started({"train"})}, finished(RunStatus::failed, {failed("train", 137, 3)}));
    CHECK_THAT(text, ContainsSubstring("train failed: exit code 137 (SIGKILL) after 3.00 s\n"));
    CHECK_THAT(text, ContainsSubstring("  137: ended by SIGKILL, as the system does when memory runs out\n"));
    Execution late = failed("x", 137, 3);
    late.reason = "the command ran longer than its timeout of 3 s";
    CHECK(summary({started({"x"})}, finished(RunStatus::failed, {late})).find("memory") == std::string::npos);
    Execution shell = failed("x", 134, 3);
    shell.reason = "the command exited with 134";
    CHECK_THAT(
        summary({started({"x"})}, finished(RunStatus::failed, {shell})),
        ContainsSubstring("x failed: the command exited with 134 after 3.00 s\n  134: ended by SIGABRT\n"));
    CHECK_THAT(summary({started({"x"})}, finished(RunStatus::failed, {failed("x", 127, 1)})),
               ContainsSubstring("the command was not found"));
    // An exit status above 128 that is no signal is not given a name.
    CHECK_THAT(summary({started({"x"})}, finished(RunStatus::failed, {failed("x", 255, 1)})),
               ContainsSubstring("exit code 255 after"));
}

TEST_CASE("a failure without an exit code is told by its reason") {
    Execution late = execution("train", ExecutionStatus::failed, "took longer than its timeout of 2 h");
    late.attempts = 3;
    CHECK_THAT(summary({started({"train"})}, finished(RunStatus::failed, {late})),
               ContainsSubstring("train failed: took longer than its timeout of 2 h, 3 attempts\n"));
}

TEST_CASE("a reason of several lines is told whole") {
    const Execution bad =
        execution("train", ExecutionStatus::failed, "the parameters are wrong:\nparams.yaml:3:1: no 'lr'");
    CHECK_THAT(summary({started({"train"})}, finished(RunStatus::failed, {bad})),
               ContainsSubstring("train failed: the parameters are wrong:\n  params.yaml:3:1: no 'lr'\n"));
}

TEST_CASE("many failures are detailed up to five, then named") {
    std::vector<Event> events{started(std::vector<std::string>(8, "s"))};
    std::vector<Execution> executions;
    RunFinished end = finished(RunStatus::failed, {});
    for (int i = 0; i < 8; ++i) {
        const std::string stage = "s" + std::to_string(i);
        events.push_back(StageStarted{stage, 1});
        events.push_back(StageLine{stage, "output of " + stage});
        events.push_back(StageFinished{stage, failed(stage, 1, 1)});
        end.run.executions.push_back(failed(stage, 1, 1));
        end.log_files.push_back(stage + ".log");
    }
    const std::string text = summary(events, end);
    CHECK_THAT(text, ContainsSubstring("| output of s4\n"));
    CHECK(text.find("| output of s5") == std::string::npos);
    CHECK_THAT(text, ContainsSubstring("s7 failed: exit code 1 after 1.00 s  log: s7.log\n"));
}

TEST_CASE("logs that match no failure one by one are still named") {
    RunFinished end = finished(RunStatus::failed, {failed("a", 1, 1), failed("b", 1, 1)});
    end.log_files = {"a.log"};
    CHECK_THAT(summary({started({"a", "b"})}, end), ContainsSubstring("log: a.log\n"));
}

TEST_CASE("an interrupted run says so and how to go on") {
    const std::string text = summary(
        {started({"a", "b"})},
        finished(RunStatus::interrupted, {ran("a", 1), execution("b", ExecutionStatus::interrupted)}, 75));
    CHECK_THAT(text, ContainsSubstring("Interrupted: 1 interrupted, 1 ran in 1 m 15 s.\n  interrupted: b\n"));
    CHECK_THAT(text, ContainsSubstring("to go on"));
}

TEST_CASE("what a reproduction would lack is counted") {
    RunFinished end = finished(RunStatus::succeeded, {ran("a", 1)});
    end.unreproducible_inputs = 2;
    CHECK_THAT(summary({started({"a"})}, end), ContainsSubstring("  2 inputs recorded by digest alone"));
}

TEST_CASE("a run that did nothing says that it is recorded all the same, when it has a name or a note") {
    RunFinished end = finished(RunStatus::succeeded, {execution("a", ExecutionStatus::skipped)});
    (GENERATE(true, false) ? end.run.name : end.run.note) = "baseline";
    CHECK_THAT(summary({started({"a"})}, end), ContainsSubstring("). Recorded as " + end.run.id + ".\n"));
}

TEST_CASE("a run without stages says so") {
    CHECK(summary({started({})}, finished(RunStatus::succeeded, {})) ==
          "Nothing to do: no stage is part of this run.\n");
}

TEST_CASE("long lists of names are cut with a count") {
    std::vector<Execution> executions{failed("x", 1, 1)};
    for (int i = 0; i < 9; ++i)
        executions.push_back(execution("b" + std::to_string(i), ExecutionStatus::blocked));
    CHECK_THAT(summary({started({"x"})}, finished(RunStatus::failed, executions)),
               ContainsSubstring("  blocked: b0, b1, b2, b3, b4 and 4 more\n"));
}
