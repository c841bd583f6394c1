// What a run says of its monitor stages, long after it has been.
#include "mlpipe/watch/findings.hpp"

#include "mlpipe/load/load.hpp"
#include "support/catch.hpp"
#include "watch/watch_support.hpp"

using namespace mlpipe;

namespace {

RunFindings findings_of(WatchedProject& project, const RunRecord& run) {
    const Project here = project.project();
    const Pipeline pipeline =
        load_pipeline(project.files, here.pipeline_file, here.shown(here.pipeline_file), here.root);
    return find_in_run(project.files, here, pipeline, {"monitor"}, run);
}

RunRecord run_of_a_look(WatchedProject& project) {
    const std::string id = project.look().look.run;
    return project.lineage().run(id).value();
}

RunRecord drifting_run(WatchedProject& project) {
    project.drift = true;
    return run_of_a_look(project);
}

}  // namespace

TEST_CASE("what a run has found is what it recorded, whatever stands there now") {
    WatchedProject project;
    const RunRecord run = drifting_run(project);
    project.write("drift.json", R"({"drift": false, "columns": []})");
    const RunFindings findings = findings_of(project, run);
    CHECK(findings.problems.empty());
    REQUIRE(findings.stages.size() == 1);
    CHECK(findings.stages[0].drift);
}

TEST_CASE("a document that is nowhere any more is a problem: it may have been drift") {
    WatchedProject project;
    const RunRecord run = drifting_run(project);
    project.remove("drift.json");
    project.remove(".mlpipe/objects");
    const RunFindings findings = findings_of(project, run);
    REQUIRE(findings.problems.size() == 1);
    CHECK_THAT(findings.problems[0], ContainsSubstring("drift.json is not there any more"));
}

TEST_CASE("how good predictions were, and how many rows there are, comes before columns") {
    WatchedProject project;
    project.executor.writes("monitor",
                            R"({"drift": true, "reason": "auc has fallen", "columns": [
        {"name": "p", "method": "ks", "score": 0.0, "threshold": 0.05, "verdict": "drift", "summary": null},
        {"name": "psi", "method": "psi", "score": 9.5, "threshold": 0.2, "verdict": "drift"},
        {"name": "near", "method": "psi", "score": 0.15, "threshold": 0.2, "verdict": "warn"}],
        "performance": [{"name": "auc", "reference": 0.756, "current": 0.7, "threshold": 0.736, "verdict": "drift"}],
        "volume": [{"name": "rows", "reference": 10, "current": 11, "verdict": "ok"}]})");
    const StageFinding finding = project.look().alarms.at(0).findings.at(0);
    CHECK(finding.reasons == std::vector<std::string>{"auc has fallen"});
    std::string names;
    for (const DriftedColumn& column : finding.columns) names += column.name + " ";
    CHECK(names == "auc p psi near ");
    CHECK(finding.columns[0].type == "performance");
    CHECK(finding.columns[0].current == Value(0.7));
}

TEST_CASE("metrics that are no drift document, or say that there is none, are nothing") {
    WatchedProject project;
    for (const char* text :
         {"{}", "{\"drift\": true}", "{\"drift\": \"yes\", \"columns\": []}", "[1]", "no json",
          "{\"drift\": false, \"columns\": [{\"name\": \"a\", \"verdict\": \"drift\"}]}"}) {
        INFO(text);
        project.executor.writes("monitor", text);
        project.data += "x";
        CHECK(project.look().alarms.empty());
    }
}

TEST_CASE("what a program of the stage asks of gates counts as its own") {
    WatchedProject project;
    RunRecord run = run_of_a_look(project);
    GateResult asked;
    asked.stage = "evaluate";
    asked.asked_by = "monitor";
    asked.verdict = GateVerdict::fail;
    asked.reason = "auc 0.6 < 0.7";
    run.gates = {asked};
    const RunFindings findings = findings_of(project, run);
    CHECK(findings.problems.empty());
    CHECK(findings.stages.at(0).level == FindingLevel::alarm);
}

TEST_CASE("a check that does not hold is found as a gate is") {
    WatchedProject project;
    RunRecord run = run_of_a_look(project);
    CheckResult check;
    check.stage = "monitor";
    check.verdict = GateVerdict::fail;
    check.reason = "raw: 3 rows without a day";
    run.checks = {check};
    const RunFindings findings = findings_of(project, run);
    CHECK(findings.problems.empty());
    CHECK(findings.stages.at(0).level == FindingLevel::alarm);
    CHECK(findings.stages.at(0).reasons == std::vector<std::string>{"raw: 3 rows without a day"});
    CHECK(findings.stages.at(0).checks.size() == 1);

    run.checks[0].verdict = GateVerdict::warn;
    CHECK(findings_of(project, run).stages.at(0).level == FindingLevel::warn);
    run.checks[0] = check;
    run.checks[0].stage = "ingest";
    CHECK(findings_of(project, run).stages.at(0).level == FindingLevel::none);
}
