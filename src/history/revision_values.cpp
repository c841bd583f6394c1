// What a state of the project says: its pipeline, parameters and metrics.
#include <algorithm>
#include <set>
#include <tuple>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/history/revision.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/load/parameters.hpp"
#include "mlpipe/run/metric_values.hpp"

namespace mlpipe {
namespace {

// A map is taken apart down to what is none.
void flatten(const ParameterValue& parameter, std::vector<ParameterValue>& into) {
    const Value::Map* map = parameter.value.as_map();
    if (map == nullptr) return into.push_back(parameter);
    for (const auto& [key, value] : *map) {
        const std::string dotted = parameter.key.empty() ? key : parameter.key + "." + key;
        flatten({parameter.file, dotted, value}, into);
    }
}

std::optional<Pipeline> pipeline_if_readable(Revisions& revisions, const Revision& revision) {
    try {
        return revisions.pipeline(revision);
    } catch (const PipelineError&) {
        return std::nullopt;
    }
}

}  // namespace

std::optional<Pipeline> Revisions::pipeline(const Revision& revision) {
    const std::string& file = revision.project.pipeline_file;
    if (!revision.files || file.empty() || !has_pipeline(*revision.files, file, revision.project.root))
        return std::nullopt;
    return load_pipeline(*revision.files, file, revision.project.shown(file), revision.project.root);
}

std::vector<ParameterValue> Revisions::parameters(const Revision& revision) {
    std::vector<ParameterValue> found;
    std::set<std::string> settled;  // stages
    if (const auto declared = pipeline(revision)) {
        ParameterFiles files(*revision.files, declared->directory);
        for (const Stage& stage : declared->stages) {
            try {
                for (const ParameterValue& parameter : files.values(stage, revision.project.pipeline_file))
                    flatten(parameter, found);
                settled.insert(stage.name);
            } catch (const PipelineError&) {
                // A file that a stage makes is not among the code; the stage's record knows what it had.
            }
        }
        for (const Dependency& place : declared->parameters)
            for (const std::string& file : list(revision, place.path))
                if (const auto content = read(revision, file))
                    flatten({file, "", read_parameter_text(*content, file)}, found);
    }
    for (const auto& [stage, record] : revision.stages) {
        if (settled.contains(stage)) continue;
        for (const ParameterValue& parameter : record.inputs.parameters) flatten(parameter, found);
    }
    const auto place = [](const ParameterValue& value) { return std::tie(value.file, value.key); };
    std::sort(found.begin(), found.end(), [&](auto& a, auto& b) { return place(a) < place(b); });
    found.erase(
        std::unique(found.begin(), found.end(), [&](auto& a, auto& b) { return place(a) == place(b); }),
        found.end());
    return found;
}

MetricValues Revisions::metrics(const Revision& revision) {
    MetricValues found;
    std::set<std::string> known, read_already;  // stages, paths
    const auto add = [&](const std::string& path) {
        const auto content = read_already.insert(path).second ? read(revision, path) : std::nullopt;
        if (!content) return;
        MetricValues values = parse_metrics(*content, path);
        found.insert(found.end(), values.begin(), values.end());
    };
    const bool is_recorded = revision.kind != Revision::Kind::work_tree;
    if (is_recorded && revision.run) {
        for (const Execution& execution : revision.run->executions) {
            if (execution.metrics.empty()) continue;
            known.insert(execution.stage);
            found.insert(found.end(), execution.metrics.begin(), execution.metrics.end());
            if (!execution.record) continue;
            for (const OutputSpec& output : execution.record->inputs.outputs)
                if (output.role == OutputRole::metric) read_already.insert(output.path);
        }
    }
    if (is_recorded) {
        for (const auto& [stage, record] : revision.stages) {
            if (!known.insert(stage).second) continue;
            for (const OutputSpec& output : record.inputs.outputs)
                if (output.role == OutputRole::metric) add(output.path);
        }
    }
    // A commit of whose stages nothing was recorded still holds the metrics that git keeps.
    const auto declared = is_recorded ? pipeline_if_readable(*this, revision) : pipeline(revision);
    if (declared) {
        for (const Stage& stage : declared->stages) {
            if (known.contains(stage.name)) continue;
            for (const Output& output : stage.outputs)
                if (output.role == OutputRole::metric) add(output.path);
        }
        for (const Dependency& place : declared->metrics)
            for (const std::string& file : list(revision, place.path)) add(file);
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace mlpipe
