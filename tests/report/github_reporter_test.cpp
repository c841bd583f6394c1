#include "mlpipe/report/github_reporter.hpp"

#include <set>

#include "events.hpp"
#include "github_runner.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;

namespace {

using Lines = std::vector<std::string>;

const GithubJob job{"/checkout", "/checkout/ml/pipeline.yaml"};

class Told {
  public:
    Told() = default;
    explicit Told(const std::vector<Event>& events) {
        for (const Event& event : events) handle(event);
    }
    void handle(const Event& event) { reporter_.handle(event); }
    GithubRunner runner() const { return GithubRunner(text_); }

  private:
    std::string text_;
    GithubReporter reporter_{[this](std::string_view part) { text_ += part; }, job,
                             [](const std::string& run, const std::string& stage) {
                                 return ".mlpipe/runs/" + run + "/" + stage + ".log";
                             }};
};

std::vector<Event> of_one_stage(const std::string& stage, const Lines& lines) {
    std::vector<Event> events{started({stage}), decided(stage, DecisionKind::run, "never run here"),
                              StageStarted{stage, 1}};
    for (const std::string& line : lines) events.emplace_back(StageLine{stage, line});
    events.emplace_back(StageFinished{stage, ran(stage, 1)});
    events.emplace_back(StageRecorded{stage});
    events.emplace_back(finished(RunStatus::succeeded, {ran(stage, 1)}));
    return events;
}

}  // namespace

TEST_CASE("what a stage writes is a group of its own") {
    const GithubRunner runner = Told(of_one_stage("train", {"epoch 1", "epoch 2"})).runner();
    CHECK(runner.commands == Lines{"::group::train", "::endgroup::"});
    CHECK(runner.log == Lines{"Run 20261123T131502123Z-7f3a9c of flights: 1 stage, up to 2 at once", "train",
                              "  run      train  never run here", "  train | epoch 1", "  train | epoch 2",
                              "done     train  1.00 s", "", "Done: 1 ran in 12.3 s."});
    CHECK(runner.token.empty());
}

TEST_CASE("nothing that a stage writes is obeyed") {
    const Lines hostile{"::error::forged",
                        "  ::set-output name=status::good",
                        "##[set-env name=PATH]/evil",
                        "::stop-commands::mine",
                        "::mine::",
                        "::endgroup::",
                        "a\r::error::after a CR",
                        "::TOKEN::",
                        "::add-mask::e",
                        "\x1b[0m::warning::x"};
    const GithubRunner runner = Told(of_one_stage("train", hostile)).runner();
    CHECK(runner.commands == Lines{"::group::train", "::endgroup::"});
    CHECK(runner.text.size() == hostile.size() + 5);
    for (const std::string& line : runner.text) CHECK(line.find('\r') == std::string::npos);
    // Each fence has a token that nobody has seen before.
    CHECK(runner.tokens.size() >= 3);
    CHECK(std::set<std::string>(runner.tokens.begin(), runner.tokens.end()).size() == runner.tokens.size());
    for (const std::string& token : runner.tokens) CHECK(token.size() == 32);
}

TEST_CASE("names cannot end the title of a group, nor an annotation") {
    const std::string evil = "a%0A::error::x\r\n::warning::y,line=1:";
    Execution bad = failed(evil, 1, 1);
    bad.position = {3, 2};
    const GithubRunner runner = Told({started({evil}), StageStarted{evil, 1}, StageLine{evil, "no"},
                                      StageFinished{evil, bad}, finished(RunStatus::failed, {bad})})
                                    .runner();
    CHECK(runner.commands ==
          Lines{"::group::a%250A::error::x\\r\\n::warning::y,line=1:", "::endgroup::",
                "::error file=ml/pipeline.yaml,line=3,col=2,title=stage a%250A%3A%3Aerror%3A%3Ax\\r\\n%3A%3A"
                "warning%3A%3Ay%2Cline=1%3A failed::exit code 1 after 1.00 s%0Ano"});
}

