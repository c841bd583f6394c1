#include "report_graph.hpp"

#include <optional>
#include <unordered_map>
#include <utility>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/plan/graph.hpp"

namespace mlpipe {
namespace {

// nullopt: it is not there, or in disorder.
std::optional<Pipeline> pipeline_of(Revisions& revisions, const Revision& revision) {
    try {
        return revisions.pipeline(revision);
    } catch (const PipelineError&) {
        return std::nullopt;
    } catch (const Error&) {
        return std::nullopt;
    }
}

// A stage as far as its record knows it; `needs` stand in the pipeline file alone.
Stage recorded_stage(const std::string& name, const StageInputs& inputs) {
    Stage stage;
    stage.name = name;
    for (const ArtifactAt& dependency : inputs.dependencies)
        stage.dependencies.push_back({dependency.path, {}});
    for (const ParameterValue& parameter : inputs.parameters)
        stage.parameters.push_back({parameter.file, {}, {}});
    for (const OutputSpec& output : inputs.outputs) {
        Output declared;
        declared.path = output.path;
        stage.outputs.push_back(std::move(declared));
    }
    return stage;
}

std::unordered_map<std::string, const Stage*> by_name(const std::optional<Pipeline>& pipeline) {
    std::unordered_map<std::string, const Stage*> stages;
    if (!pipeline) return stages;
    for (const Stage& stage : pipeline->stages) stages.emplace(stage.name, &stage);
    return stages;
}

// The run's stages alone, in the order of its executions. What was recorded goes before what is declared today.
Pipeline stages_of_run(const RunRecord& run, const std::optional<Pipeline>& declared, bool declared_then) {
    const auto known = by_name(declared);
    Pipeline pipeline;
    pipeline.directory = declared ? declared->directory : "/";
    for (const Execution& execution : run.executions) {
        const auto found = known.find(execution.stage);
        if (found != known.end() && (declared_then || !execution.record)) {
            pipeline.stages.push_back(*found->second);
        } else {
            pipeline.stages.push_back(
                recorded_stage(execution.stage, execution.record ? execution.record->inputs : StageInputs()));
        }
    }
    return pipeline;
}

// A run of some stages does not have those that others need.
void drop_absent_needs(Pipeline& pipeline) {
    for (Stage& stage : pipeline.stages) {
        std::erase_if(stage.needs, [&](const std::string& need) {
            for (const Stage& other : pipeline.stages) {
                if (other.name == need || other.name.starts_with(need + "@") ||
                    (need.ends_with("@*") &&
                     other.name.starts_with(std::string_view(need).substr(0, need.size() - 1))))
                    return false;
            }
            return true;
        });
    }
}

void add_edges(const Graph& graph, RunReport& report) {
    for (StageId stage = 0; stage < graph.size(); ++stage)
        for (const Graph::Edge& edge : graph.upstream(stage))
            report.edges.push_back({edge.stage, stage, edge.order_only});
}

void add_artifacts(const Graph& graph, RunReport& report) {
    std::map<std::string, RunReport::Source> sources;
    for (std::size_t stage = 0; stage < report.run.executions.size(); ++stage) {
        const auto& record = report.run.executions[stage].record;
        if (!record) continue;
        for (const ArtifactAt& dependency : record->inputs.dependencies) {
            const std::vector<StageId> makers = graph.makers(dependency.path);
            if (!makers.empty()) {
                report.makers.emplace(dependency.path, makers.front());
                continue;
            }
            RunReport::Source& source = sources[dependency.path];
            source.artifact = dependency;
            source.readers.push_back(stage);
        }
    }
    for (auto& [path, source] : sources) report.sources.push_back(std::move(source));
}

}  // namespace

void add_graph(Revisions& revisions, const Revision& revision, RunReport& report) {
    std::optional<Pipeline> declared = pipeline_of(revisions, revision);
    const bool declared_then = declared.has_value();
    // A run without a commit is this clone's, and its pipeline file has most likely not changed since.
    if (!declared && !revision.files) {
        Revision now = revisions.work_tree();
        now.project = revision.project;
        declared = pipeline_of(revisions, now);
    }
    Pipeline pipeline = stages_of_run(report.run, declared, declared_then);
    drop_absent_needs(pipeline);
    try {
        const Graph graph(pipeline, revision.project.shown(revision.project.pipeline_file));
        add_edges(graph, report);
        add_artifacts(graph, report);
    } catch (const PipelineError&) {
        report.notes.emplace_back("how the stages follow from each other is not known any more");
    }
}

}  // namespace mlpipe
