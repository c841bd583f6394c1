#include "mlpipe/model/gate.hpp"

#include <limits>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/model/run_record.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

GateResult failed() {
    GateResult result;
    result.stage = "evaluate";
    result.metric = "eval.json:auc";
    result.value = 0.61;
    result.threshold = 0.7;
    result.verdict = GateVerdict::fail;
    result.reason = "auc 0.61 < 0.7";
    return result;
}

}  // namespace

TEST_CASE("a verdict has the fields that programs rely on, in order") {
    CHECK(pretty_json(to_value(failed())) ==
          "{\n  \"stage\": \"evaluate\",\n  \"metric\": \"eval.json:auc\",\n  \"value\": 0.61,\n"
          "  \"rule\": \"min\",\n  \"threshold\": 0.7,\n  \"baseline\": null,\n  \"verdict\": \"fail\",\n"
          "  \"reason\": \"auc 0.61 < 0.7\"\n}");
}

TEST_CASE("a verdict is read back as it was written") {
    GateResult result = failed();
    CHECK(parse_gate_result(to_value(result)) == result);
    result.value.reset();
    result.stage.clear();
    result.rule = GateRule::max_relative_drop;
    result.baseline = GateBaseline{"production", "v1.2.0", "20261123T131502123Z-7f3a9c", "abc", 0.5, true};
    result.interval = GateInterval{0.95, -0.01, 0.2};
    result.verdict = GateVerdict::undecided;
    CHECK(parse_gate_result(to_value(result)) == result);
    CHECK(parse_gate_result(parse_json(canonical_json(to_value(result)), "x")) == result);
}

TEST_CASE("what is no finite number is null") {
    GateResult result = failed();
    result.value = std::numeric_limits<double>::infinity();
    CHECK(to_value(result).find("value")->is_null());
}

TEST_CASE("a damaged verdict is refused") {
    for (const char* text :
         {"{}", R"({"rule":"min","threshold":1,"verdict":"maybe"})",
          R"({"rule":"least","threshold":1,"verdict":"pass"})", R"({"rule":"min","verdict":"pass"})"})
        CHECK_THROWS_AS(parse_gate_result(parse_json(text, "x")), Error);
}

TEST_CASE("a run's record has its verdicts, and none where no gate was judged") {
    RunRecord run;
    run.id = "id";
    run.pipeline_file = "pipeline.yaml";
    CHECK(to_value(run).find("gates") == nullptr);
    run.gates = {failed()};
    CHECK(parse_run_record(to_value(run)).gates == run.gates);
}

TEST_CASE("words are read as they are written") {
    for (const GateRule rule : {GateRule::min, GateRule::max, GateRule::equals, GateRule::max_drop,
                                GateRule::max_relative_drop, GateRule::min_gain})
        CHECK(parse_gate_rule(to_string(rule)) == rule);
    CHECK_FALSE(parse_gate_rule("least").has_value());
    CHECK(compares(GateRule::min_gain));
    CHECK_FALSE(compares(GateRule::equals));
}
