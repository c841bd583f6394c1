// What the past says about stages: durations, latest executions, successes, records.
#include <algorithm>
#include <limits>

#include "mlpipe/base/error.hpp"
#include "state.hpp"

namespace mlpipe {

namespace {

double median(std::vector<double>& values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

Lineage::Lineage(const std::string& path, Mode mode) : state_(std::make_unique<State>(path, mode)) {}
Lineage::~Lineage() = default;

std::string Lineage::instance() {
    const auto select = state_->use("SELECT id FROM instance");
    if (!select->step()) throw Error(ErrorKind::damaged, "lineage.db has lost its instance id");
    return select->text(0);
}

std::unordered_map<std::string, double> Lineage::durations(const std::string& pipeline_file) {
    constexpr std::size_t enough = 5;  // so that the median follows a stage that became slower
    const auto select = state_->use(
        "SELECT s.name, e.wall_s FROM stages s CROSS JOIN executions e"
        " ON e.id IN (SELECT id FROM executions WHERE stage = s.id AND status = 'ran'"
        "  ORDER BY id DESC LIMIT ?2)"
        " WHERE s.pipeline_file = (SELECT id FROM paths WHERE path = ?1)");
    lineage::bind_path(*select, 1, pipeline_file);
    select->bind(2, static_cast<std::int64_t>(enough));
    std::unordered_map<std::string, std::vector<double>> past;
    while (select->step()) past[select->text(0)].push_back(select->real(1));
    std::unordered_map<std::string, double> medians;
    for (auto& [stage, values] : past) medians.emplace(stage, median(values));
    return medians;
}

std::unordered_map<std::string, LatestExecution> Lineage::latest_executions(
    const std::string& pipeline_file) {
    std::unordered_map<std::string, LatestExecution> latest;
    std::vector<std::pair<std::int64_t, std::string>> failed;
    {
        const auto select = state_->use(
            "SELECT s.name, e.id, e.status, e.changed, e.finished_ns, k.digest FROM stages s"
            " CROSS JOIN executions e ON e.id ="
            "  (SELECT x.id FROM executions x JOIN runs r ON r.id = x.run WHERE x.stage = s.id AND x.acted = "
            "1"
            "   AND r.instance IS NULL AND r.reproduces_commit IS NULL ORDER BY x.id DESC LIMIT 1)"
            " LEFT JOIN keys k ON k.id = e.key"
            " WHERE s.pipeline_file = (SELECT id FROM paths WHERE path = ?1)");
        lineage::bind_path(*select, 1, pipeline_file);
        while (select->step()) {
            const std::string stage = select->text(0), status = select->text(2);
            LatestExecution execution;
            execution.succeeded =
                (status == "ran" || status == "restored" || status == "skipped") && select->integer(3) == 0;
            execution.finished_ns = select->integer(4);
            if (!select->is_null(5)) execution.key = lineage::digest_at(*select, 5);
            if (!execution.succeeded) failed.emplace_back(select->integer(1), stage);
            latest.emplace(stage, std::move(execution));
        }
    }
    for (const auto& [id, stage] : failed) {
        const auto select = state_->use(
            "SELECT p.path, a.type, a.digest, a.size, d.executable FROM edges d"
            " JOIN paths p ON p.id = d.path JOIN artifacts a ON a.id = d.artifact"
            " WHERE d.execution = ?1 AND d.role = 'leftover' ORDER BY p.path");
        select->bind(1, id);
        while (select->step()) latest[stage].leftovers.push_back(lineage::artifact_at(*select, 0));
    }
    return latest;
}

std::optional<std::int64_t> Lineage::last_success_ns(const StageKey& key) {
    const auto select = state_->use(
        "SELECT e.finished_ns FROM executions e JOIN runs r ON r.id = e.run"
        " WHERE e.key = (SELECT id FROM keys WHERE digest = ?1)"
        " AND e.status = 'ran' AND e.changed = 0 AND e.accepted = 0"
        " AND r.instance IS NULL AND r.reproduces_commit IS NULL ORDER BY e.finished_ns DESC LIMIT 1");
    select->bind_blob(1, lineage::bytes_of(key));
    if (!select->step() || select->is_null(0)) return std::nullopt;
    return select->integer(0);
}

std::optional<StageRecord> Lineage::record(const StageKey& key, const std::string& run) {
    const auto select = state_->use(
        "SELECT r.json FROM records r JOIN keys k ON k.id = r.key WHERE k.digest = ?1 AND r.run = ?2"
        " ORDER BY r.id DESC LIMIT 1");
    select->bind_blob(1, lineage::bytes_of(key)).bind(2, std::string_view(run));
    if (!select->step()) return std::nullopt;
    return lineage::record_at(*select, 0, run);
}

std::vector<StageRecord> Lineage::records_kept(std::size_t keep_runs, std::int64_t since_ns) {
    const auto select = state_->use(
        "SELECT r.json, r.run FROM records r WHERE r.id IN (SELECT e.record FROM executions e WHERE e.run IN"
        " (SELECT id FROM (SELECT id FROM runs ORDER BY started_ns DESC, id DESC LIMIT ?1)"
        "  UNION SELECT id FROM runs WHERE started_ns >= ?2)) ORDER BY r.id");
    const std::size_t most = std::numeric_limits<std::int32_t>::max();
    select->bind(1, static_cast<std::int64_t>(std::min(keep_runs, most))).bind(2, since_ns);
    std::vector<StageRecord> records;
    while (select->step()) records.push_back(lineage::record_at(*select, 0, select->text(1)));
    return records;
}

}  // namespace mlpipe
