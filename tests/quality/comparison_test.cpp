#include <limits>

#include "gate_case.hpp"
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using gate_case::artifact;
using gate_case::Case;
using gate_case::gate;

namespace {

const std::string auc = "e.json:auc", loss = "e.json:loss";

Gate drop(double most, GateRule rule = GateRule::max_drop) {
    return gate("auc", {{rule, most}}, "production");
}

std::string verdict(double now, double then, const Gate& against) {
    return Case({{auc, now}}, {{auc, then}}).verdict(against);
}

}  // namespace

TEST_CASE("max_drop allows as much, to the digit") {
    CHECK(verdict(0.70, 0.71, drop(0.01)) ==
          "pass: auc 0.7 is 0.01 below production v1.0.0 (0.71), and may be worse by 0.01");
    CHECK(verdict(0.70, 0.73, drop(0.01)) ==
          "fail: auc 0.7 is 0.03 below production v1.0.0 (0.73), more than 0.01");
    CHECK(verdict(0.75, 0.73, drop(0.01)) == "pass: auc 0.75 is 0.02 above production v1.0.0 (0.73)");
    CHECK(verdict(0.73, 0.73, drop(0)) == "pass: auc 0.73 is the same as production v1.0.0 (0.73)");
    CHECK(verdict(0.7299, 0.73, drop(0)).substr(0, 5) == "fail:");
}

TEST_CASE("max_relative_drop is a share of the baseline") {
    CHECK(verdict(0.9, 1.0, drop(0.1, GateRule::max_relative_drop)).substr(0, 5) == "pass:");
    CHECK(verdict(0.88, 1.0, drop(0.1, GateRule::max_relative_drop)) ==
          "fail: auc 0.88 is 12 % below production v1.0.0 (1), more than 10 %");
    CHECK(verdict(-1.2, -1.0, drop(0.1, GateRule::max_relative_drop)).substr(0, 5) == "fail:");
    CHECK_THAT(verdict(-1, 0, drop(0.1, GateRule::max_relative_drop)), ContainsSubstring("fail: auc was 0"));
    CHECK_THAT(verdict(1, 0, drop(0.1, GateRule::max_relative_drop)), ContainsSubstring("pass: auc was 0"));
}

TEST_CASE("min_gain asks for more than was") {
    CHECK(verdict(0.75, 0.73, drop(0.02, GateRule::min_gain)) ==
          "pass: auc 0.75 is 0.02 above production v1.0.0 (0.73)");
    CHECK(verdict(0.74, 0.73, drop(0.02, GateRule::min_gain)) ==
          "fail: auc 0.74 is 0.01 above production v1.0.0 (0.73), and must be better by at least 0.02");
    CHECK(verdict(0.70, 0.73, drop(0, GateRule::min_gain)).substr(0, 5) == "fail:");
}

TEST_CASE("of a metric that is better when lower, a rise is the drop") {
    Gate lower = gate("loss", {{GateRule::max_drop, 0.1}}, "production");
    lower.direction = MetricDirection::lower;
    CHECK(Case({{loss, 0.5}}, {{loss, 0.3}}).verdict(lower) ==
          "fail: loss 0.5 is 0.2 above production v1.0.0 (0.3), more than 0.1");
    CHECK(Case({{loss, 0.2}}, {{loss, 0.3}}).verdict(lower) ==
          "pass: loss 0.2 is 0.1 below production v1.0.0 (0.3)");
    lower.limits = {{GateRule::min_gain, 0.2}};
    CHECK(Case({{loss, 0.2}}, {{loss, 0.3}}).verdict(lower).substr(0, 5) == "fail:");
}

TEST_CASE("the result says what it was compared with") {
    Case one({{auc, 0.7}}, {{auc, 0.73}});
    one.baseline.identity.run = "run 1";
    Gate against = drop(0.01);
    against.model = "flights";
    const auto result = one.judge(against).at(0);
    CHECK(result.baseline == GateBaseline{"production", "v1.0.0", "run 1", "", 0.73, false});
    CHECK(parse_gate_result(to_value(result)) == result);
    REQUIRE(one.asked.size() == 1);
    CHECK(one.asked[0].name == "production");
    CHECK(one.asked[0].model == "flights");
    CHECK(one.asked[0].stage == "evaluate");
}

TEST_CASE("a missing metric and NaN fail before anybody asks for the baseline") {
    Case one({{auc, std::numeric_limits<double>::quiet_NaN()}}, {{auc, 0.73}});
    CHECK(one.verdict(drop(0.01)) == "fail: auc is not a number");
    one.candidate.metrics.clear();
    CHECK(one.verdict(drop(0.01)) == "fail: there is no metric 'auc'");
    CHECK(one.asked.empty());
}

TEST_CASE("without a baseline the first model passes; what is not known is not decided") {
    Case one({{auc, 0.7}}, {});
    one.baseline.outcome = Baseline::Outcome::none;
    one.baseline.reason = "no version of flights is in production";
    CHECK(one.verdict(drop(0.01)) ==
          "pass: auc 0.7: no baseline yet: no version of flights is in production");
    CHECK_FALSE(one.judge(drop(0.01)).at(0).baseline.has_value());
    one.baseline.outcome = Baseline::Outcome::unknown;
    one.baseline.reason = "tags are missing; git fetch --tags --unshallow";
    CHECK(one.verdict(drop(0.01)) == "undecided: auc 0.7: tags are missing; git fetch --tags --unshallow");
    CHECK(blocks(one.judge(drop(0.01)).at(0)));
    Gate soft = drop(0.01);
    soft.severity = GateSeverity::warn;
    CHECK(one.verdict(soft) ==
          "warn: cannot be decided: auc 0.7: tags are missing; git fetch --tags --unshallow");
    CHECK(judge_gates({drop(0.01)}, one.candidate, {}).at(0).verdict == GateVerdict::undecided);
}

