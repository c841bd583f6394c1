#include "mlpipe/report/report_page.hpp"

#include "../../src/report/graph_fold.hpp"
#include "../../src/report/report_tables.hpp"
#include "../../src/report/report_verdict.hpp"
#include "reports.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;

namespace {

constexpr const char* hostile = "</script><script>alert(1)</script>\"'<!--&\x1b[31m\xff";

std::string sentence(const RunReport& report) {
    return verdict_of(report).sentence();
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

// prepare@0.. -> feature@0.. -> join
RunReport many(std::size_t members) {
    RunReport report = flights();
    report.run.executions.clear();
    report.edges.clear();
    report.logs.clear();
    for (const char* group : {"prepare@", "feature@"})
        for (std::size_t i = 0; i < members; ++i)
            report.run.executions.push_back(ran(group + std::to_string(i), 1));
    report.run.executions.push_back(ran("join", 1));
    for (std::size_t i = 0; i < members; ++i) {
        report.edges.push_back({i, members + i, false});
        report.edges.push_back({members + i, 2 * members, false});
    }
    return report;
}

}  // namespace

TEST_CASE("the verdict says what happened, and whether the model is better or worse than the baseline") {
    RunReport report = flights();
    CHECK(sentence(report) == "The run succeeded: 2 ran, 1 skipped.");
    report.baselines = {baseline("production v1.0.0", 0.7)};
    CHECK(sentence(report) ==
          "The run succeeded: 2 ran, 1 skipped; the model is better than production v1.0.0 (auc 0.8, was "
          "0.7).");
    CHECK(verdict_of(report).tone == Tone::good);
    report.baselines = {baseline("main", 0.9)};
    CHECK_THAT(sentence(report), ContainsSubstring("the model is worse than main (auc 0.8, was 0.9)."));
    CHECK(verdict_of(report).tone == Tone::caution);
    report.baselines = {baseline("main", 0.8)};
    CHECK_THAT(sentence(report), ContainsSubstring("the model is as good as main."));
    report.baselines[0].difference.metrics.push_back({"eval.json:loss", 0.5, 0.4});
    report.baselines[0].difference.metrics[0].before = 0.9;
    CHECK_THAT(sentence(report),
               ContainsSubstring("compared with main the model is better in 1 metric and worse in 1"));
}

TEST_CASE("metrics that gates speak of decide what is said of the model") {
    RunReport report = flights();
    report.baselines = {baseline("main", 0.7)};
    report.baselines[0].difference.metrics.push_back({"train.json:loss", 0.1, 0.5});
    report.run.gates = {gate("evaluate", "eval.json:auc", 0.8, 0.7)};
    CHECK_THAT(sentence(report), ContainsSubstring("the model is better than main"));
}

TEST_CASE("a drop that its gate has let pass is within its gate, and any other is worse") {
    RunReport report = flights();
    report.baselines = {baseline("production v1.0.0", 0.82)};
    GateResult passed = gate("evaluate", "eval.json:auc", 0.8, 0.01);
    passed.rule = GateRule::max_drop;
    passed.baseline = GateBaseline{"production", "v1.0.0", "", "", 0.82};
    report.run.gates = {passed};
    CHECK_THAT(sentence(report),
               ContainsSubstring(
                   "; the model is worse than production v1.0.0 by no more than its gates allow (auc"));
    CHECK(verdict_of(report).tone == Tone::good);
    CHECK_THAT(report_metrics(report, MetricRows::telling).markdown(), ContainsSubstring("within its gate"));

    // It has said nothing of any other baseline.
    report.baselines = {baseline("the previous run", 0.9)};
    CHECK_THAT(sentence(report), ContainsSubstring("the model is worse than the previous run (auc"));
    CHECK(verdict_of(report).tone == Tone::caution);
    // Nor has one that asks for a fixed value.
    report.baselines = {baseline("production v1.0.0", 0.82)};
    report.run.gates = {gate("evaluate", "eval.json:auc", 0.8, 0.7)};
    CHECK_THAT(sentence(report), ContainsSubstring("the model is worse than production v1.0.0 (auc"));
    // Of several gates all must have let it pass.
    report.run.gates = {passed, passed};
    report.run.gates[1].verdict = GateVerdict::warn;
    CHECK_THAT(sentence(report), ContainsSubstring("the model is worse than production v1.0.0 (auc"));

    report.run.gates = {passed, gate("evaluate", "eval.json:loss", 0.5, 0.4)};
    report.baselines[0].difference.metrics.push_back({"eval.json:loss", 0.5, 0.4});
    CHECK_THAT(sentence(report),
               ContainsSubstring("compared with production v1.0.0 the model is better in 1 metric "
                                 "and within its gate in 1"));
}

TEST_CASE("a run that did not end well says why, and nothing of a model that it did not make") {
    RunReport report = flights();
    report.baselines = {baseline("main", 0.9)};
    report.run.status = RunStatus::failed;
    report.run.executions[1] = failed("train", 1, 2);
    report.run.executions[2] = execution("evaluate", ExecutionStatus::blocked);
    CHECK(sentence(report) == "Stage train failed: exit code 1 after 2.00 s, and 1 stage could not follow.");
    report.run.status = RunStatus::interrupted;
    report.run.executions[1].status = ExecutionStatus::interrupted;
    report.run.executions[2].status = ExecutionStatus::interrupted;  // before it had begun
    CHECK(sentence(report) == "The run was interrupted at train.");
    report.run.status = RunStatus::running;
    report.run.executions[1].status = ExecutionStatus::running;
    CHECK(sentence(report) == "The run is not over: it is at train.");

    RunReport gated = flights();
    gated.run.status = RunStatus::failed;
    gated.run.gates = {gate("evaluate", "auc", 0.8, 0.9)};
    CHECK(sentence(gated) == "The gate of evaluate failed: auc is too low.");
    gated.run.gates[0].verdict = GateVerdict::undecided;
    CHECK(sentence(gated) == "The gate of evaluate cannot be decided: auc is too low.");
}

TEST_CASE("a run that had nothing to do, or no stage, reads well too") {
    RunReport report = flights();
    for (Execution& one : report.run.executions) one.status = ExecutionStatus::skipped;
    CHECK(sentence(report) == "Everything was up to date.");
    report.run.executions.clear();
    report.edges.clear();
    report.logs.clear();
    report.sources.clear();
    report.makers.clear();
    CHECK(sentence(report) == "No stage was part of the run.");
    CHECK_THAT(report_page(report, std::nullopt), ContainsSubstring("No stage was part of the run."));
}

TEST_CASE("a page has a section for all that there is, and none for what there is not") {
    RunReport report = flights();
    const std::string bare = report_page(report, std::nullopt);
    for (const char* id : {"metrics", "pipeline", "timeline", "data", "stages"})
        CHECK_THAT(bare, ContainsSubstring("<section id=\"" + std::string(id) + "\">"));
    for (const char* id : {"failures", "gates", "changes", "plots", "environment"})
        CHECK_THAT(bare, !ContainsSubstring("<section id=\"" + std::string(id) + "\">"));

    report.baselines = {baseline("production v1.0.0", 0.7), baseline("the previous run", 0.81)};
    report.baselines[0].difference.parameters = {{"params.yaml", "lr", Value(0.1), Value(0.2)}};
    report.run.gates = {gate("evaluate", "eval.json:auc", 0.8, 0.7)};
    report.run.machine.os = "Debian 12";
    const std::string page = report_page(report, std::nullopt);
    CHECK_THAT(page, ContainsSubstring("<th scope=\"col\" class=\"number\">production v1.0.0</th>"));
    CHECK_THAT(page, ContainsSubstring("<td class=\"number good\">+0.1 (+14.3 %) better</td>"));
    CHECK_THAT(page, ContainsSubstring("<td class=\"number bad\">-0.01 (-1.23 %) worse</td>"));
    CHECK_THAT(page, ContainsSubstring("<th scope=\"row\">params.yaml:lr</th>"));
    CHECK_THAT(page, ContainsSubstring("<td class=\"caution\">changed</td>"));  // data.csv
    CHECK_THAT(page, ContainsSubstring("<td class=\"caution\">new</td>"));      // model
    CHECK_THAT(page, ContainsSubstring("<td class=\"faint\">the same</td>"));   // raw.csv
    CHECK_THAT(page, ContainsSubstring("<p>Debian 12</p>"));
}

TEST_CASE("each input of a stage leads to the stage that made it") {
    const std::string page = report_page(flights(), std::nullopt);
    CHECK_THAT(page, ContainsSubstring("model of <a href=\"#stage-1\">train</a>"));
    CHECK_THAT(page, ContainsSubstring("<div id=\"stage-1\">"));
    CHECK_THAT(page, ContainsSubstring("<a href=\"#stage-2\" class=\"node ran\""));
}

TEST_CASE("logs are folded, and those of what failed are open") {
    RunReport report = flights();
    CHECK_THAT(report_page(report, std::nullopt), ContainsSubstring("<details><summary>Its log</summary>"));
    report.run.executions[1].status = ExecutionStatus::failed;
    report.run.executions[1].exit_code = 137;
    report.logs[1].cut = true;
    const std::string page = report_page(report, std::nullopt);
    CHECK_THAT(page, ContainsSubstring("<details open><summary>The last 2 lines of its log</summary>"));
    CHECK_THAT(page, ContainsSubstring("137: ended by SIGKILL"));
}

TEST_CASE("nothing that a name, a log or a value holds leaves its place in a page") {
    RunReport report = flights();
    report.run.id = report.run.pipeline = report.run.name = report.run.note = hostile;
    report.run.branch = hostile;
    for (Execution& one : report.run.executions) {
        one.stage = one.reason = hostile;
        if (!one.record) continue;
        one.record->run = hostile;
        one.record->inputs.command.parts = {hostile};
        one.record->inputs.parameters = {{hostile, hostile, Value(hostile)}};
        one.record->inputs.working_directory = hostile;
        for (ArtifactAt& output : one.record->outputs) output.path = hostile;
        for (ArtifactAt& input : one.record->inputs.dependencies) input.path = hostile;
        one.metrics = {{hostile, 1}};
    }
    report.run.executions[0].status = ExecutionStatus::failed;
    report.logs[0].lines = {hostile};
    report.logs[1].lines = {hostile};
    report.notes = {hostile};
    report.sources[0].artifact.path = hostile;
    report.makers = {{hostile, 0}};
    report.baselines = {baseline(hostile, 1)};
    report.baselines[0].difference.from.label = "b";
    report.baselines[0].difference.parameters = {{hostile, hostile, Value(hostile), Value(hostile)}};
    report.baselines[0].difference.code = {{hostile, Existence::added, 1, 1}};
    report.run.gates = {gate(hostile, hostile, 1, 0)};
    report.run.interpreters = {{hostile, hostile, {{hostile, hostile}}}};
    report.run.machine.os = hostile;
    Plot plot;
    plot.path = plot.title = hostile;
    plot.series.push_back({hostile, hostile, {{0, 1}, {1, 2}}});
    plot.notes.push_back(hostile);
    report.plots = {{hostile}, {plot}};
    const std::string page = report_page(report, "let vega = 1;");
    // Vega, what draws, what moves, and the data of the plots: as many begin as end.
    CHECK(count(page, "<script") == 4);
    CHECK(count(page, "</script") == 4);
    CHECK_THAT(page, !ContainsSubstring("alert(1)</"));
    CHECK_THAT(page, !ContainsSubstring("<!--"));
    CHECK_THAT(page, !ContainsSubstring("\x1b"));
    CHECK_THAT(page, !ContainsSubstring("\xff"));
}

TEST_CASE("Vega is part of pages with series alone, and plots are named without it") {
    RunReport report = flights();
    CHECK_THAT(report_page(report, "let vega = 1;"), !ContainsSubstring("let vega"));
    report.plots.revisions = {"this run"};
    Plot plot;
    plot.path = "roc.csv";
    plot.series.push_back({"this run", "y", {{0, 1}}});
    report.plots.plots = {plot};
    CHECK_THAT(report_page(report, "let vega = 1;"), ContainsSubstring("let vega"));
    CHECK_THAT(report_page(report, std::nullopt), ContainsSubstring("built without Vega"));
}

TEST_CASE("many stages of one foreach are one node, but for those that did not end well") {
    RunReport report = many(100);
    FoldedGraph graph = fold_graph(report);
    REQUIRE(graph.nodes.size() == 3);
    CHECK(graph.nodes[0].name == "prepare@…");
    CHECK(graph.edges.size() == 2);
    report.run.executions[7].status = ExecutionStatus::failed;
    graph = fold_graph(report);
    REQUIRE(graph.nodes.size() == 4);
    CHECK(graph.nodes[1].name == "prepare@7");
    CHECK(fold_graph(many(5)).nodes.size() == 11);
    // Back and forth between two groups: a picture of them would have a cycle.
    RunReport chain = many(100);
    chain.edges.push_back({101, 2, false});
    CHECK(fold_graph(chain).nodes.size() == 201);
}

TEST_CASE("the page of a thousand stages stays small") {
    RunReport report = many(500);
    for (Execution& one : report.run.executions)
        one.record = made({{"data.csv", reference(2, 2)}}, {{"model", {}}});
    CHECK(report_page(report, std::nullopt).size() < 1'800'000);
}
