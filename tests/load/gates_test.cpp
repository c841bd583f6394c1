#include "load_case.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using load_case::errors;
using load_case::stage;
using load_case::stage_errors;

namespace {

const std::string files =
    "    deps: [models/m.bin, data/test.csv]\n    metrics: [metrics/eval.json]\n    outs: [s.csv]\n";

std::vector<Gate> gates(const std::string& list) {
    return stage(files + "    gates: " + list + "\n").gates;
}

std::string gate_errors(const std::string& list) {
    return stage_errors(files + "    gates: " + list + "\n");
}

}  // namespace

TEST_CASE("a gate with limits on the value itself") {
    const auto read = gates(
        "[{metric: 'metrics/eval.json:auc', max: 0.99, min: 1}, {metric: n, equals: 3, tolerance: 0.5}]");
    REQUIRE(read.size() == 2);
    CHECK(read[0].metric == "metrics/eval.json:auc");
    CHECK(read[0].limits == std::vector<GateLimit>{{GateRule::min, 1}, {GateRule::max, 0.99}});
    CHECK(read[0].severity == GateSeverity::error);
    CHECK(read[1].limits == std::vector<GateLimit>{{GateRule::equals, 3}});
    CHECK(read[1].tolerance == 0.5);
    CHECK(gates("[]").empty());
}

TEST_CASE("a gate against a baseline") {
    const Gate read = gates(
        "[{metric: auc, slice: 'by_region.*', baseline: production, max_drop: 0.01, max_relative_drop: 0.02,"
        " min_gain: 0, model: flight-delay, severity: warn, on_incomparable: evaluate, data: [data/test.csv],"
        " confidence: 0.9, desc: why}]")[0];
    CHECK(read.baseline == "production");
    CHECK(read.limits.size() == 3);
    CHECK(read.direction == MetricDirection::higher);
    CHECK(read.severity == GateSeverity::warn);
    CHECK(read.on_incomparable == OnIncomparable::evaluate);
    CHECK(read.data == std::vector<std::string>{"data/test.csv"});
    CHECK(read.confidence == 0.9);
    CHECK(read.model == "flight-delay");
    CHECK(gate_address(read) == "by_region.*.auc");
    CHECK(gates("[{metric: a, baseline: 1234567, max_drop: 1, direction: lower}]")[0].baseline == "1234567");
    const Gate scored = gates(
        "[{metric: auc, baseline: main, max_drop: 0, confidence: 0.95, scores: {file: s.csv, id: i, label: "
        "y, score: p}}]")[0];
    CHECK(scored.scores->file == "s.csv");
    CHECK(scored.scores->label == "y");
}

TEST_CASE("the slice stands between the file and the name") {
    Gate gate;
    gate.metric = "metrics/eval.json:auc";
    CHECK(gate_address(gate) == "metrics/eval.json:auc");
    gate.slice = "by_region.*";
    CHECK(gate_address(gate) == "metrics/eval.json:by_region.*.auc");
}

TEST_CASE("what is wrong with a gate is said where it stands") {
    CHECK_THAT(gate_errors("{metric: auc}"), ContainsSubstring("'gates' of stage 's' expects a list"));
    CHECK_THAT(gate_errors("[auc]"), ContainsSubstring("expects maps such as"));
    CHECK_THAT(gate_errors("[{min: 1}]"), ContainsSubstring("pipeline.yaml:7:13: a gate has no 'metric'"));
    CHECK_THAT(gate_errors("[{metric: auc}]"), ContainsSubstring("a gate has no limit"));
    CHECK_THAT(gate_errors("[{metric: auc, min: high}]"),
               ContainsSubstring("'gates: min' of stage 's' expects a number"));
    CHECK_THAT(gate_errors("[{metric: auc, min: .nan}]"), ContainsSubstring("expects a number"));
    CHECK_THAT(gate_errors("[{metric: auc, mim: 1}]"), ContainsSubstring("did you mean 'min'?"));
    CHECK_THAT(gate_errors("[{metric: auc, min: 1, tolerance: 0.1}]"),
               ContainsSubstring("'tolerance' belongs to 'equals'"));
    CHECK_THAT(gate_errors("[{metric: auc, min: 1, severity: fatal}]"),
               ContainsSubstring("expects error or warn"));
    CHECK_THAT(
        gate_errors("[{metric: 'other.json:auc', min: 1}]"),
        ContainsSubstring("'other.json' is no metric of stage 's'; its metrics are metrics/eval.json"));
    CHECK_THAT(stage_errors("    gates: [{metric: auc, min: 1}]\n"),
               ContainsSubstring("stage 's' has gates, and no metrics"));
}

