#include "mlpipe/report/plain_reporter.hpp"

#include "events.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;

namespace {

std::string told(const std::vector<Event>& events) {
    std::string text;
    PlainReporter reporter([&](std::string_view part) { text += part; });
    for (const Event& event : events) reporter.handle(event);
    return text;
}

const std::vector<Event> ordinary{
    started({"ingest", "prepare", "train", "evaluate", "deploy"}),
    decided("ingest", DecisionKind::skip, "unchanged"),
    decided("prepare", DecisionKind::restore, "the store has its outputs"),
    StageFinished{"prepare", execution("prepare", ExecutionStatus::restored)},
    StageRecorded{"prepare"},
    decided("train", DecisionKind::run, "parameter params.yaml:train.lr changed: 0.1 to 0.2"),
    StageStarted{"train", 1},
    StageLine{"train", "epoch 1"},
    StageFinished{"train", ran("train", 2.5)},
    StageRecorded{"train"},
    decided("evaluate", DecisionKind::skip, "unchanged"),
    decided("deploy", DecisionKind::held, "only when named"),
    finished(RunStatus::succeeded,
             {execution("ingest", ExecutionStatus::skipped), execution("prepare", ExecutionStatus::restored),
              ran("train", 2.5), execution("evaluate", ExecutionStatus::skipped),
              execution("deploy", ExecutionStatus::held)}),
};

}  // namespace

TEST_CASE("a run as plain lines") {
    CHECK(told(ordinary) ==
          "Run 20261123T131502123Z-7f3a9c of flights: 5 stages, up to 2 at once\n"
          "skip     ingest  unchanged\n"
          "restored prepare  the store has its outputs\n"
          "run      train  parameter params.yaml:train.lr changed: 0.1 to 0.2\n"
          "train | epoch 1\n"
          "done     train  2.50 s\n"
          "skip     evaluate  unchanged\n"
          "held     deploy  only when named\n"
          "\n"
          "Done: 1 ran, 1 restored, 2 skipped, 1 held in 12.3 s.\n"
          "  held: deploy\n");
}

TEST_CASE("an unchanged pipeline is one short line") {
    std::vector<Event> events{started({"a", "b", "c"})};
    std::vector<Execution> executions;
    for (const char* stage : {"a", "b", "c"}) {
        events.push_back(decided(stage, DecisionKind::skip, "unchanged"));
        events.push_back(StageFinished{stage, execution(stage, ExecutionStatus::skipped)});
        executions.push_back(execution(stage, ExecutionStatus::skipped));
    }
    events.push_back(finished(RunStatus::succeeded, executions, 0.03));
    CHECK(told(events) == "Everything is up to date (3 stages, 0.03 s).\n");
}

TEST_CASE("held and accepted stages do not make an unchanged pipeline longer") {
    Execution accepted = execution("a", ExecutionStatus::skipped);
    accepted.accepted = true;
    CHECK(told({started({"a", "deploy"}), decided("a", DecisionKind::skip),
                decided("deploy", DecisionKind::held, "branch"),
                finished(RunStatus::succeeded, {accepted, execution("deploy", ExecutionStatus::held)},
                         0.03)}) ==
          "Everything is up to date (1 stage, 1 accepted, 0.03 s). Held: deploy.\n");
}

TEST_CASE("done is said when the result is recorded, not before") {
    std::string text;
    PlainReporter reporter([&](std::string_view part) { text += part; });
    reporter.handle(started({"train"}));
    reporter.handle(StageStarted{"train", 1});
    reporter.handle(StageFinished{"train", ran("train", 1)});
    CHECK(text.find("done") == std::string::npos);
    reporter.handle(StageRecorded{"train"});
    CHECK_THAT(text, ContainsSubstring("done     train  1.00 s\n"));
}