TEST_CASE("the stage in front is shown while it runs, others when they end") {
    Told told({started({"long", "short"}), StageStarted{"long", 1}, StageStarted{"short", 1},
               StageLine{"short", "s1"}, StageLine{"long", "l1"}});
    CHECK(told.runner().log.back() == "  long | l1");
    told.handle(StageFinished{"short", ran("short", 1)});
    told.handle(StageRecorded{"short"});
    told.handle(StageLine{"long", "l2"});
    const Lines log = told.runner().log;
    CHECK(Lines(log.begin() + 1, log.end()) ==
          Lines{"long", "  run      long", "  long | l1", "short", "  run      short", "  short | s1",
                "done     short  1.00 s", "long (continued)", "  long | l2"});
}

TEST_CASE("that a stage is recorded does not break the group of the next one") {
    Told told({started({"a", "b"}), StageStarted{"a", 1}, StageFinished{"a", ran("a", 1)},
               StageStarted{"b", 1}, StageRecorded{"a"}, StageLine{"b", "b1"},
               StageFinished{"b", ran("b", 1)}});
    const Lines log = told.runner().log;
    CHECK(Lines(log.begin() + 1, log.end()) ==
          Lines{"a", "  run      a", "b", "  run      b", "  b | b1", "done     a  1.00 s"});
}

TEST_CASE("when the stage in front has ended the next one is shown") {
    Told told({started({"a", "b"}), StageStarted{"a", 1}, StageStarted{"b", 1}, StageLine{"b", "b1"},
               StageFinished{"a", ran("a", 1)}});
    CHECK(told.runner().log.back() == "  b | b1");
    told.handle(StageLine{"b", "b2"});
    CHECK(told.runner().log.back() == "  b | b2");
    CHECK(told.runner().commands == Lines{"::group::a", "::endgroup::", "::group::b"});
}

