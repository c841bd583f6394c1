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

// The parameters that insert and update begin with.
void bind_execution(Statement& statement, const Execution& execution, std::optional<std::int64_t> key,
                    std::optional<std::int64_t> record) {
    statement.bind(1, std::string_view(to_string(execution.status)));
    statement.bind(2, std::string_view(execution.reason));
    bind_optional(statement, 3, key);
    bind_optional(statement, 4, record);
    statement.bind(5, std::int64_t{execution.accepted});
    statement.bind(6, std::int64_t{!execution.changed_inputs.empty()});
    statement.bind(7, execution.started_ns).bind(8, execution.finished_ns);
    statement.bind(9, execution.use.wall_s).bind(10, execution.use.cpu_s);
    statement.bind(11, static_cast<std::int64_t>(execution.use.peak_memory));
    bind_optional(statement, 12, integer(execution.exit_code));
    statement.bind(13, std::int64_t{execution.attempts});
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

Lineage::State::ExecutionIds Lineage::State::ids_of(const Execution& execution) {
    ExecutionIds ids;
    if (execution.record) {
        ids.record = record(*execution.record);
        ids.described_by = describing(*ids.record);
    }
    if (execution.key != StageKey()) ids.key = key(execution.key);
    return ids;
}

std::int64_t Lineage::State::insert_execution(const RunRow& run, const Execution& execution, bool acted,
                                              std::optional<std::int64_t> position) {
    const std::int64_t stage_id = stage(run.pipeline_file, execution.stage);
    const ExecutionIds ids = ids_of(execution);
    const auto insert =
        use("INSERT INTO executions (status, reason, key, record, accepted, changed, started_ns, finished_ns,"
            " wall_s, cpu_s, peak_memory, exit_code, attempts, run, stage, position, acted, described_by)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)");
    bind_execution(*insert, execution, ids.key, ids.record);
    insert->bind(14, run.id).bind(15, stage_id);
    bind_optional(*insert, 16, position);
    insert->bind(17, std::int64_t{acted});
    bind_optional(*insert, 18, ids.described_by);
    insert->run();
    return database.last_insert_id();
}

std::optional<std::int64_t> Lineage::State::describing(std::int64_t record) {
    const auto select = use("SELECT id FROM executions WHERE record = ?1 AND described_by = id");
    select->bind(1, record);
    if (!select->step()) return std::nullopt;
    return select->integer(0);
}

std::int64_t Lineage::State::settle_description(std::int64_t id) {
    {
        const auto select = use("SELECT described_by FROM executions WHERE id = ?1");
        select->bind(1, id);
        if (select->step() && !select->is_null(0)) return select->integer(0);
    }
    const auto update = use("UPDATE executions SET described_by = id WHERE id = ?1");
    update->bind(1, id);
    update->run();
    return id;
}

std::int64_t Lineage::State::update_execution(std::int64_t id, const Execution& execution,
                                              std::optional<std::int64_t> interpreter) {
    const ExecutionIds ids = ids_of(execution);
    const std::int64_t described_by = ids.described_by.value_or(id);
    const auto update = use(
        "UPDATE executions SET status = ?1, reason = ?2, key = ?3, record = ?4, accepted = ?5, changed = ?6,"
        " started_ns = ?7, finished_ns = ?8, wall_s = ?9, cpu_s = ?10, peak_memory = ?11, exit_code = ?12,"
        " attempts = ?13, interpreter = ?14, described_by = ?15 WHERE id = ?16");
    bind_execution(*update, execution, ids.key, ids.record);
    bind_optional(*update, 14, interpreter);
    update->bind(15, described_by).bind(16, id);
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
