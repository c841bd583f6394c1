// One run as it was.
#include <unordered_map>

#include "environment_json.hpp"
#include "mlpipe/base/error.hpp"
#include "state.hpp"

namespace mlpipe {

using lineage::bind_optional;

namespace {

// The first text that is greater than all that start with `prefix`.
std::string after_prefix(std::string prefix) {
    while (!prefix.empty() && prefix.back() == '\x7f') prefix.pop_back();
    if (!prefix.empty()) ++prefix.back();
    return prefix;
}

}  // namespace

std::optional<std::string> Lineage::State::complete_run_id(const std::string& prefix) {
    if (prefix.empty()) return std::nullopt;
    if (find_run(prefix)) return prefix;
    const auto select = use("SELECT run FROM runs WHERE run >= ?1 AND run < ?2 ORDER BY run LIMIT 4");
    select->bind(1, std::string_view(prefix)).bind(2, std::string_view(after_prefix(prefix)));
    std::vector<std::string> found;
    while (select->step()) found.push_back(select->text(0));
    if (found.empty()) return std::nullopt;
    if (found.size() == 1) return found.front();
    std::string message = "run '" + prefix + "' is ambiguous: " + found[0];
    for (std::size_t i = 1; i < found.size() && i < 3; ++i) message += ", " + found[i];
    if (found.size() > 3) message += ", ...";
    throw Error(ErrorKind::usage, message);
}

void Lineage::State::read_executions(std::int64_t run_row, RunRecord& run) {
    std::unordered_map<std::int64_t, std::size_t> places;
    {
        const auto select =
            use("SELECT e.id, s.name, e.status, e.reason, k.digest, e.started_ns, e.finished_ns, e.wall_s, "
                "e.cpu_s,"
                " e.peak_memory, e.exit_code, e.attempts, e.accepted, r.json FROM executions e"
                " JOIN stages s ON s.id = e.stage LEFT JOIN keys k ON k.id = e.key"
                " LEFT JOIN records r ON r.id = e.record"
                " WHERE e.run = ?1 ORDER BY e.position IS NULL, e.position, e.id");
        select->bind(1, run_row);
        while (select->step()) {
            places.emplace(select->integer(0), run.executions.size());
            Execution execution;
            execution.stage = select->text(1);
            execution.status = lineage::execution_status(select->text(2));
            execution.reason = select->text(3);
            if (!select->is_null(4)) execution.key = lineage::digest_at(*select, 4);
            execution.started_ns = select->integer(5);
            execution.finished_ns = select->integer(6);
            execution.use.wall_s = select->real(7);
            execution.use.cpu_s = select->real(8);
            execution.use.peak_memory = static_cast<std::uint64_t>(select->integer(9));
            if (!select->is_null(10)) execution.exit_code = static_cast<int>(select->integer(10));
            execution.attempts = static_cast<unsigned>(select->integer(11));
            execution.accepted = select->integer(12) != 0;
            if (!select->is_null(13)) execution.record = lineage::record_at(*select, 13, run.id);
            run.executions.push_back(std::move(execution));
        }
    }
    {
        const auto select =
            use("SELECT e.id, p.path, a.type, a.digest, a.size, d.executable FROM executions e"
                " JOIN edges d ON d.execution = e.id AND d.role = 'leftover'"
                " JOIN paths p ON p.id = d.path JOIN artifacts a ON a.id = d.artifact"
                " WHERE e.run = ?1 ORDER BY e.id, p.path");
        select->bind(1, run_row);
        while (select->step())
            run.executions[places.at(select->integer(0))].leftovers.push_back(
                lineage::artifact_at(*select, 1));
    }
    {
        const auto select = use(
            "SELECT e.id, m.name, m.value FROM executions e JOIN metrics m ON m.execution = e.described_by"
            " WHERE e.run = ?1 AND m.value IS NOT NULL ORDER BY e.id, m.name");
        select->bind(1, run_row);
        while (select->step())
            run.executions[places.at(select->integer(0))].metrics.emplace_back(select->text(1),
                                                                               select->real(2));
    }
    const auto select =
        use("SELECT e.id, p.path FROM executions e JOIN changed_inputs c ON c.execution = e.id"
            " JOIN paths p ON p.id = c.path WHERE e.run = ?1 ORDER BY e.id, p.path");
    select->bind(1, run_row);
    while (select->step())
        run.executions[places.at(select->integer(0))].changed_inputs.push_back(select->blob(1));
}

std::optional<RunRecord> Lineage::run(const std::string& id_or_prefix) {
    const auto id = state_->complete_run_id(id_or_prefix);
    if (!id) return std::nullopt;
    RunRecord run;
    std::int64_t row = 0;
    {
        const auto select = state_->use(
            "SELECT r.id, r.status, r.pipeline, p.path, r.name, r.note, r.arguments,"
            " coalesce(r.instance, (SELECT id FROM instance)), r.started_ns, r.finished_ns, m.json,"
            " r.git_commit, r.branch, r.head, r.reproduces_run, r.reproduces_commit, r.verdict, r.cause FROM "
            "runs r "
            "JOIN paths p ON p.id = r.pipeline_file"
            " LEFT JOIN environments m ON m.id = r.machine WHERE r.run = ?1");
        select->bind(1, std::string_view(*id));
        if (!select->step()) return std::nullopt;
        row = select->integer(0);
        run.id = *id;
        run.status = lineage::run_status(select->text(1));
        run.pipeline = select->text(2);
        run.pipeline_file = select->blob(3);
        run.name = select->text(4);
        run.note = select->text(5);
        run.arguments = lineage::parse_arguments(select->text(6));
        run.instance = select->text(7);
        run.started_ns = select->integer(8);
        run.finished_ns = select->integer(9);
        if (!select->is_null(10)) run.machine = lineage::parse_machine(select->text(10));
        if (!select->is_null(11)) run.commit = select->text(11);
        if (!select->is_null(12)) run.branch = select->text(12);
        if (!select->is_null(13)) run.head = select->text(13);
        if (!select->is_null(15))
            run.reproduction = Reproduction{select->text(14), select->text(15), select->text(16)};
        if (!select->is_null(17)) run.cause = lineage::parse_cause(select->text(17));
    }
    state_->read_executions(row, run);
    state_->read_gates(row, run);
    state_->read_checks(row, run);
    const auto select = state_->use(
        "SELECT e.json FROM run_interpreters i JOIN environments e ON e.id = i.environment"
        " WHERE i.run = ?1 ORDER BY i.rowid");
    select->bind(1, row);
    while (select->step()) run.interpreters.push_back(lineage::parse_interpreter(select->text(0)));
    return run;
}

std::optional<RunRecord> Lineage::run_with_cause(const RunCause& cause, const std::string& pipeline_file) {
    std::string id;
    {
        const auto select = state_->use(
            "SELECT r.run FROM runs r JOIN paths p ON p.id = r.pipeline_file"
            " WHERE r.cause = ?1 AND p.path = ?2 AND r.instance IS NULL"
            " ORDER BY r.started_ns DESC, r.id DESC LIMIT 1");
        bind_optional(*select, 1, lineage::cause_json(cause));
        select->bind(2, pipeline_file);
        if (!select->step()) return std::nullopt;
        id = select->text(0);
    }
    return run(id);
}

}  // namespace mlpipe
