#include "gate_judging.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/document/node.hpp"
#include "mlpipe/run/metric_values.hpp"

namespace mlpipe {
namespace {

std::optional<std::string> read_output(const FileSystem& files, const Project& project, const Store& store,
                                       const std::vector<ArtifactAt>& outputs, const std::string& path) {
    if (auto content = read_file_if_present(files, project.absolute(path))) return content;
    for (const ArtifactAt& output : outputs) {
        if (output.path == path && output.reference.type == ReferenceType::file &&
            store.has(output.reference.digest))
            return store.read(output.reference.digest);
    }
    return std::nullopt;
}

std::string why_without_values(std::string_view content, const std::string& path) {
    try {
        static_cast<void>(parse_document(content, path));
    } catch (const Error& error) {
        return error.what();
    }
    return "there is no number in it";
}

void add_metrics_of(Candidate& candidate, const std::string& path) {
    const auto content = candidate.read(path);
    if (!content) {
        candidate.unreadable[path] = "it is not there";
        return;
    }
    MetricValues values = parse_metrics(*content, path);
    if (values.empty()) candidate.unreadable[path] = why_without_values(*content, path);
    candidate.metrics.insert(candidate.metrics.end(), values.begin(), values.end());
}

void sort_dependencies(Candidate& candidate, const PlannedPipeline& planned) {
    for (const ArtifactAt& dependency : candidate.inputs.dependencies) {
        const auto makers = planned.graph.makers(dependency.path);
        if (makers.empty()) candidate.sources.push_back(dependency.path);
        const bool trained = std::any_of(makers.begin(), makers.end(), [&](StageId maker) {
            return planned.pipeline.stages[maker].kind == StageKind::train;
        });
        if (trained) candidate.models.push_back(dependency.path);
    }
}

}  // namespace

Candidate gate_candidate(const Workspace& workspace, StageId stage, StageResult result) {
    const Stage& declared = workspace.planned.pipeline.stages[stage];
    Candidate candidate;
    candidate.stage = declared.name;
    candidate.inputs = std::move(result.inputs);
    candidate.outputs = std::move(result.outputs);
    candidate.read = [&files = workspace.world.files, &project = workspace.project, &store = workspace.store,
                      outputs = candidate.outputs](const std::string& path) {
        return read_output(files, project, store, outputs, path);
    };
    for (const Output& output : declared.outputs) {
        if (output.role == OutputRole::metric) add_metrics_of(candidate, output.path);
    }
    sort_dependencies(candidate, workspace.planned);
    return candidate;
}

GateWorld gate_world(const Project& project, const World& world, Executor* executor,
                     const Interrupt* interrupt) {
    GateWorld known;
    known.stop = StopPoint(interrupt, 1);
    if (world.find_baseline)
        known.find_baseline = [&project, &world](const BaselineQuestion& question) {
            return world.find_baseline(project, question);
        };
    if (world.evaluate)
        known.evaluate = [&project, &world, executor](const EvaluationQuestion& question) {
            return world.evaluate(project, question, executor);
        };
    return known;
}

}  // namespace mlpipe
