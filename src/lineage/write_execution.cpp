// The rows of one execution: itself, its record, edges, parameters.
#include <algorithm>

#include "mlpipe/base/json.hpp"
#include "state.hpp"

namespace mlpipe {

using lineage::bind_optional;

namespace {

constexpr std::string_view input = "in", output = "out";

// `inputs.outputs` is sorted by path.
OutputRole role_of(const StageInputs& inputs, const std::string& path) {
    const auto& specs = inputs.outputs;
    const auto found =
        std::lower_bound(specs.begin(), specs.end(), path,
                         [](const OutputSpec& spec, const std::string& at) { return spec.path < at; });
    return found != specs.end() && found->path == path ? found->role : OutputRole::out;
}

std::optional<std::int64_t> integer(const std::optional<int>& number) {
    if (!number) return std::nullopt;
    return *number;
}

}  // namespace

std::int64_t Lineage::State::record(const StageRecord& record) {
    std::string accepted;
    if (record.accepted)
        accepted = canonical_json(Value::Map{
            {"why", record.accepted->why}, {"by", record.accepted->by}, {"at", record.accepted->at}});
    const std::int64_t key_id = key(record.key);
    const auto bind = [&](Statement& statement) {
        statement.bind(1, key_id).bind(2, std::string_view(record.run));
        statement.bind(3, record.duration_s).bind(4, std::string_view(accepted));
    };
    {
        const auto select =
            use("SELECT id FROM records WHERE key = ?1 AND run = ?2 AND duration_s = ?3 AND accepted = ?4");
        bind(*select);
        if (select->step()) return select->integer(0);
    }
    const std::string json = canonical_json(to_value(record));
    const auto insert =
        use("INSERT INTO records (key, run, duration_s, accepted, json) VALUES (?1, ?2, ?3, ?4, ?5)");
    bind(*insert);
    insert->bind(5, std::string_view(json));
    insert->run();
    return database.last_insert_id();
}

std::int64_t Lineage::State::insert_execution(const RunRow& run, const Execution& execution, bool acted,
                                              std::optional<std::int64_t> position) {
    const std::int64_t stage_id = stage(run.pipeline_file, execution.stage);
    const auto insert = use(
        "INSERT INTO executions (run, stage, position, status, reason, acted, accepted, changed, started_ns,"
        " finished_ns, wall_s, cpu_s, peak_memory, attempts)"
        " VALUES (?1, ?2, ?3, 'running', '', ?4, 0, 0, ?5, 0, 0, 0, 0, 0)");
    insert->bind(1, run.id).bind(2, stage_id);
    bind_optional(*insert, 3, position);
    insert->bind(4, std::int64_t{acted}).bind(5, execution.started_ns);
    insert->run();
    return database.last_insert_id();
}

std::optional<std::int64_t> Lineage::State::describing(std::int64_t record) {
    const auto select = use("SELECT id FROM executions WHERE record = ?1 AND described_by = id");
    select->bind(1, record);
    if (!select->step()) return std::nullopt;
    return select->integer(0);
}

std::int64_t Lineage::State::update_execution(std::int64_t id, const Execution& execution,
                                              std::optional<std::int64_t> interpreter) {
    std::optional<std::int64_t> key_id, record_id;
    std::int64_t described_by = id;
    if (execution.record) {
        record_id = record(*execution.record);
        described_by = describing(*record_id).value_or(id);
    }
    if (execution.key != StageKey()) key_id = key(execution.key);
    const auto update = use(
        "UPDATE executions SET status = ?2, reason = ?3, key = ?4, record = ?5, accepted = ?6, changed = ?7,"
        " started_ns = ?8, finished_ns = ?9, wall_s = ?10, cpu_s = ?11, peak_memory = ?12, exit_code = ?13,"
        " attempts = ?14, interpreter = ?15, described_by = ?16 WHERE id = ?1");
    update->bind(1, id);
    update->bind(2, std::string_view(to_string(execution.status)));
    update->bind(3, std::string_view(execution.reason));
    bind_optional(*update, 4, key_id);
    bind_optional(*update, 5, record_id);
    update->bind(6, std::int64_t{execution.accepted});
    update->bind(7, std::int64_t{!execution.changed_inputs.empty()});
    update->bind(8, execution.started_ns).bind(9, execution.finished_ns);
    update->bind(10, execution.use.wall_s).bind(11, execution.use.cpu_s);
    update->bind(12, static_cast<std::int64_t>(execution.use.peak_memory));
    bind_optional(*update, 13, integer(execution.exit_code));
    update->bind(14, std::int64_t{execution.attempts});
    bind_optional(*update, 15, interpreter);
    update->bind(16, described_by);
    update->run();
    return described_by;
}

void Lineage::State::write_edge(std::int64_t execution, std::string_view role, std::string_view direction,
                                const ArtifactAt& artifact) {
    const std::int64_t path_id = path(artifact.path), artifact_id = this->artifact(artifact.reference);
    const auto insert =
        use("INSERT OR IGNORE INTO edges (execution, role, path, artifact, direction, executable)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    insert->bind(1, execution).bind(2, role).bind(3, path_id).bind(4, artifact_id).bind(5, direction);
    insert->bind(6, std::int64_t{artifact.reference.executable});
    insert->run();
}

void Lineage::State::write_inputs(std::int64_t id, const StageInputs& inputs) {
    for (const auto& dependency : inputs.dependencies) write_edge(id, "dep", input, dependency);
    for (const auto& file : inputs.environment_files) write_edge(id, "environment", input, file);
    for (const auto& parameter : inputs.parameters) {
        const std::int64_t file = path(parameter.file);
        const std::string value = canonical_json(parameter.value);
        const auto insert =
            use("INSERT OR IGNORE INTO parameters (execution, file, key, value) VALUES (?1, ?2, ?3, ?4)");
        insert->bind(1, id).bind(2, file);
        insert->bind(3, std::string_view(parameter.key)).bind(4, std::string_view(value));
        insert->run();
    }
}

void Lineage::State::write_details(std::int64_t id, std::int64_t described_by, const Execution& execution,
                                   const StageInputs* inputs) {
    for (const auto& leftover : execution.leftovers) write_edge(id, "leftover", output, leftover);
    for (const auto& changed : execution.changed_inputs) {
        const std::int64_t path_id = path(changed);
        const auto insert = use("INSERT OR IGNORE INTO changed_inputs (execution, path) VALUES (?1, ?2)");
        insert->bind(1, id).bind(2, path_id);
        insert->run();
    }
    for (const auto& [name, value] : execution.metrics) {
        const auto insert =
            use("INSERT OR REPLACE INTO metrics (execution, name, value) VALUES (?1, ?2, ?3)");
        insert->bind(1, described_by).bind(2, std::string_view(name)).bind(3, value);
        insert->run();
    }
    if (described_by != id) return;
    if (execution.record) {
        inputs = &execution.record->inputs;
        for (const auto& made : execution.record->outputs)
            write_edge(id, to_string(role_of(*inputs, made.path)), output, made);
        for (const auto& prior : execution.record->prior) write_edge(id, "prior", input, prior);
    }
    if (inputs) write_inputs(id, *inputs);
}

}  // namespace mlpipe
