// Runs as tests need them: small, valid, and different where a number says so.
#pragma once
#include <string>

#include "mlpipe/base/digest.hpp"
#include "mlpipe/lineage/lineage.hpp"

namespace sample {

using namespace mlpipe;

inline const std::string pipeline_file = "pipeline.yaml";

inline ArtifactAt artifact(const std::string& path, const std::string& content) {
    return {path, Reference{ReferenceType::file, sha256(content), content.size(), false}};
}

inline std::string run_id(int number) {
    return make_run_id(1'700'000'000'000'000'000 + number * 1'000'000'000ll, 7);
}

inline StageRecord record(const std::string& stage, int version, const std::string& run) {
    StageRecord record;
    const std::string tag = stage + "/" + std::to_string(version);
    record.key = sha256("key of " + tag);
    record.inputs.command.parts = {"python src/" + stage + ".py"};
    record.inputs.working_directory = ".";
    record.inputs.environment = {{"PYTHONHASHSEED", "0"}};
    record.inputs.parameters = {{"params.yaml", stage + ".depth", version},
                                {"params.yaml", stage + ".rate", 0.5}};
    record.inputs.dependencies = {artifact("data/" + stage + ".csv", "in " + tag),
                                  artifact("src/" + stage + ".py", "code of " + stage)};
    record.inputs.environment_files = {artifact("requirements.txt", "numpy")};
    record.inputs.outputs = {{"metrics/" + stage + ".json", OutputRole::metric, true, false},
                             {"models/" + stage, OutputRole::out, true, false}};
    record.outputs = {
        artifact("metrics/" + stage + ".json", "metric " + tag),
        {"models/" + stage, Reference{ReferenceType::directory, sha256("model " + tag), 1234, false}}};
    record.run = run;
    record.duration_s = 1.5 + version;
    return record;
}

inline Execution ran(const std::string& stage, int version, const std::string& run,
                     std::int64_t at_ns = 1000) {
    Execution execution;
    execution.stage = stage;
    execution.status = ExecutionStatus::ran;
    execution.reason = "no record with this key";
    execution.record = record(stage, version, run);
    execution.key = execution.record->key;
    execution.started_ns = at_ns;
    execution.finished_ns = at_ns + 500;
    execution.use = {execution.record->duration_s, 1.25, 4096};
    execution.exit_code = 0;
    execution.attempts = 1;
    return execution;
}

inline Execution failed(const std::string& stage, int version, std::int64_t at_ns = 1000) {
    Execution execution = ran(stage, version, "");
    execution.status = ExecutionStatus::failed;
    execution.reason = "exit status 3";
    execution.record.reset();
    execution.started_ns = at_ns;
    execution.finished_ns = at_ns + 500;
    execution.exit_code = 3;
    execution.attempts = 2;
    execution.leftovers = {artifact("models/" + stage, "half")};
    return execution;
}

inline Execution skipped(const std::string& stage, int version, const std::string& made_by) {
    Execution execution;
    execution.stage = stage;
    execution.status = ExecutionStatus::skipped;
    execution.reason = "unchanged";
    execution.record = record(stage, version, made_by);
    execution.key = execution.record->key;
    return execution;
}

inline Execution never(const std::string& stage, ExecutionStatus status) {
    Execution execution;
    execution.stage = stage;
    execution.status = status;
    execution.reason = to_string(status);
    return execution;
}

inline RunRecord run(int number) {
    RunRecord run;
    run.id = run_id(number);
    run.pipeline = "flights";
    run.pipeline_file = pipeline_file;
    run.started_ns = 1'700'000'000'000'000'000 + number * 1'000'000'000ll;
    return run;
}

// Spawned executions go through begin and finish, the others wait for the run's end, as in a run.
inline void store(Lineage& lineage, RunRecord run, RunStatus status = RunStatus::succeeded,
                  const MetricValues& metrics = {}) {
    run.status = RunStatus::running;
    lineage.begin_run(run);
    std::vector<Execution> begun;
    for (const auto& execution : run.executions) {
        if (execution.attempts == 0) continue;
        Execution start;
        start.stage = execution.stage;
        start.key = execution.key;
        start.started_ns = execution.started_ns;
        begun.push_back(start);
    }
    const auto ids = lineage.begin_executions(run.id, begun);
    std::vector<Lineage::Finished> batch;
    for (auto& execution : run.executions) {
        if (execution.attempts == 0) continue;
        execution.metrics.insert(execution.metrics.end(), metrics.begin(), metrics.end());
        batch.push_back({ids[batch.size()], execution, nullptr, nullptr});
    }
    lineage.finish_executions(batch);
    run.status = status;
    run.finished_ns = run.started_ns + 5'000'000'000;
    lineage.finish_run(run);
}

inline void store(Lineage& lineage, int number, std::vector<Execution> executions,
                  RunStatus status = RunStatus::succeeded) {
    RunRecord record = run(number);
    record.executions = std::move(executions);
    store(lineage, record, status);
}

}  // namespace sample
