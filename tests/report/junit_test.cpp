#include "mlpipe/report/junit.hpp"

#include "reports.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;

TEST_CASE("stages and gates are suites of tests") {
    RunReport report = flights();
    report.run.started_ns = 1'000'000'000;
    report.run.status = RunStatus::failed;
    report.run.executions.push_back(
        execution("publish", ExecutionStatus::blocked, "gate of evaluate failed"));
    report.run.gates = {
        gate("evaluate", "eval.json:auc", 0.8, 0.85), gate("evaluate", "eval.json:auc", 0.8, 0.7),
        gate("evaluate", "eval.json:auc", 0.8, 0.9), gate("evaluate", "eval.json:auc", 0.8, 0.95)};
    report.run.gates[2].verdict = GateVerdict::undecided;
    report.run.gates[3].verdict = GateVerdict::warn;
    const std::string text = junit_xml(report);
    CHECK_THAT(text, ContainsSubstring("<testsuite id=\"0\" package=\"flights\" name=\"stages\" "
                                       "timestamp=\"1970-01-01T00:00:01\" hostname=\"localhost\" tests=\"4\" "
                                       "failures=\"0\" errors=\"0\" skipped=\"2\" time=\"12.300\">"));
    CHECK_THAT(text,
               ContainsSubstring("<testcase classname=\"flights.stages\" name=\"train\" time=\"2.000\"/>"));
    CHECK_THAT(text, ContainsSubstring("<skipped message=\"skipped: unchanged\"/>"));
    CHECK_THAT(text, ContainsSubstring("<skipped message=\"blocked: gate of evaluate failed\"/>"));
    CHECK_THAT(text,
               ContainsSubstring("name=\"gates\" timestamp=\"1970-01-01T00:00:01\" hostname=\"localhost\" "
                                 "tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"0\""));
    CHECK_THAT(text, ContainsSubstring("name=\"evaluate: eval.json:auc min 0.85\" time=\"0.000\">\n      "
                                       "<failure type=\"fail\" message=\"eval.json:auc is too low\"/>"));
    CHECK_THAT(text, ContainsSubstring("<error type=\"undecided\""));
    CHECK_THAT(text, ContainsSubstring("<system-out>warning: evaluate: eval.json:auc min 0.95: "));
}

TEST_CASE("checks are a suite where there are any, with the rules that do not hold") {
    RunReport report = flights();
    CHECK(junit_xml(report).find("name=\"checks\"") == std::string::npos);
    CheckResult check;
    check.stage = "prepare";
    check.data = "data.csv";
    check.verdict = GateVerdict::fail;
    check.reason = "column 'age', nulls: 2 of 9 rows missing";
    RuleResult rule;
    rule.column = "age";
    rule.rule = "nulls";
    rule.verdict = GateVerdict::fail;
    rule.reason = "2 of 9 rows missing";
    check.rules = {rule};
    report.run.checks = {check};
    const std::string text = junit_xml(report);
    CHECK_THAT(text,
               ContainsSubstring("name=\"prepare: data.csv\" time=\"0.000\">\n      <failure type=\"fail\""));
    CHECK_THAT(text, ContainsSubstring("age, nulls: 2 of 9 rows missing\n"));
}

TEST_CASE("the end of a failed stage's log is in its failure") {
    RunReport report = flights();
    report.run.executions[1] = failed("train", 137, 2);
    const std::string text = junit_xml(report);
    CHECK_THAT(text,
               ContainsSubstring("<failure type=\"failed\" message=\"exit code 137 (SIGKILL) after 2.00 s\">"
                                 "epoch 1\nepoch 2\n</failure>"));
}

TEST_CASE("a stage that was stopped is an error, one that had not begun is skipped") {
    RunReport report = flights();
    report.run.executions[1].status = ExecutionStatus::interrupted;
    report.run.executions[2] = execution("evaluate", ExecutionStatus::interrupted, "the run was interrupted");
    const std::string text = junit_xml(report);
    CHECK_THAT(text, ContainsSubstring("failures=\"0\" errors=\"1\" skipped=\"2\""));
    CHECK_THAT(text, ContainsSubstring("<error type=\"interrupted\" message=\"\">epoch 1\n"));
}

TEST_CASE("bytes that XML cannot hold are escapes") {
    RunReport report = flights();
    report.run.pipeline = "a\"<&>\x01";
    report.run.executions[1] = failed("train", 1, 2);
    report.logs[1].lines = {std::string("nul\0 \xff ]]></failure> \xef\xbf\xbe \xf0\x9f\x98\x80", 29)};
    const std::string text = junit_xml(report);
    CHECK_THAT(text, ContainsSubstring("package=\"a&quot;&lt;&amp;&gt;\\x01\""));
    CHECK_THAT(text, ContainsSubstring(
                         "nul\\x00 \\xff ]]&gt;&lt;/failure&gt; \\u{fffe} \xf0\x9f\x98\x80\n</failure>"));
    for (const char letter : text) CHECK((letter == '\n' || static_cast<unsigned char>(letter) >= 0x20));
}