TEST_CASE("of what waits for long the beginning and the end are kept") {
    Told told({started({"front", "loud"}), StageStarted{"front", 1}, StageStarted{"loud", 1}});
    for (int i = 0; i < 30'000; ++i)
        told.handle(StageLine{"loud", "line " + std::to_string(i) + std::string(100, '.')});
    told.handle(StageFinished{"loud", ran("loud", 1)});
    std::size_t bytes = 0;
    std::string shown;
    for (const std::string& line : told.runner().text) bytes += line.size() + 1, shown += line + "\n";
    CHECK(bytes < (1 << 20) + 1000);
    CHECK(bytes > 1'000'000);
    CHECK_THAT(shown,
               ContainsSubstring("line 0.") && ContainsSubstring("line 29999.") &&
                   ContainsSubstring(" are left out here: .mlpipe/runs/20261123T131502123Z-7f3a9c/loud.log "
                                     "has all of it\n"));
}

TEST_CASE("skipped stages are counted, not named") {
    const GithubRunner runner =
        Told({started({"a", "b"}), decided("a", DecisionKind::skip, "unchanged"),
              decided("b", DecisionKind::skip, "unchanged"),
              finished(RunStatus::succeeded,
                       {execution("a", ExecutionStatus::skipped), execution("b", ExecutionStatus::skipped)})})
            .runner();
    CHECK(runner.commands.empty());
    CHECK(runner.text.size() == 2);
    CHECK(runner.text.back() == "Everything is up to date (2 stages, 12.3 s).");
}

TEST_CASE("gates are annotations at their own lines, warnings at their stage's") {
    RunFinished end = finished(RunStatus::failed, {ran("evaluate", 1)});
    end.run.executions[0].position = {7, 3};
    GateResult gate;
    gate.stage = "evaluate";
    gate.metric = "eval.json:auc";
    gate.position = {12, 9};
    gate.verdict = GateVerdict::fail;
    gate.reason = "auc 0.61 < 0.7";
    GateResult soft = gate;
    soft.position = {13, 9};
    soft.verdict = GateVerdict::warn;
    GateResult asked = gate;
    asked.position = {};
    asked.asked_by = "evaluate";
    end.run.gates = {soft, gate, asked};
    const GithubRunner runner =
        Told({started({"evaluate"}), RunNotice{RunNotice::Level::warning, "evaluate", "100 %"},
              RunNotice{RunNotice::Level::info, "", "nothing"}, end})
            .runner();
    CHECK(runner.commands ==
          Lines{"::error file=ml/pipeline.yaml,line=12,col=9,title=gate of evaluate failed::"
                "eval.json:auc: auc 0.61 < 0.7",
                "::error file=ml/pipeline.yaml,line=7,col=3,title=gate of evaluate failed::"
                "eval.json:auc: auc 0.61 < 0.7",
                "::warning file=ml/pipeline.yaml,line=13,col=9,title=gate of evaluate warns::"
                "eval.json:auc: auc 0.61 < 0.7",
                "::warning file=ml/pipeline.yaml,line=7,col=3,title=stage evaluate::100 %25"});
}

TEST_CASE("ten annotations of a kind are shown, and the tenth says how many more there are") {
    std::vector<Execution> executions;
    for (int i = 0; i < 14; ++i) executions.push_back(failed("s" + std::to_string(i), 1, 1));
    const GithubRunner runner = Told({started({"s0"}), finished(RunStatus::failed, executions)}).runner();
    REQUIRE(runner.commands.size() == 10);
    CHECK_THAT(runner.commands[0], ContainsSubstring("title=stage s0 failed"));
    CHECK_THAT(runner.commands[8], !ContainsSubstring("more"));
    CHECK_THAT(runner.commands[9],
               ContainsSubstring("title=stage s9 failed::") && ContainsSubstring("(and 4 more"));
}

TEST_CASE("what is blocked is told only where nothing else says why the run failed") {
    const Execution blocked = execution("b", ExecutionStatus::blocked, "it would run");
    CHECK(Told({started({"b"}), finished(RunStatus::failed, {blocked})}).runner().commands ==
          Lines{"::error file=ml/pipeline.yaml,title=stage b is blocked::it would run"});
    CHECK(Told({started({"b"}), finished(RunStatus::failed, {blocked, failed("a", 1, 1)})})
              .runner()
              .commands.size() == 1);
}

TEST_CASE("a run that breaks off leaves no fence and no group") {
    std::string text;
    {
        GithubReporter reporter([&](std::string_view part) { text += part; }, job, {});
        reporter.handle(started({"a"}));
        reporter.handle(StageStarted{"a", 1});
        CHECK_FALSE(GithubRunner(text).token.empty());
    }
    CHECK(GithubRunner(text).token.empty());
    CHECK(GithubRunner(text).commands.back() == "::endgroup::");
}

TEST_CASE("only files of the checkout are named") {
    const GithubAnnotation outside{
        GithubAnnotation::Level::error, "", "no", "/checkout2/pipeline.yaml", {3, 1}};
    CHECK(github_annotations({outside}, job) == "::error::no\n");
    CHECK(github_annotations({outside}, {"", ""}) == "::error::no\n");
    CHECK(github_annotations({outside}, {"/", ""}) ==
          "::error file=checkout2/pipeline.yaml,line=3,col=1::no\n");
}

TEST_CASE("an error of files is told at each place") {
    const PipelineError wrong(
        {{"ml/pipeline.yaml", {4, 5}, "unknown key 'dpes'"}, {"params.yaml", {}, "it is empty"}});
    CHECK(github_annotations(error_annotations(wrong, "/checkout"), job) ==
          "::error file=ml/pipeline.yaml,line=4,col=5::ml/pipeline.yaml:4:5: unknown key 'dpes'\n"
          "::error file=params.yaml::params.yaml: it is empty\n");
    CHECK(github_annotations(error_annotations(Error(ErrorKind::locked, "a\n::b::"), "/checkout"), job) ==
          "::error::a%0A::b::\n");
}
