#include "mlpipe/watch/findings.hpp"

#include <algorithm>

#include "drift_document.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/store/store.hpp"
#include "watched_stages.hpp"

namespace mlpipe {
namespace {

using namespace watch;

constexpr std::size_t most_columns = 10;  // in an alarm
constexpr std::uint64_t largest_document = 32 << 20;

bool found_by_command(const Execution& execution) {
    return execution.status == ExecutionStatus::failed &&
           (execution.exit_code == gate_exit_code || execution.exit_code == drift_exit_code);
}

// What the run recorded at a path: in the working tree, or, where that has moved on, in the store.
class RecordedFiles {
  public:
    RecordedFiles(FileSystem& files, const Project& project) : files_(files), project_(project) {}

    bool knows(const Execution& execution, const std::string& path) const {
        return reference_of(execution, path).has_value();
    }
    // nullopt: it is nowhere as it was.
    std::optional<std::string> read(const Execution& execution, const std::string& path) const {
        const std::optional<Reference> recorded = reference_of(execution, path);
        const std::string file = project_.absolute(path);
        const auto stat = files_.stat(file);
        std::optional<std::string> text;
        if (stat && stat->type == FileType::file && stat->size <= largest_document)
            text = read_file_if_present(files_, file);
        if (!recorded || (text && sha256(*text) == recorded->digest)) return text;
        if (recorded->type != ReferenceType::file || recorded->size > largest_document) return std::nullopt;
        return stored(recorded->digest);
    }

  private:
    static std::optional<Reference> reference_of(const Execution& execution, const std::string& path) {
        const auto& known = execution.record ? execution.record->outputs : execution.leftovers;
        for (const ArtifactAt& artifact : known)
            if (artifact.path == path) return artifact.reference;
        return std::nullopt;
    }

    std::optional<std::string> stored(const Digest& digest) const {
        ThreadPool pool(1);
        const Store store(files_, project_.store_directory(), nullptr, pool);
        if (!store.has(digest)) return std::nullopt;
        return store.read(digest);
    }

    FileSystem& files_;
    const Project& project_;
};

void raise(StageFinding& finding, FindingLevel level) {
    finding.level = std::max(finding.level, level);
}

void add_drift(StageFinding& finding, DriftDocument document) {
    if (!document.drift) return;
    raise(finding, FindingLevel::alarm);
    finding.drift = true;
    finding.reasons.push_back(document.reason);
    finding.drifted += static_cast<std::size_t>(
        std::count_if(document.columns.begin(), document.columns.end(),
                      [](const DriftedColumn& column) { return column.verdict == "drift"; }));
    for (DriftedColumn& column : document.columns) {
        if (finding.columns.size() == most_columns) break;
        finding.columns.push_back(std::move(column));
    }
}

bool is_of(const GateResult& gate, const std::string& stage) {
    return gate.asked_by.empty() ? gate.stage == stage : gate.asked_by == stage;
}

// What cannot be read is added to `lost`: it may have been drift.
StageFinding finding_of(const RecordedFiles& recorded, const Stage& stage, const Execution& execution,
                        const RunRecord& run, std::vector<std::string>& lost) {
    StageFinding finding;
    finding.stage = stage.name;
    for (const Output& output : stage.outputs) {
        if (output.role == OutputRole::plot || !output.path.ends_with(".json")) continue;
        const auto text = recorded.read(execution, output.path);
        if (!text && recorded.knows(execution, output.path))
            lost.push_back(stage.name + ": " + output.path + " is not there any more as run " + run.id +
                           " has recorded it");
        const auto document = text ? parse_drift_document(*text, stage.name, output.path) : std::nullopt;
        if (document) add_drift(finding, *document);
    }
    for (const GateResult& gate : run.gates) {
        if (!is_of(gate, stage.name) || gate.verdict == GateVerdict::pass) continue;
        raise(finding, blocks(gate) ? FindingLevel::alarm : FindingLevel::warn);
        finding.reasons.push_back(gate.reason);
        finding.gates.push_back(gate);
    }
    for (const CheckResult& check : run.checks) {
        if (check.stage != stage.name || check.verdict == GateVerdict::pass) continue;
        raise(finding, blocks(check) ? FindingLevel::alarm : FindingLevel::warn);
        finding.reasons.push_back(check.reason);
        finding.checks.push_back(check);
    }
    if (found_by_command(execution)) {
        raise(finding, FindingLevel::alarm);
        finding.drift = finding.drift || execution.exit_code == drift_exit_code;
        if (finding.reasons.empty())
            finding.reasons.push_back(
                "the command exited with " + std::to_string(*execution.exit_code) +
                (execution.exit_code == drift_exit_code ? ": drift was found" : ": a check or gate failed"));
    }
    return finding;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

RunFindings find_in_run(FileSystem& files, const Project& project, const Pipeline& pipeline,
                        const std::vector<std::string>& watched, const RunRecord& run) {
    const RecordedFiles recorded(files, project);
    RunFindings findings;
    std::vector<std::string> causes, unjudged, lost;
    for (const Execution& execution : run.executions) {
        const Stage* stage = find_stage(pipeline, execution.stage);
        const bool is_watched = stage != nullptr && contains(watched, execution.stage);
        if (is_watched && (is_up_to_date(execution) || found_by_command(execution))) {
            findings.stages.push_back(finding_of(recorded, *stage, execution, run, lost));
        } else if (execution.status == ExecutionStatus::failed || execution.status == ExecutionStatus::held) {
            causes.push_back(execution.stage + " " + to_string(execution.status) + ": " + execution.reason);
        } else if (is_watched) {
            unjudged.push_back(execution.stage + " was not looked at: " + execution.reason);
        }
    }
    for (const GateResult& gate : run.gates)
        if (blocks(gate) && gate.asked_by.empty() && !contains(watched, gate.stage))
            causes.push_back("a gate of " + gate.stage + " holds up the watch: " + gate.reason);
    const bool alarmed = std::any_of(findings.stages.begin(), findings.stages.end(), [](const auto& finding) {
        return finding.level == FindingLevel::alarm;
    });
    for (const CheckResult& check : run.checks)
        if (blocks(check) && !contains(watched, check.stage))
            causes.push_back("a check of " + check.stage + " holds up the watch: " + check.reason);
    // What waits for a stage that alarms is no problem of the watch.
    if (causes.empty() && alarmed) unjudged.clear();
    findings.problems = std::move(causes);
    findings.problems.insert(findings.problems.end(), unjudged.begin(), unjudged.end());
    if (findings.stages.size() == watched.size()) findings.problems.clear();
    findings.problems.insert(findings.problems.end(), lost.begin(), lost.end());
    return findings;
}

}  // namespace mlpipe
