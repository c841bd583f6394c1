#include "mlpipe/report/prometheus.hpp"

#include <limits>

#include "mlpipe/base/text.hpp"
#include "prometheus_parts.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

bool is_over(const Execution& execution) {
    return execution.status == ExecutionStatus::ran || execution.status == ExecutionStatus::failed ||
           execution.status == ExecutionStatus::interrupted;
}

void add_run(MetricFamilies& families, const RunRecord& run) {
    const MetricLabels labels = {{"pipeline", run.pipeline}};
    families.add("mlpipe_run_succeeded", "Whether the last run ended well.", labels,
                 run.status == RunStatus::succeeded);
    families.add("mlpipe_run_info", "The last run: its id, how it ended, and its commit.",
                 {{"pipeline", run.pipeline},
                  {"run", run.id},
                  {"status", to_string(run.status)},
                  {"branch", run.branch.value_or("")},
                  {"commit", run.commit.value_or("")}},
                 1);
    families.add("mlpipe_run_started_timestamp_seconds", "When the last run began.", labels,
                 timestamp_seconds(run.started_ns));
    families.add("mlpipe_run_finished_timestamp_seconds", "When the last run ended.", labels,
                 timestamp_seconds(run.finished_ns));
    families.add("mlpipe_run_duration_seconds", "How long the last run took.", labels,
                 seconds_between(run.started_ns, run.finished_ns));
}

// Each status also when no stage has it: a series that comes and goes is hard to alert on.
void add_counts(MetricFamilies& families, const RunRecord& run) {
    for (const ExecutionStatus status :
         {ExecutionStatus::ran, ExecutionStatus::restored, ExecutionStatus::skipped, ExecutionStatus::failed,
          ExecutionStatus::blocked, ExecutionStatus::held, ExecutionStatus::interrupted}) {
        std::size_t count = 0;
        for (const Execution& execution : run.executions) count += execution.status == status ? 1 : 0;
        families.add("mlpipe_run_stages", "Stages of the last run by what became of them.",
                     {{"pipeline", run.pipeline}, {"status", to_string(status)}}, static_cast<double>(count));
    }
}

void add_stage(MetricFamilies& families, const std::string& pipeline, const Execution& execution) {
    const MetricLabels labels = {{"pipeline", pipeline}, {"stage", execution.stage}};
    families.add(
        "mlpipe_stage_status", "What became of the stage in the last run.",
        {{"pipeline", pipeline}, {"stage", execution.stage}, {"status", to_string(execution.status)}}, 1);
    const bool up_to_date = is_up_to_date(execution);
    families.add("mlpipe_stage_up_to_date", "Whether the stage's outputs are those of its inputs.", labels,
                 up_to_date);
    if (up_to_date)
        families.add("mlpipe_stage_cache_hit", "Whether the stage did not have to run.", labels,
                     execution.status != ExecutionStatus::ran);
    if (!is_over(execution) || !had_begun(execution)) return;
    families.add("mlpipe_stage_duration_seconds", "How long the stage's command took.", labels,
                 duration_s(execution));
    families.add("mlpipe_stage_cpu_seconds", "Processor time of the stage's command.", labels,
                 execution.use.cpu_s);
    families.add("mlpipe_stage_peak_memory_bytes", "Memory of the largest process of the stage's command.",
                 labels, static_cast<double>(execution.use.peak_memory));
}

void add_metrics(MetricFamilies& families, const std::string& pipeline, const Execution& execution) {
    for (const auto& [name, value] : execution.metrics)
        families.add("mlpipe_metric", "A metric of a stage.",
                     {{"pipeline", pipeline}, {"stage", execution.stage}, {"metric", name}}, value);
}

void add_gate(MetricFamilies& families, const std::string& pipeline, const GateResult& gate) {
    const MetricLabels labels = {{"pipeline", pipeline},
                                 {"stage", gate.stage},
                                 {"metric", gate.metric},
                                 {"rule", to_string(gate.rule)},
                                 {"limit", text::format_number(gate.threshold)},
                                 {"baseline", gate.baseline ? gate.baseline->name : ""}};
    families.add("mlpipe_gate_passed", "Whether the gate's limit was kept.", labels,
                 gate.verdict == GateVerdict::pass);
    families.add("mlpipe_gate_blocks", "Whether nothing may follow from the stage because of this gate.",
                 labels, blocks(gate));
    families.add("mlpipe_gate_value", "What the gate judged; NaN where it is missing.", labels,
                 gate.value.value_or(std::numeric_limits<double>::quiet_NaN()));
    if (gate.baseline && gate.baseline->value)
        families.add("mlpipe_gate_baseline_value", "What the gate compared it with.", labels,
                     *gate.baseline->value);
}

}  // namespace

MetricFamilies run_measurements(const RunRecord& run) {
    MetricFamilies families;
    add_run(families, run);
    add_counts(families, run);
    for (const Execution& execution : run.executions) {
        add_stage(families, run.pipeline, execution);
        add_metrics(families, run.pipeline, execution);
    }
    for (const GateResult& gate : run.gates) add_gate(families, run.pipeline, gate);
    for (const CheckResult& check : run.checks)
        add_check(families, {{"pipeline", run.pipeline}, {"stage", check.stage}, {"data", check.data}},
                  check);
    return families;
}

MetricFamilies gate_measurements(const std::string& pipeline, const std::vector<GateResult>& gates,
                                 std::int64_t judged_ns) {
    MetricFamilies families;
    families.add("mlpipe_gates_judged_timestamp_seconds", "When the gates were judged last.",
                 {{"pipeline", pipeline}}, timestamp_seconds(judged_ns));
    for (const GateResult& gate : gates) add_gate(families, pipeline, gate);
    return families;
}

}  // namespace mlpipe
