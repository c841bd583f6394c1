#include "shipment.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/run/lock_file.hpp"
#include "mlpipe/run/selection.hpp"

namespace mlpipe {
namespace {

bool is_kept_by_git(const StageRecord& record, const std::string& path) {
    return std::any_of(record.inputs.outputs.begin(), record.inputs.outputs.end(),
                       [&](const OutputSpec& output) { return output.path == path && !output.cache; });
}

void add_record(const std::string& stage, const StageRecord& record, Shipment& shipment) {
    for (const ArtifactAt& output : record.outputs)
        shipment.contents.push_back(
            {stage, output, ShippedContent::Kind::output, !is_kept_by_git(record, output.path)});
    shipment.records.push_back(record);
}

// Inputs that no stage of the shipment makes, where somebody stored them.
void add_sources(const std::string& stage, const StageRecord& record, Shipment& shipment) {
    const auto is_made = [&](const ArtifactAt& artifact) {
        return std::any_of(shipment.contents.begin(), shipment.contents.end(),
                           [&](const ShippedContent& made) {
                               return made.kind == ShippedContent::Kind::output &&
                                      path::overlap(made.artifact.path, artifact.path);
                           });
    };
    for (const auto* list : {&record.inputs.dependencies, &record.inputs.environment_files, &record.prior}) {
        for (const ArtifactAt& artifact : *list) {
            if (list != &record.prior && is_made(artifact)) continue;
            shipment.contents.push_back({stage, artifact, ShippedContent::Kind::source, false});
        }
    }
}

}  // namespace

std::vector<Reference> Shipment::references() const {
    std::vector<Reference> found;
    for (const ShippedContent& content : contents) found.push_back(content.artifact.reference);
    return found;
}

std::vector<Digest> Shipment::keys() const {
    std::vector<Digest> found;
    for (const StageRecord& record : records) found.push_back(record.key);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

Shipment shipment_of_lock(const Project& project, const MoveOptions& options, const FileSystem& files) {
    RunOptions selection;
    selection.selection = options.selection;
    selection.working_directory = options.working_directory;
    const SelectedStages selected = selected_stages(project, selection, files);
    const std::string file = project.pipeline_lock_file();
    const auto text = read_file_if_present(files, file);
    if (!text) {
        throw Error(ErrorKind::usage, "there is no " + path::printable(project.shown(file)) +
                                          " yet, which says what the results are; 'mlpipe run' makes it");
    }
    const LockFile lock = parse_lock(*text, project.shown(file));
    Shipment shipment;
    for (const auto& [stage, sides] : lock.stages) {
        if (!selected.stages.contains(stage)) continue;
        for (const StageRecord& record : sides) add_record(stage, record, shipment);
    }
    for (const auto& [stage, sides] : lock.stages) {
        if (!selected.stages.contains(stage)) continue;
        for (const StageRecord& record : sides) add_sources(stage, record, shipment);
    }
    return shipment;
}

Shipment shipment_of_run(const RunRecord& run) {
    Shipment shipment;
    for (const Execution& execution : run.executions)
        if (execution.record) add_record(execution.stage, *execution.record, shipment);
    for (const Execution& execution : run.executions)
        if (execution.record) add_sources(execution.stage, *execution.record, shipment);
    return shipment;
}

void add_problems(const Shipment& shipment, const TransferResult& result,
                  std::vector<MoveProblem>& problems) {
    for (const TransferProblem& problem : result.problems) {
        const ShippedContent& content = shipment.contents[problem.content];
        if (!content.required && !problem.damaged) continue;
        const std::string& path = content.artifact.path;
        problems.push_back({content.stage, problem.inside.empty() ? path : path + "/" + problem.inside,
                            problem.digest, problem.damaged});
    }
}

}  // namespace mlpipe
