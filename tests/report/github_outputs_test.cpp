#include "mlpipe/report/github_outputs.hpp"

#include <limits>
#include <map>

#include "mlpipe/base/text.hpp"
#include "reports.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;

namespace {

using Outputs = std::map<std::string, std::string>;

Outputs outputs_of(const RunRecord& run, bool recorded = true, bool drift = false) {
    const GithubOutputs outputs = github_outputs(run, recorded, drift);
    return {outputs.begin(), outputs.end()};
}

// prepare -> train (kind train) -> evaluate, as the tests of reports have it.
RunRecord trained() {
    RunRecord run = flights().run;
    run.executions[1].kind = StageKind::train;
    run.executions[1].record->inputs.outputs = {{"model"}};
    return run;
}

RunRecord monitored(ExecutionStatus status) {
    RunRecord run;
    run.executions = {execution("monitor", status)};
    run.executions[0].kind = StageKind::monitor;
    return run;
}

GateResult drift_gate(GateVerdict verdict) {
    GateResult result = gate("monitor", "drift.json:share", 0.4, 0.3);
    result.verdict = verdict;
    return result;
}

}  // namespace

TEST_CASE("the outputs of a run") {
    RunRecord run = trained();
    run.commit = "0123";
    run.executions[0].metrics = {{"loss.json:nan", std::numeric_limits<double>::quiet_NaN()}};
    const Outputs outputs = outputs_of(run);
    CHECK(outputs == Outputs{{"status", "succeeded"},
                             {"run-id", "20261123T131502123Z-7f3a9c"},
                             {"commit", "0123"},
                             {"gates-passed", ""},
                             {"metrics-json", R"({"eval.json:auc":0.8,"eval.json:rows":100.0})"},
                             {"model-digest", reference(3, 300).digest.hex()},
                             {"drift-detected", ""}});
    CHECK(outputs_of(run, false)["run-id"].empty());
}

TEST_CASE("gates passed unless one blocks") {
    RunRecord run;
    run.gates = {gate("evaluate", "auc", 0.8, 0.7)};
    CHECK(outputs_of(run)["gates-passed"] == "true");
    run.gates.push_back(gate("evaluate", "auc", 0.8, 0.9));
    run.gates.back().verdict = GateVerdict::warn;
    CHECK(outputs_of(run)["gates-passed"] == "true");
    run.gates.back().verdict = GateVerdict::undecided;
    CHECK(outputs_of(run)["gates-passed"] == "false");
}

TEST_CASE("models are what training has made, without metrics") {
    RunRecord run = trained();
    StageRecord& record = *run.executions[1].record;
    record.outputs.push_back({"loss.json", reference(7, 10)});
    record.inputs.outputs.push_back({"loss.json", OutputRole::metric});
    CHECK(outputs_of(run)["model-digest"] == reference(3, 300).digest.hex());
    record.outputs.push_back({"tokenizer", reference(8, 10)});
    record.inputs.outputs.push_back({"tokenizer"});
    CHECK(outputs_of(run)["model-digest"] == "{\"model\":\"" + reference(3, 300).digest.hex() +
                                                 "\",\"tokenizer\":\"" + reference(8, 10).digest.hex() +
                                                 "\"}");
    run.executions[1] = failed("train", 1, 1);
    run.executions[1].kind = StageKind::train;
    CHECK(outputs_of(run)["model-digest"].empty());
}

TEST_CASE("drift is what a stage that monitors says of it") {
    RunRecord run = monitored(ExecutionStatus::ran);
    CHECK(outputs_of(run)["drift-detected"] == "false");
    CHECK(outputs_of(run, true, true)["drift-detected"] == "true");
    run.gates = {drift_gate(GateVerdict::pass), drift_gate(GateVerdict::warn)};
    CHECK(outputs_of(run)["drift-detected"] == "true");
    run.gates = {drift_gate(GateVerdict::fail)};
    CHECK(outputs_of(run)["drift-detected"] == "true");
    run.gates = {drift_gate(GateVerdict::undecided)};
    CHECK(outputs_of(run)["drift-detected"].empty());
    run.gates = {drift_gate(GateVerdict::warn)};
    run.gates[0].value.reset();
    CHECK(outputs_of(run)["drift-detected"].empty());

    run = monitored(ExecutionStatus::failed);
    run.executions[0].exit_code = 1;
    CHECK(outputs_of(run)["drift-detected"].empty());
    run.executions[0].exit_code = 5;
    CHECK(outputs_of(run)["drift-detected"] == "true");
    CHECK(outputs_of(monitored(ExecutionStatus::held))["drift-detected"].empty());
}

TEST_CASE("a value cannot end before its delimiter") {
    const GithubOutputs outputs{{"commit", "x\nghadelimiter_1\nstatus=good"}, {"status", ""}};
    int tokens = 0;
    CHECK(github_output_lines(outputs, [&] { return "t" + std::to_string(++tokens); }) ==
          "commit<<ghadelimiter_t1\nx\nghadelimiter_1\nstatus=good\nghadelimiter_t1\n"
          "status<<ghadelimiter_t2\n\nghadelimiter_t2\n");
    const auto lines = text::split_lines(github_output_lines(outputs));
    CHECK(lines.front().size() == std::string("commit<<ghadelimiter_").size() + 32);
    CHECK(lines.front().substr(8) == lines[4]);
    CHECK(lines[4] != lines.back());
}

TEST_CASE("of a run that came to no record only the status is known") {
    GithubOutputs outputs = github_outputs_of_broken_run(RunStatus::interrupted);
    REQUIRE(outputs.size() == github_outputs({}, true, false).size());
    for (const auto& [name, value] : outputs) CHECK(value == (name == "status" ? "interrupted" : ""));
}
