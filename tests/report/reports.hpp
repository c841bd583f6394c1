// A small run with a gate, a baseline and a log, as reports are made of it.
#pragma once
#include "events.hpp"
#include "mlpipe/model/run_report.hpp"

namespace mlpipe::testing {

inline Reference reference(unsigned char digit, std::uint64_t size) {
    Reference made;
    made.digest.bytes.fill(digit);
    made.size = size;
    return made;
}

inline StageRecord made(std::vector<ArtifactAt> from, std::vector<ArtifactAt> outputs) {
    StageRecord record;
    record.inputs.command.parts = {"python src/stage.py"};
    record.inputs.dependencies = std::move(from);
    record.outputs = std::move(outputs);
    return record;
}

inline GateResult gate(const std::string& stage, const std::string& metric, double value, double threshold) {
    GateResult result;
    result.stage = stage;
    result.metric = metric;
    result.value = value;
    result.threshold = threshold;
    result.verdict = value >= threshold ? GateVerdict::pass : GateVerdict::fail;
    result.reason = metric + (value >= threshold ? " holds" : " is too low");
    return result;
}

// prepare -> train -> evaluate: all ran but the first, which was skipped.
inline RunReport flights() {
    RunReport report;
    report.run = finished(RunStatus::succeeded, {execution("prepare", ExecutionStatus::skipped, "unchanged"),
                                                 ran("train", 2), ran("evaluate", 0.5)})
                     .run;
    report.run.pipeline = "flights";
    report.collected_ns = report.run.finished_ns;
    auto& executions = report.run.executions;
    const ArtifactAt raw{"raw.csv", reference(1, 100)}, data{"data.csv", reference(2, 200)},
        model{"model", reference(3, 300)}, metrics{"eval.json", reference(4, 40)};
    executions[0].record = made({raw}, {data});
    executions[1].record = made({data}, {model});
    executions[2].record = made({model}, {metrics});
    executions[2].metrics = {{"eval.json:auc", 0.8}, {"eval.json:rows", 100}};
    for (std::size_t stage : {std::size_t{1}, std::size_t{2}}) {
        executions[stage].started_ns =
            report.run.started_ns + static_cast<std::int64_t>(stage) * 2'000'000'000;
        executions[stage].finished_ns = executions[stage].started_ns + 500'000'000;
    }
    report.edges = {{0, 1, false}, {1, 2, false}};
    report.makers = {{"data.csv", 0}, {"model", 1}};
    report.sources = {{raw, {0}}};
    report.logs[1].lines = {"epoch 1", "epoch 2"};
    return report;
}

inline RunReport::Baseline baseline(const std::string& name, double auc) {
    RunReport::Baseline found;
    found.name = name;
    found.difference.from.label = name;
    found.difference.metrics = {{"eval.json:auc", auc, 0.8}, {"eval.json:rows", 100.0, 100.0}};
    found.artifacts = {{"raw.csv", reference(1, 100)}, {"data.csv", reference(9, 200)}};
    return found;
}

}  // namespace mlpipe::testing
