#include "version_details.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "mlpipe/base/path.hpp"

namespace mlpipe::registry {

namespace {

using Place = std::size_t;  // of a node in the graph

// Of several results that made or read the same, the latest: run ids sort by time.
class Latest {
  public:
    explicit Latest(const LineageGraph& graph) : graph_(graph) {}

    std::optional<Place> maker(Place artifact) const {
        std::optional<Place> latest;
        for (const LineageGraph::Edge& edge : graph_.edges)
            if (edge.made && edge.artifact == artifact && (!latest || is_later(edge.result, *latest)))
                latest = edge.result;
        return latest;
    }

    // Of each stage one.
    std::vector<Place> readers(Place artifact) const {
        std::map<std::pair<std::string, std::string>, Place> latest;
        for (const LineageGraph::Edge& edge : graph_.edges) {
            if (edge.made || edge.artifact != artifact) continue;
            const LineageGraph::Result& result = graph_.results[edge.result];
            const auto [found, added] =
                latest.emplace(std::pair(result.pipeline_file, result.stage), edge.result);
            if (!added && is_later(edge.result, found->second)) found->second = edge.result;
        }
        std::vector<Place> results;
        for (const auto& [stage, result] : latest) results.push_back(result);
        return results;
    }

    // The makers of an artifact, of what they read, and so on; the nearest first.
    std::vector<Place> makers_of_all(Place artifact) const {
        std::vector<Place> results, artifacts = {artifact};
        std::set<Place> seen_artifacts = {artifact}, seen_results;
        const auto go_on = [&](Place next) {
            if (seen_artifacts.insert(next).second) artifacts.push_back(next);
        };
        for (std::size_t at = 0; at < artifacts.size(); ++at) {
            for (const LineageGraph::Link& link : graph_.links)
                if (link.to == artifacts[at]) go_on(link.from);
            const auto made_by = maker(artifacts[at]);
            if (!made_by || !seen_results.insert(*made_by).second) continue;
            results.push_back(*made_by);
            for (const LineageGraph::Edge& edge : graph_.edges)
                if (!edge.made && edge.result == *made_by) go_on(edge.artifact);
        }
        return results;
    }

  private:
    bool is_later(Place left, Place right) const {
        return graph_.results[left].run > graph_.results[right].run;
    }
    const LineageGraph& graph_;
};

std::optional<Place> asked(const LineageGraph& graph) {
    for (Place place = 0; place < graph.artifacts.size(); ++place)
        if (graph.artifacts[place].asked) return place;
    return std::nullopt;
}

class Description {
  public:
    Description(Lineage& lineage, ModelVersion& version) : lineage_(lineage), version_(version) {}

    void add(const LineageGraph::Result& result) {
        for (const auto& [name, value] : result.metrics) metrics_.emplace(name, value);
        const auto record = lineage_.record(result.key, result.run);
        if (!record) return;
        for (const ParameterValue& parameter : record->inputs.parameters) {
            ParameterValue seen = parameter;
            seen.file = seen_from(seen.file, result.pipeline_file, version_.pipeline_file);
            parameters_.emplace(std::pair(seen.file, seen.key), seen);
        }
        add_all(record->inputs.dependencies, result.pipeline_file, data_);
        add_all(record->inputs.environment_files, result.pipeline_file, environment_);
    }

    void finish() {
        data_.erase(version_.artifact.path);
        version_.metrics.assign(metrics_.begin(), metrics_.end());
        for (const auto& [name, parameter] : parameters_) version_.parameters.push_back(parameter);
        for (const auto& [path, artifact] : data_) version_.data.push_back(artifact);
        for (const auto& [path, artifact] : environment_) version_.environment.push_back(artifact);
        const auto run = lineage_.run(version_.run);
        if (!run || run->id != version_.run) return;
        for (const InterpreterEnvironment& one : run->interpreters)
            version_.interpreters.emplace_back(one.interpreter, one.version);
    }

  private:
    using Artifacts = std::map<std::string, ArtifactAt>;
    void add_all(const std::vector<ArtifactAt>& artifacts, const std::string& pipeline_file, Artifacts& to) {
        for (ArtifactAt artifact : artifacts) {
            artifact.path = seen_from(artifact.path, pipeline_file, version_.pipeline_file);
            to.emplace(artifact.path, artifact);
        }
    }

    Lineage& lineage_;
    ModelVersion& version_;
    std::map<std::string, double> metrics_;
    std::map<std::pair<std::string, std::string>, ParameterValue> parameters_;
    Artifacts data_, environment_;
};

}  // namespace

std::string seen_from(const std::string& path, const std::string& from, const std::string& to) {
    if (path::is_absolute(path) || from == to) return path;
    const auto folder = [](const std::string& file) { return path::join("/", path::parent(file)); };
    return path::relative(path::join(folder(from), path), folder(to));
}

bool describe(Lineage& lineage, ModelVersion& version) {
    std::vector<ArtifactAt> known = lineage.artifacts_at(version.artifact.path);
    std::erase_if(known, [&](const ArtifactAt& one) {
        return !one.reference.same_content(version.artifact.reference);
    });
    if (known.empty()) return false;
    const LineageGraph before = lineage.ancestry({known.front()}, Lineage::Direction::up);
    const auto model = asked(before);
    const Latest latest(before);
    const auto made_by = model ? latest.maker(*model) : std::nullopt;
    if (!made_by) return false;
    const LineageGraph::Result& maker = before.results[*made_by];
    version.run = maker.run;
    version.stage = maker.stage;
    version.pipeline_file = maker.pipeline_file;
    version.artifact.path = seen_from(version.artifact.path, "", version.pipeline_file);
    Description description(lineage, version);
    for (const Place result : latest.makers_of_all(*model)) description.add(before.results[result]);
    const LineageGraph after = lineage.ancestry({known.front()}, Lineage::Direction::down, 1);
    if (const auto read = asked(after))
        for (const Place result : Latest(after).readers(*read))
            if (!after.results[result].metrics.empty()) description.add(after.results[result]);
    description.finish();
    return true;
}

}  // namespace mlpipe::registry
