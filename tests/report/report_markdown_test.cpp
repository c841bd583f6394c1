#include "mlpipe/report/report_markdown.hpp"

#include "reports.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;

TEST_CASE("a run for a pull request") {
    RunReport report = flights();
    report.baselines = {baseline("production v1.0.0", 0.9)};
    report.baselines[0].difference.parameters = {{"params.yaml", "lr", Value(0.1), Value(0.2)}};
    report.run.status = RunStatus::failed;
    report.run.gates = {gate("evaluate", "eval.json:auc", 0.8, 0.85)};
    const std::string text = report_markdown(report);
    CHECK_THAT(text.substr(0, 200),
               ContainsSubstring(
                   "### ❌ flights\n\n**The gate of evaluate failed: eval.json:auc is too low; the model is "
                   "worse than production v1.0.0 (auc 0.8, was 0.9).**\n"));
    CHECK_THAT(text, ContainsSubstring("| fail | evaluate | eval.json:auc | 0.8 | min | 0.85 | - |"));
    CHECK_THAT(text, ContainsSubstring("| eval.json:auc | 0.8 | 0.9 | -0.1 (-11.1 %) worse |"));
    CHECK_THAT(text, !ContainsSubstring("eval.json:rows"));  // what it was
    CHECK_THAT(text, ContainsSubstring("| params.yaml:lr | 0.1 | 0.2 |"));
    CHECK_THAT(text, ContainsSubstring("```mermaid\nflowchart LR\n  n0[\"prepare: skipped\"]"));
    CHECK_THAT(text, ContainsSubstring("evaluate  <- train  [gate failed]"));
}

TEST_CASE("the log of what failed stays within its block") {
    RunReport report = flights();
    report.run.status = RunStatus::failed;
    report.run.executions[1] = failed("<b>@someone", 1, 1);
    report.logs[1].lines = {"```` </details> @someone", "\x1b[31mred"};
    const std::string text = report_markdown(report);
    CHECK_THAT(text, ContainsSubstring(
                         "<summary>The end of the log of &lt;b&gt;@&#8203;someone</summary>\n\n`````text\n"
                         "```` </details> @someone\nred\n`````\n"));
    CHECK_THAT(text, ContainsSubstring("**Stage \\<b>@&#8203;someone failed: exit code 1 after 1.00 s.**"));
}

TEST_CASE("what is too long is left out and named") {
    RunReport report = flights();
    for (int i = 0; i < 3000; ++i)
        report.sources.push_back({{"a source of some length " + std::to_string(i), {}}, {0}});
    const std::string text = report_markdown(report);
    CHECK(text.size() < most_markdown_bytes);
    CHECK_THAT(text, ContainsSubstring("Too long for this place: data."));
    CHECK_THAT(text, ContainsSubstring("```mermaid"));
}

TEST_CASE("the picture goes before tables, and the verdict stays") {
    RunReport report = flights();
    report.run.gates = {gate("evaluate", "eval.json:auc", 0.8, 0.7)};
    const std::string whole = report_markdown(report, 1'000'000);
    const std::string shorter = report_markdown(report, whole.size() + 200);
    CHECK(shorter.size() < whole.size());
    CHECK_THAT(shorter, ContainsSubstring("Too long for this place: the pipeline."));
    CHECK_THAT(shorter, ContainsSubstring("#### Gates") && ContainsSubstring("#### Metrics"));
    const std::string shortest = report_markdown(report, 0);
    CHECK_THAT(shortest, ContainsSubstring("The run succeeded") && !ContainsSubstring("#### Gates"));
    CHECK_THAT(shortest, ContainsSubstring("Too long for this place: gates, metrics, data, the pipeline."));
}

TEST_CASE("what nobody could read as a picture is text alone") {
    RunReport report = flights();
    for (int i = 0; i < 100; ++i) report.run.executions.push_back(ran("stage_" + std::to_string(i), 1));
    const std::string text = report_markdown(report);
    CHECK_THAT(text, !ContainsSubstring("```mermaid"));
    CHECK_THAT(text, ContainsSubstring("stage_99  [ran]"));
}
