#include "comparability.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

// Endings of programs: a source that is one of these is no data, if the gate does not say so.
constexpr std::array<std::string_view, 22> code_endings{
    ".py", ".pyx",  ".ipynb", ".R",  ".r",  ".jl", ".m",  ".sh",  ".bash", ".sql", ".js",
    ".ts", ".java", ".scala", ".go", ".rs", ".c",  ".cc", ".cpp", ".h",    ".hpp", ".pl"};

bool contains(const std::vector<std::string>& paths, const std::string& path) {
    return std::find(paths.begin(), paths.end(), path) != paths.end();
}

const ArtifactAt* find_at(const std::vector<ArtifactAt>& artifacts, const std::string& path) {
    const auto found = std::find_if(artifacts.begin(), artifacts.end(),
                                    [&](const ArtifactAt& artifact) { return artifact.path == path; });
    return found == artifacts.end() ? nullptr : &*found;
}

bool is_code(const Candidate& candidate, const std::string& path) {
    return contains(candidate.sources, path) &&
           std::any_of(code_endings.begin(), code_endings.end(),
                       [&](std::string_view ending) { return path.ends_with(ending); });
}

bool is_model(const Candidate& candidate, const Baseline& baseline, const std::string& path) {
    if (baseline.model && find_at(candidate.inputs.dependencies, baseline.model->path))
        return path == baseline.model->path;
    return contains(candidate.models, path);
}

std::vector<std::string> evaluation_data(const Gate& gate, const Candidate& candidate,
                                         const Baseline& baseline) {
    if (gate.data) return *gate.data;
    std::vector<std::string> data;
    for (const ArtifactAt& dependency : candidate.inputs.dependencies) {
        if (!is_model(candidate, baseline, dependency.path) && !is_code(candidate, dependency.path))
            data.push_back(dependency.path);
    }
    return data;
}

}  // namespace

bool is_same(const Candidate& candidate, const Baseline& baseline) {
    if (baseline.model) {
        const auto is_it = [&](const ArtifactAt& artifact) {
            return artifact.reference.same_content(baseline.model->reference);
        };
        const auto& read = candidate.inputs.dependencies;
        return std::any_of(read.begin(), read.end(), is_it) ||
               std::any_of(candidate.outputs.begin(), candidate.outputs.end(), is_it);
    }
    const auto& now = candidate.inputs.dependencies;
    return baseline.data && !now.empty() && now.size() == baseline.data->size() &&
           std::all_of(now.begin(), now.end(), [&](const ArtifactAt& dependency) {
               const ArtifactAt* then = find_at(*baseline.data, dependency.path);
               return then && then->reference.same_content(dependency.reference);
           });
}

std::optional<ArtifactAt> model_of(const Candidate& candidate, const Baseline& baseline) {
    std::optional<ArtifactAt> model;
    for (const ArtifactAt& dependency : candidate.inputs.dependencies) {
        if (!is_model(candidate, baseline, dependency.path)) continue;
        if (model) return std::nullopt;
        model = dependency;
    }
    return model;
}

std::string incomparable_because(const Gate& gate, const Candidate& candidate, const Baseline& baseline) {
    const std::string& name = baseline.identity.name;
    for (const std::string& path : evaluation_data(gate, candidate, baseline)) {
        const std::string shown = path::printable(path);
        const ArtifactAt* now = find_at(candidate.inputs.dependencies, path);
        if (!now) return shown + " of `data` is no dependency of the stage";
        if (!baseline.data) return "what " + name + " was evaluated on is not known";
        const ArtifactAt* then = find_at(*baseline.data, path);
        if (!then) return "it is not known whether " + name + " was evaluated on this " + shown;
        if (!then->reference.same_content(now->reference)) return name + " was evaluated on another " + shown;
    }
    return "";
}

}  // namespace mlpipe