TEST_CASE("a comparison needs a baseline, and a direction that can be told") {
    CHECK_THAT(gate_errors("[{metric: auc, max_drop: 0.1}]"), ContainsSubstring("expects a 'baseline'"));
    CHECK_THAT(gate_errors("[{metric: auc, min: 1, baseline: production}]"),
               ContainsSubstring("expects max_drop, max_relative_drop or min_gain"));
    CHECK_THAT(gate_errors("[{metric: auc, baseline: main, max_drop: -1}]"),
               ContainsSubstring("not below zero"));
    CHECK_THAT(gate_errors("[{metric: profit, baseline: main, max_drop: 1}]"),
               ContainsSubstring("it cannot be told whether 'profit' is better when it is higher or lower"));
    CHECK(gates("[{metric: profit, baseline: main, max_drop: 1, direction: higher}]").size() == 1);
    CHECK_THAT(gate_errors("[{metric: auc, baseline: main, max_drop: 1, direction: up}]"),
               ContainsSubstring("higher or lower"));
    CHECK_THAT(gate_errors("[{metric: auc, baseline: main, max_drop: 1, confidence: 95}]"),
               ContainsSubstring("such as 0.95"));
    CHECK_THAT(gate_errors("[{metric: auc, baseline: main, max_drop: 1, data: [other.csv]}]"),
               ContainsSubstring("'other.csv' of 'data' is no dependency of stage 's'"));
    CHECK_THAT(gate_errors("[{metric: auc, baseline: main, max_drop: 1, scores: {file: s.csv, value: v}}]"),
               ContainsSubstring("'scores' expects 'confidence'"));
    CHECK_THAT(gate_errors("[{metric: auc, slice: 'r.*', baseline: main, max_drop: 1, confidence: 0.9, "
                           "scores: {file: s.csv, value: v}}]"),
               ContainsSubstring("not of each slice"));
    CHECK_THAT(
        gate_errors(
            "[{metric: auc, baseline: main, max_drop: 1, confidence: 0.9, scores: {file: s.csv, label: y}}]"),
        ContainsSubstring("'gates: scores' of stage 's' expects a map"));
    CHECK_THAT(
        gate_errors(
            "[{metric: auc, baseline: main, max_drop: 1, confidence: 0.9, scores: {file: t.csv, value: v}}]"),
        ContainsSubstring("the scores 't.csv' are no output of stage 's'"));
}

TEST_CASE("gates stand under meta in a dvc.yaml, and in no defaults") {
    const std::string dvc = "stages:\n  s:\n    cmd: x\n    metrics: [m.json]\n";
    CHECK(errors(dvc + "    meta: {mlpipe: {gates: [{metric: auc, min: 0.5}]}}\n", "/project/dvc.yaml") ==
          "no error");
    CHECK_THAT(errors(dvc + "    gates: [{metric: auc, min: 0.5}]\n", "/project/dvc.yaml"),
               ContainsSubstring("'gates' is not DVC's"));
    CHECK_THAT(errors("defaults: {gates: []}\nstages: {s: {cmd: x}}\n"),
               ContainsSubstring("unknown key 'gates' in 'defaults'"));
}

TEST_CASE("in a working directory the paths of a gate are as those of its stage") {
    const Gate gate =
        load_case::load(
            "stages:\n  s:\n    cmd: x\n    wdir: sub\n    deps: [test.csv]\n    metrics: [eval.json]\n"
            "    gates: [{metric: 'eval.json:auc', baseline: main, max_drop: 1, data: [test.csv]}]\n")
            .stages[0]
            .gates[0];
    CHECK(gate.data == std::vector<std::string>{"sub/test.csv"});
}
