#include <map>

#include "mlpipe/history/difference.hpp"

namespace mlpipe {
namespace {

StateName name_of(const ModelVersion& version) {
    return {version.model + " " + version.version, "model",
            version.commit.empty() ? std::nullopt : std::optional(version.commit)};
}

// The model first, then what it was made from.
std::vector<DataChange> artifact_changes(const ModelVersion& from, const ModelVersion& to) {
    std::map<std::pair<bool, std::string>, DataChange> changes;
    const auto add = [&](const ModelVersion& version, std::optional<Reference> DataChange::*side) {
        const auto at = [&](bool is_model, const ArtifactAt& artifact) {
            DataChange& change = changes[{!is_model, artifact.path}];
            change.path = artifact.path;
            change.output = is_model;
            if (is_model) change.stage = version.stage;
            change.*side = artifact.reference;
        };
        if (version.known_artifact()) at(true, version.artifact);
        for (const auto* list : {&version.data, &version.environment})
            for (const ArtifactAt& artifact : *list) at(false, artifact);
    };
    add(from, &DataChange::before);
    add(to, &DataChange::after);
    std::vector<DataChange> found;
    for (auto& [key, change] : changes)
        if (!change.before || !change.after || !change.before->same_content(*change.after))
            found.push_back(std::move(change));
    return found;
}

std::vector<Change> interpreter_changes(const ModelVersion& from, const ModelVersion& to) {
    std::map<std::string, Change> changes;
    for (const auto& [interpreter, version] : from.interpreters) changes[interpreter].before = version;
    for (const auto& [interpreter, version] : to.interpreters) changes[interpreter].after = version;
    std::vector<Change> found;
    for (const auto& [interpreter, change] : changes)
        if (change.before != change.after)
            found.push_back({"interpreter", interpreter, change.before, change.after});
    return found;
}

// The run itself, here or as the commit that it made.
std::optional<Revision> run_of(Revisions& revisions, const ModelVersion& version) {
    if (version.run.empty()) return std::nullopt;
    for (const std::string& name : {version.run, version.commit}) {
        auto found = name.empty() ? std::nullopt : revisions.find_if_any(name);
        if (found && found->run && found->run->id == version.run) return found;
    }
    return std::nullopt;
}

std::string unknown_run(const ModelVersion& version) {
    const std::string name = version.model + " " + version.version;
    return version.run.empty()
               ? "no run is known that has made " + name + ": code and stages are not compared"
               : "the run that made " + name + ", " + version.run +
                     ", is not known here: code and stages are not compared";
}

}  // namespace

Difference compare_versions(Revisions& revisions, const ModelVersion& from, const ModelVersion& to,
                            World& world) {
    Difference difference;
    const auto before = run_of(revisions, from), after = run_of(revisions, to);
    if (before && after) {
        DifferenceSections sections;
        sections.data = sections.metrics = sections.parameters = false;
        difference = compare(revisions, *before, *after, world, sections);
    } else {
        difference.environment = interpreter_changes(from, to);
        difference.notes.push_back(unknown_run(before ? to : from));
    }
    difference.from = name_of(from);
    difference.to = name_of(to);
    difference.parameters = compare_parameters(from.parameters, to.parameters, false);
    difference.metrics = compare_metrics(from.metrics, to.metrics, false);
    difference.data = artifact_changes(from, to);
    return difference;
}

}  // namespace mlpipe