TEST_CASE("many skipped stages are counted, not listed") {
    std::vector<std::string> stages;
    for (int i = 0; i < 1000; ++i) stages.push_back("s" + std::to_string(i));
    std::vector<Event> events{started(stages)};
    std::vector<Execution> executions;
    for (const std::string& stage : stages) {
        events.push_back(decided(stage, DecisionKind::skip, "unchanged"));
        executions.push_back(execution(stage, ExecutionStatus::skipped));
    }
    executions.back() = ran("s999", 1);
    events.back() = decided("s999", DecisionKind::run, "its command changed");
    events.push_back(StageStarted{"s999", 1});
    events.push_back(StageFinished{"s999", ran("s999", 1)});
    events.push_back(StageRecorded{"s999"});
    events.push_back(finished(RunStatus::succeeded, executions));
    CHECK(told(events) ==
          "Run 20261123T131502123Z-7f3a9c of flights: 1000 stages, up to 2 at once\n"
          "run      s999  its command changed\n"
          "done     s999  1.00 s\n"
          "\n"
          "Done: 1 ran, 999 skipped in 12.3 s.\n");
}

TEST_CASE("a second attempt and notices are said") {
    Execution second = ran("train", 1);
    second.attempts = 2;
    const std::string text = told({started({"train"}), StageStarted{"train", 1}, StageStarted{"train", 2},
                                   RunNotice{RunNotice::Level::warning, "train", "git tracks model.bin\n"},
                                   RunNotice{RunNotice::Level::info, "", "resolved a conflict"},
                                   StageFinished{"train", second}, StageRecorded{"train"}});
    CHECK_THAT(text, ContainsSubstring("retry    train  attempt 2\n"));
    CHECK_THAT(text, ContainsSubstring("warning: train: git tracks model.bin\nnote: resolved a conflict\n"));
    CHECK_THAT(text, ContainsSubstring("done     train  1.00 s, 2 attempts\n"));
}

TEST_CASE("each end is told once, by whichever event it comes") {
    const std::string text =
        told({started({"a", "b"}), StageStarted{"a", 1}, StageFinished{"a", failed("a", 1, 2)},
              StageRecorded{"a"}, decided("b", DecisionKind::blocked, "a failed"),
              StageFinished{"b", execution("b", ExecutionStatus::blocked, "a failed")}});
    CHECK(text ==
          "Run 20261123T131502123Z-7f3a9c of flights: 2 stages, up to 2 at once\n"
          "run      a\n"
          "failed   a  exit code 1 after 2.00 s\n"
          "blocked  b  a failed\n");
}

TEST_CASE("no byte of a stage, a name or a reason reaches the terminal as a control character") {
    const std::string evil = "x\x1b[2J\x1b]0;t\x07\r\n\xc2\x9bH\xff";
    Execution bad = failed(evil, 1, 1);
    bad.reason = evil;
    bad.changed_inputs = {evil};
    RunFinished end =
        finished(RunStatus::failed, {bad, execution(evil + "2", ExecutionStatus::blocked, evil)});
    end.log_files = {evil};
    const std::string text =
        told({RunStarted{evil, evil, {evil}, 1}, decided(evil, DecisionKind::run, evil),
              StageStarted{evil, 1}, StageLine{evil, evil}, RunNotice{RunNotice::Level::warning, evil, evil},
              StageFinished{evil, bad}, decided("h", DecisionKind::held, evil), end});
    for (const char letter : text) {
        INFO(text);
        CHECK((letter == '\n' || static_cast<unsigned char>(letter) >= 0x20));
    }
    CHECK(text.find("\xc2\x9b") == std::string::npos);
}

TEST_CASE("what a stage measures is told often at first, then seldom, and once more at its end") {
    std::vector<Event> events{started({"train"}), decided("train", DecisionKind::run, "never run"),
                              StageStarted{"train", 1}};
    for (int second = 1; second <= 10; ++second)
        events.push_back(StageMeasured{"train", second, {{"loss", 1.0 / second}, {"a\nb", 2}}});
    events.push_back(StageMeasured{"train", 11, {{"loss", 0.0625}}, true});
    events.push_back(StageFinished{"train", ran("train", 10)});
    events.push_back(StageRecorded{"train"});
    CHECK(told(events) ==
          "Run 20261123T131502123Z-7f3a9c of flights: 1 stage, up to 2 at once\n"
          "run      train  never run\n"
          "metrics  train  step 1, loss 1, a\\nb 2\n"
          "metrics  train  step 2, loss 0.5, a\\nb 2\n"
          "metrics  train  step 4, loss 0.25, a\\nb 2\n"
          "metrics  train  step 8, loss 0.125, a\\nb 2\n"
          "done     train  10.0 s; step 11, loss 0.0625\n");
}
