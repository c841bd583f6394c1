#include "mlpipe/report/prometheus.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("samples of a family stand together, whatever came between them") {
    MetricFamilies families;
    REQUIRE(families.text().empty());
    families.add("a", "First.", {}, 1);
    families.add("b", "Second.", {{"x", "1"}}, 0.1);
    families.add("a", "First.", {{"x", "1"}, {"y", "2"}}, -2.5e-7);
    CHECK(families.text() ==
          "# HELP a First.\n# TYPE a gauge\na 1\na{x=\"1\",y=\"2\"} -2.5e-07\n"
          "# HELP b Second.\n# TYPE b gauge\nb{x=\"1\"} 0.1\n");
}

TEST_CASE("a second sample with the same labels is dropped") {
    MetricFamilies families;
    families.add("a", "A.", {{"x", "1"}}, 1);
    families.add("a", "A.", {{"x", "1"}}, 2);
    CHECK(families.text() == "# HELP a A.\n# TYPE a gauge\na{x=\"1\"} 1\n");
}

TEST_CASE("labels hold any bytes, on one line") {
    MetricFamilies families;
    families.add("a", "A.", {{"x", "\"q\" \\ \n \xff \xc3\xa9"}}, std::numeric_limits<double>::infinity());
    CHECK(families.text() ==
          "# HELP a A.\n# TYPE a gauge\na{x=\"\\\"q\\\" \\\\ \\\\n \\\\xff \xc3\xa9\"} +Inf\n");
    MetricFamilies others;
    others.add("a", "A.", {}, std::nan(""));
    others.add("a", "A.", {{"x", ""}}, -std::numeric_limits<double>::infinity());
    CHECK(others.text() == "# HELP a A.\n# TYPE a gauge\na NaN\na{x=\"\"} -Inf\n");
}

namespace {

Execution execution(const std::string& stage, ExecutionStatus status) {
    Execution made;
    made.stage = stage;
    made.status = status;
    made.started_ns = 1'000'000'000;
    made.finished_ns = 3'500'000'000;
    return made;
}

}  // namespace

TEST_CASE("a run's measurements tell what ran from what was spared") {
    RunRecord run;
    run.pipeline = "flights";
    run.status = RunStatus::failed;
    run.executions = {execution("train", ExecutionStatus::ran), execution("test", ExecutionStatus::skipped),
                      execution("publish", ExecutionStatus::blocked)};
    run.executions[0].metrics = {{"m.json:auc", 0.75}};
    GateResult gate;
    gate.stage = "train";
    gate.metric = "m.json:auc";
    gate.threshold = 0.7;
    gate.verdict = GateVerdict::undecided;
    run.gates = {gate};
    const std::string text = run_measurements(run).text();
    const auto has = [&](const std::string& line) { CHECK_THAT(text, ContainsSubstring(line + "\n")); };
    has("mlpipe_run_succeeded{pipeline=\"flights\"} 0");
    has("mlpipe_run_stages{pipeline=\"flights\",status=\"blocked\"} 1");
    has("mlpipe_run_stages{pipeline=\"flights\",status=\"failed\"} 0");
    has("mlpipe_stage_cache_hit{pipeline=\"flights\",stage=\"train\"} 0");
    has("mlpipe_stage_cache_hit{pipeline=\"flights\",stage=\"test\"} 1");
    has("mlpipe_stage_up_to_date{pipeline=\"flights\",stage=\"publish\"} 0");
    has("mlpipe_stage_duration_seconds{pipeline=\"flights\",stage=\"train\"} 2.5");
    has("mlpipe_metric{pipeline=\"flights\",stage=\"train\",metric=\"m.json:auc\"} 0.75");
    has("mlpipe_gate_passed{pipeline=\"flights\",stage=\"train\",metric=\"m.json:auc\",rule=\"min\",limit="
        "\"0.7\","
        "baseline=\"\"} 0");
    has("mlpipe_gate_blocks{pipeline=\"flights\",stage=\"train\",metric=\"m.json:auc\",rule=\"min\",limit="
        "\"0.7\","
        "baseline=\"\"} 1");
    CHECK_THAT(text,
               !ContainsSubstring("mlpipe_stage_duration_seconds{pipeline=\"flights\",stage=\"test\"}"));
    CHECK_THAT(text, !ContainsSubstring("mlpipe_stage_cache_hit{pipeline=\"flights\",stage=\"publish\"}"));
}
