#include "registry_baseline.hpp"

#include <algorithm>
#include <string_view>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/registry/registry.hpp"
#include "registry_place.hpp"

namespace mlpipe::cli {
namespace {

constexpr std::string_view alias_prefix = "alias:";

Baseline unknown(std::string reason) {
    Baseline baseline;
    baseline.reason = std::move(reason);
    return baseline;
}

// Only a clone that has all tags can tell that there is none.
Baseline none(const Registry& registry, const std::string& statement, const std::string& question) {
    const TagCompleteness tags = registry.completeness();
    if (!tags.complete)
        return unknown("it cannot be told whether " + question + ", for " + tags.why +
                       "; this fetches what is missing: " + tags.fetch);
    Baseline baseline;
    baseline.outcome = Baseline::Outcome::none;
    baseline.reason = statement;
    return baseline;
}

std::string pipeline_name(const Project& project) {
    return load_pipeline(posix_file_system(), project.pipeline_file, project.shown(project.pipeline_file),
                         project.root)
        .name;
}

// The only one, or the one that is called as the pipeline is; empty: none of them is meant.
std::string model_meant(const Project& project, const std::vector<std::string>& models) {
    if (models.size() == 1) return models.front();
    const std::string name = pipeline_name(project);
    return std::find(models.begin(), models.end(), name) == models.end() ? "" : name;
}

// The run that made the version knows more than its tag: what each stage read, and their files. Its commit may be
// here where its row in lineage is not.
std::optional<Baseline> of_run(const ModelVersion& version, const std::string& stage, Baselines& known) {
    if (version.run.empty()) return std::nullopt;
    for (const std::string& name : {version.run, version.commit}) {
        if (name.empty()) continue;
        Baseline baseline = known.find(name, stage);
        if (baseline.outcome == Baseline::Outcome::found && baseline.identity.run == version.run)
            return baseline;
    }
    return std::nullopt;
}

Baseline of_version(const ModelVersion& version, const std::string& stage, Baselines& known) {
    Baseline baseline = of_run(version, stage, known).value_or(Baseline());
    baseline.outcome = Baseline::Outcome::found;
    baseline.reason.clear();
    baseline.identity = {"", version.version, version.run, version.commit, {}, false};
    if (!version.metrics.empty()) baseline.metrics = version.metrics;
    if (!baseline.data && version.known_artifact()) baseline.data = version.data;
    if (version.known_artifact()) baseline.model = version.artifact;
    return baseline;
}

}  // namespace

std::optional<std::string> alias_of(const std::string& baseline) {
    if (baseline == "production") return baseline;
    if (baseline.starts_with(alias_prefix)) return baseline.substr(alias_prefix.size());
    return std::nullopt;
}

Baseline registry_baseline(const Project& project, const BaselineQuestion& question, const std::string& alias,
                           Baselines& known) {
    const Registry registry = Registry::open(registry_place(project));
    const std::vector<std::string> models = registry.models();
    if (models.empty()) return none(registry, "no model is registered", "a model is registered");
    const std::string model = question.model.empty() ? model_meant(project, models) : question.model;
    if (model.empty())
        return unknown(
            "there are several models, and none is called as the pipeline is: `model` says which one is "
            "meant");
    if (const auto version = registry.alias(model, alias)) return of_version(*version, question.stage, known);
    const std::string shown = path::printable(model), name = path::printable(alias);
    return none(registry, "no version of " + shown + " is " + name, "a version of " + shown + " is " + name);
}

}  // namespace mlpipe::cli
