#include "artifact_fields.hpp"

#include "json_fields.hpp"

namespace mlpipe::json_fields {

Value artifacts_value(const std::vector<ArtifactAt>& artifacts) {
    Value::List list;
    list.reserve(artifacts.size());
    for (const ArtifactAt& artifact : artifacts) list.push_back(to_value(artifact));
    return list;
}

std::vector<ArtifactAt> artifacts(const Value& map, std::string_view name) {
    std::vector<ArtifactAt> items;
    for (const Value& item : list(map, name)) items.push_back(parse_artifact(item));
    return items;
}

Value parameters_value(const std::vector<ParameterValue>& parameters) {
    Value::List list;
    list.reserve(parameters.size());
    for (const ParameterValue& parameter : parameters) {
        Value::Map map{path_entry("file", parameter.file)};
        if (!parameter.key.empty()) map.emplace_back("key", parameter.key);
        map.emplace_back("value", parameter.value);
        list.emplace_back(std::move(map));
    }
    return list;
}

std::vector<ParameterValue> parameters(const Value& map, std::string_view name) {
    std::vector<ParameterValue> items;
    for (const Value& item : list(map, name))
        items.push_back({read_path(item, "file"), text_or(item, "key", ""), required(item, "value")});
    return items;
}

}  // namespace mlpipe::json_fields
