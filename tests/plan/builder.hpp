// Pipelines and records for the tests of this room, in a few words.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/base/reference.hpp"
#include "mlpipe/plan/graph.hpp"

namespace mlpipe::test {

inline Stage stage(std::string name, const std::vector<std::string>& dependencies,
                   const std::vector<std::string>& outputs, std::vector<std::string> needs = {}) {
    Stage result;
    result.name = std::move(name);
    result.command.parts = {"true"};
    for (const std::string& path : dependencies) result.dependencies.push_back({path, {}});
    for (const std::string& path : outputs) {
        Output output;
        output.path = path;
        result.outputs.push_back(std::move(output));
    }
    result.needs = std::move(needs);
    return result;
}

// Positions as in a file with ten lines a stage: the stage at line 10, 20 ..., its dependencies at column 3
// of the lines that follow, then its outputs.
inline Pipeline pipeline(std::vector<Stage> stages) {
    Pipeline result;
    result.file = "/project/pipeline.yaml";
    result.directory = "/project";
    result.stages = std::move(stages);
    std::uint32_t line = 0;
    for (Stage& each : result.stages) {
        line += 10;
        each.position = {line, 1};
        std::uint32_t inner = line;
        for (Dependency& dependency : each.dependencies) dependency.position = {++inner, 3};
        for (ParameterUse& use : each.parameters) use.position = {++inner, 3};
        for (Output& output : each.outputs) output.position = {++inner, 3};
    }
    return result;
}

inline std::string numbered(const char* prefix, std::size_t number) {
    return std::string(prefix).append(std::to_string(number));
}

inline Graph graph(const Pipeline& pipeline) {
    return Graph(pipeline, "pipeline.yaml");
}

inline std::vector<StageId> upstream(const Graph& graph, StageId stage) {
    std::vector<StageId> ids;
    for (const Graph::Edge& edge : graph.upstream(stage)) ids.push_back(edge.stage);
    return ids;
}

inline std::vector<StageId> downstream(const Graph& graph, StageId stage) {
    std::vector<StageId> ids;
    for (const Graph::Edge& edge : graph.downstream(stage)) ids.push_back(edge.stage);
    return ids;
}

inline Reference file(std::string_view content) {
    return {ReferenceType::file, sha256(content), content.size(), false};
}

}  // namespace mlpipe::test