TEST_CASE("a candidate that is the baseline passes, whatever its metric") {
    Case one({{auc, 0.5}}, {{auc, 0.73}});
    one.candidate.inputs.dependencies[1] = artifact("m.bin", "old model");
    CHECK(one.verdict(drop(0, GateRule::min_gain)) == "pass: auc 0.5: the candidate is production v1.0.0");
    one.candidate.inputs.dependencies[1] = artifact("moved.bin", "old model");
    CHECK(one.verdict(drop(0)) == "pass: auc 0.5: the candidate is production v1.0.0");
    one.candidate.inputs.dependencies[1] = artifact("m.bin", "new model");
    one.candidate.outputs.push_back(artifact("out.bin", "old model"));
    CHECK(one.verdict(drop(0)) == "pass: auc 0.5: the candidate is production v1.0.0");
}

TEST_CASE("a run with the same inputs is the candidate too") {
    Case one({{auc, 0.5}}, {{auc, 0.73}});
    one.baseline.model.reset();
    one.baseline.data = one.candidate.inputs.dependencies;
    CHECK_THAT(one.verdict(drop(0)), ContainsSubstring("pass: auc 0.5: the candidate is"));
    one.baseline.data->at(0) = artifact("eval.py", "code 1");
    CHECK(one.verdict(drop(0)).substr(0, 5) == "fail:");
}

TEST_CASE("other evaluation data cannot be compared") {
    Case one({{auc, 0.9}}, {{auc, 0.5}});
    one.baseline.data->at(2) = artifact("test.csv", "another test");
    Gate against = drop(0.01);
    CHECK(one.verdict(against) ==
          "fail: auc 0.9: not comparable: production was evaluated on another test.csv");
    against.on_incomparable = OnIncomparable::warn;
    CHECK(one.verdict(against) ==
          "warn: auc 0.9: not comparable: production was evaluated on another test.csv");
    one.baseline.data->pop_back();
    CHECK_THAT(one.verdict(against),
               ContainsSubstring("it is not known whether production was evaluated on this test.csv"));
    one.baseline.data.reset();
    CHECK_THAT(one.verdict(against), ContainsSubstring("what production was evaluated on is not known"));
}

TEST_CASE("code is no data, unless the gate says so; what stages make is") {
    Case one({{auc, 0.9}}, {{auc, 0.5}});
    Gate against = drop(0.01);
    CHECK(one.verdict(against).substr(0, 5) == "pass:");
    against.data = {"eval.py"};
    CHECK_THAT(one.verdict(against), ContainsSubstring("another eval.py"));
    against.data.reset();
    one.candidate.sources = {"test.csv"};  // a stage writes eval.py
    CHECK_THAT(one.verdict(against), ContainsSubstring("another eval.py"));
}

TEST_CASE("a model that no train stage makes is told by the registry's path") {
    Case one({{auc, 0.9}}, {{auc, 0.5}});
    one.candidate.models.clear();
    CHECK(one.verdict(drop(0.01)).substr(0, 5) == "pass:");
    one.baseline.model.reset();
    CHECK_THAT(one.verdict(drop(0.01)), ContainsSubstring("another m.bin"));
}

TEST_CASE("evaluate: the baseline's model is measured on the candidate's data") {
    Case one({{auc, 0.9}}, {{auc, 0.5}});
    one.baseline.data->at(2) = artifact("test.csv", "another test");
    one.evaluation.metrics = {{auc, 0.95}};
    Gate against = drop(0.01);
    against.on_incomparable = OnIncomparable::evaluate;
    CHECK(
        one.verdict(against) ==
        "fail: auc 0.9 is 0.05 below production v1.0.0 (0.95), more than 0.01; evaluated anew on this data");
    REQUIRE(one.evaluated.size() == 1);
    CHECK(one.evaluated[0].stage == "evaluate");
    CHECK(one.evaluated[0].candidate == artifact("m.bin", "new model"));
    CHECK(one.evaluated[0].model == artifact("m.bin", "old model").reference);
    CHECK(one.judge(against).at(0).baseline->evaluated);
    one.evaluation = {"its model is nowhere", {}, {}};
    CHECK_THAT(one.verdict(against),
               ContainsSubstring("undecided: ") && ContainsSubstring("its model is nowhere"));
}

TEST_CASE("slices: a new one passes, a lost one fails") {
    const std::string ewr = "e.json:by_region.EWR.auc", jfk = "e.json:by_region.JFK.auc";
    Gate slices = drop(0.01);
    slices.slice = "by_region.*";
    CHECK(Case({{ewr, 0.8}, {jfk, 0.6}}, {{ewr, 0.8}}).verdict(slices) ==
          "pass: by_region.EWR.auc 0.8 is the same as production v1.0.0 (0.8)\n"
          "pass: production v1.0.0 has no by_region.JFK.auc to compare with");
    CHECK(Case({{ewr, 0.8}}, {{ewr, 0.8}, {jfk, 0.6}}).verdict(slices) ==
          "pass: by_region.EWR.auc 0.8 is the same as production v1.0.0 (0.8)\n"
          "fail: there is no by_region.JFK.auc, which production v1.0.0 has");
}

TEST_CASE("a baseline without the metric decides nothing") {
    CHECK(Case({{auc, 0.8}}, {}).verdict(drop(0.01)) ==
          "undecided: no value of auc is known of production v1.0.0");
    CHECK(Case({{auc, 0.8}}, {{auc, std::numeric_limits<double>::quiet_NaN()}}).verdict(drop(0.01)) ==
          "undecided: no value of auc is known of production v1.0.0");
}
