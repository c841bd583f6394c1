// What a run writes, transaction by transaction.
#include <unordered_map>

#include "environment_json.hpp"
#include "mlpipe/base/error.hpp"
#include "state.hpp"

namespace mlpipe {

using lineage::bind_optional;

namespace {

// Whether something was done to the workspace, or may have been: what `latest_executions` counts.
bool acted(const Execution& execution) {
    switch (execution.status) {
        case ExecutionStatus::ran:
        case ExecutionStatus::restored:
        case ExecutionStatus::failed:
            return true;
        case ExecutionStatus::running:
        case ExecutionStatus::interrupted:
            return execution.attempts > 0 || execution.accepted;
        case ExecutionStatus::skipped:
        case ExecutionStatus::blocked:
        case ExecutionStatus::held:
            break;
    }
    return execution.accepted;
}

}  // namespace

std::optional<Lineage::State::RunRow> Lineage::State::find_run(const std::string& run) {
    if (const auto known = run_rows.find(run); known != run_rows.end()) return known->second;
    const auto select = use("SELECT id, pipeline_file FROM runs WHERE run = ?1");
    select->bind(1, std::string_view(run));
    if (!select->step()) return std::nullopt;
    return run_rows.emplace(run, RunRow{select->integer(0), select->integer(1)}).first->second;
}

void Lineage::State::write_run(const RunRecord& run) {
    const std::int64_t file = path(run.pipeline_file);
    std::optional<std::int64_t> machine;
    if (run.machine.cpus > 0 || !run.machine.os.empty())
        machine = environment("machine", lineage::to_json(run.machine));
    const std::string arguments = lineage::arguments_json(run.arguments);
    const auto upsert = use(
        "INSERT INTO runs (run, status, pipeline, pipeline_file, name, note, arguments, instance, started_ns,"
        " finished_ns, machine, git_commit, branch, head, reproduces_run, reproduces_commit, verdict, cause)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, nullif(nullif(?8, (SELECT id FROM instance)), ''),"
        " ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"
        " ON CONFLICT (run) DO UPDATE SET status = excluded.status, pipeline = excluded.pipeline,"
        " pipeline_file = excluded.pipeline_file, name = excluded.name, note = excluded.note,"
        " arguments = excluded.arguments, instance = excluded.instance, started_ns = excluded.started_ns,"
        " finished_ns = excluded.finished_ns, machine = coalesce(excluded.machine, machine),"
        " git_commit = excluded.git_commit, branch = excluded.branch, head = excluded.head,"
        " reproduces_run = excluded.reproduces_run, reproduces_commit = excluded.reproduces_commit,"
        " verdict = excluded.verdict, cause = excluded.cause");
    upsert->bind(1, std::string_view(run.id));
    upsert->bind(2, std::string_view(to_string(run.status)));
    upsert->bind(3, std::string_view(run.pipeline));
    upsert->bind(4, file);
    upsert->bind(5, std::string_view(run.name)).bind(6, std::string_view(run.note));
    upsert->bind(7, std::string_view(arguments)).bind(8, std::string_view(run.instance));
    upsert->bind(9, run.started_ns).bind(10, run.finished_ns);
    bind_optional(*upsert, 11, machine);
    bind_optional(*upsert, 12, run.commit);
    bind_optional(*upsert, 13, run.branch);
    bind_optional(*upsert, 14, run.head);
    const auto& again = run.reproduction;
    bind_optional(*upsert, 15, again ? std::optional(again->run) : std::nullopt);
    bind_optional(*upsert, 16, again ? std::optional(again->commit) : std::nullopt);
    bind_optional(*upsert, 17, again ? std::optional(again->verdict) : std::nullopt);
    bind_optional(*upsert, 18, lineage::cause_json(run.cause));
    upsert->run();
    run_rows.erase(run.id);
}

void Lineage::State::write_interpreter(std::int64_t run, std::int64_t environment) {
    const auto insert = use("INSERT OR IGNORE INTO run_interpreters (run, environment) VALUES (?1, ?2)");
    insert->bind(1, run).bind(2, environment);
    insert->run();
}

void Lineage::begin_run(const RunRecord& run) {
    state_->write([&] { state_->write_run(run); });
}

std::vector<ExecutionId> Lineage::begin_executions(const std::string& run,
                                                   const std::vector<Execution>& executions,
                                                   Survives survives) {
    std::vector<ExecutionId> ids;
    ids.reserve(executions.size());
    state_->write(
        [&] {
            const auto row = state_->find_run(run);
            if (!row)
                throw Error(ErrorKind::failed, "cannot record executions: run " + run + " was not begun");
            for (const auto& execution : executions) {
                ids.push_back(state_->insert_execution(*row, execution, true, std::nullopt));
            }
        },
        survives);
    return ids;
}

void Lineage::foresee(const std::string& pipeline_file, const std::vector<Upcoming>& executions) {
    state_->write(
        [&] {
            const std::int64_t file = state_->path(pipeline_file);
            for (const Upcoming& execution : executions) {
                state_->stage(file, execution.stage);
                state_->key(execution.key);
            }
        },
        Survives::process);
}

void Lineage::finish_executions(const std::vector<Finished>& batch) {
    if (batch.empty()) return;
    const InterpreterEnvironment* described = nullptr;
    std::optional<std::int64_t> described_id;
    state_->write([&] {
        for (const auto& finished : batch) {
            std::optional<std::int64_t> interpreter;
            if (finished.interpreter) {
                // Most executions of a run share one; comparing it costs less than writing it as JSON.
                if (!described_id || *described != *finished.interpreter) {
                    described = finished.interpreter;
                    described_id = state_->environment("interpreter", lineage::to_json(*described));
                }
                interpreter = described_id;
            }
            const auto described_by = state_->update_execution(finished.id, finished.execution, interpreter);
            state_->write_details(finished.id, described_by, finished.execution, finished.inputs);
            if (interpreter) {
                const auto select = state_->use("SELECT run FROM executions WHERE id = ?1");
                select->bind(1, finished.id);
                if (select->step()) state_->write_interpreter(select->integer(0), *interpreter);
            }
        }
    });
}

void Lineage::State::write_end(const RunRecord& run) {
    struct Row {
        std::int64_t id = 0;
        bool running = false;
    };
    write_run(run);
    const auto row = find_run(run.id).value();
    std::unordered_map<std::string, Row> rows;
    {
        const auto select =
            use("SELECT s.name, e.id, e.status = 'running' FROM executions e"
                " JOIN stages s ON s.id = e.stage WHERE e.run = ?1");
        select->bind(1, row.id);
        while (select->step()) rows[select->text(0)] = Row{select->integer(1), select->integer(2) != 0};
    }
    std::int64_t position = 0;
    for (const auto& execution : run.executions) {
        const auto found = rows.find(execution.stage);
        bool running = false;
        std::int64_t id = 0;
        if (found == rows.end()) {
            id = insert_execution(row, execution, acted(execution), position);
        } else {
            id = found->second.id;
            running = found->second.running;
            const auto update = use("UPDATE executions SET position = ?2 WHERE id = ?1");
            update->bind(1, id).bind(2, position);
            update->run();
        }
        ++position;
        if (found != rows.end() && !running) continue;
        const auto described_by =
            running ? update_execution(id, execution, std::nullopt) : settle_description(id);
        // A skipped result of another clone is not described yet either.
        if (acted(execution) || (execution.record && described_by == id))
            write_details(id, described_by, execution, nullptr);
    }
    for (const auto& interpreter : run.interpreters)
        write_interpreter(row.id, environment("interpreter", lineage::to_json(interpreter)));
    write_gates(row.id, run.gates);
    write_checks(row.id, run.checks);
}

void Lineage::finish_run(const RunRecord& run) {
    state_->write([&] { state_->write_end(run); });
}

void Lineage::close_abandoned(const std::string& current) {
    {
        const auto select = state_->use("SELECT 1 FROM runs WHERE status = 'running' AND run <> ?1 LIMIT 1");
        select->bind(1, std::string_view(current));
        if (!select->step()) return;
    }
    state_->write([&] {
        const auto executions = state_->use(
            "UPDATE executions SET status = 'interrupted', reason = 'mlpipe ended before the stage did'"
            " WHERE status = 'running'"
            " AND run IN (SELECT id FROM runs WHERE status = 'running' AND run <> ?1)");
        executions->bind(1, std::string_view(current));
        executions->run();
        // When it died is not known: the last sign of life counts.
        const auto runs = state_->use(
            "UPDATE runs SET status = 'interrupted', finished_ns = max(started_ns,"
            " coalesce((SELECT max(max(finished_ns, started_ns)) FROM executions WHERE run = runs.id), 0))"
            " WHERE status = 'running' AND run <> ?1");
        runs->bind(1, std::string_view(current));
        runs->run();
    });
}

}  // namespace mlpipe
