#include "mlpipe/model/model_version.hpp"

#include "artifact_fields.hpp"
#include "json_fields.hpp"
#include "mlpipe/base/clock.hpp"

namespace mlpipe {
namespace {

using namespace json_fields;

void add_text(Value::Map& map, const char* name, const std::string& text) {
    if (!text.empty()) map.emplace_back(name, text_value(text));
}

Value interpreters_value(const std::vector<std::pair<std::string, std::string>>& interpreters) {
    Value::List list;
    for (const auto& [interpreter, version] : interpreters)
        list.emplace_back(
            Value::Map{path_entry("interpreter", interpreter), {"version", text_value(version)}});
    return list;
}

}  // namespace

const char* to_string(ModelEvent::Kind kind) {
    switch (kind) {
        case ModelEvent::Kind::registered:
            return "registered";
        case ModelEvent::Kind::assigned:
            return "assigned";
        case ModelEvent::Kind::unassigned:
            return "unassigned";
        case ModelEvent::Kind::deprecated:
            return "deprecated";
    }
    return "registered";
}

Value recorded_value(const ModelVersion& version) {
    Value::Map map{{"model", version.model}, {"version", version.version}};
    if (version.known_artifact()) map.emplace_back("artifact", to_value(version.artifact));
    if (!version.pipeline_file.empty()) map.push_back(path_entry("pipeline_file", version.pipeline_file));
    add_text(map, "run", version.run);
    add_text(map, "stage", version.stage);
    if (!version.metrics.empty()) {
        Value::Map metrics;
        for (const auto& [name, value] : version.metrics)
            metrics.emplace_back(*text_value(name).as_string(), value);
        map.emplace_back("metrics", std::move(metrics));
    }
    if (!version.parameters.empty()) map.emplace_back("parameters", parameters_value(version.parameters));
    if (!version.data.empty()) map.emplace_back("data", artifacts_value(version.data));
    if (!version.environment.empty()) map.emplace_back("environment", artifacts_value(version.environment));
    if (!version.interpreters.empty())
        map.emplace_back("interpreters", interpreters_value(version.interpreters));
    add_text(map, "why", version.why);
    return map;
}

ModelVersion parse_recorded_version(const Value& value) {
    ModelVersion version;
    version.model = text(value, "model");
    version.version = text(value, "version");
    if (const Value* artifact = value.find("artifact")) version.artifact = parse_artifact(*artifact);
    if (value.find("pipeline_file") || value.find("pipeline_file_base64"))
        version.pipeline_file = read_path(value, "pipeline_file");
    version.run = text_or(value, "run", "");
    version.stage = text_or(value, "stage", "");
    for (const auto& [name, metric] : map(value, "metrics")) {
        const auto number = metric.number();
        if (!number) damaged("metrics", "holds something that is no number");
        version.metrics.emplace_back(name, *number);
    }
    version.parameters = parameters(value, "parameters");
    version.data = artifacts(value, "data");
    version.environment = artifacts(value, "environment");
    for (const Value& item : list(value, "interpreters"))
        version.interpreters.emplace_back(read_path(item, "interpreter"), text(item, "version"));
    version.why = text_or(value, "why", "");
    return version;
}

Value to_value(const ModelVersion& version) {
    Value value = recorded_value(version);
    value.set("commit", version.commit);
    value.set("by", text_value(version.by));
    value.set("registered", format_time(version.registered_ns));
    value.set("tag", version.tag);
    if (version.deprecated) value.set("deprecated", true);
    return value;
}

Value to_value(const ModelEvent& event) {
    Value::Map map{{"event", to_string(event.kind)}, {"model", event.model}};
    add_text(map, "version", event.version);
    add_text(map, "alias", event.alias);
    if (!event.alias.empty())
        map.emplace_back("from", event.from_version.empty() ? Value() : Value(event.from_version));
    map.emplace_back("by", text_value(event.by));
    map.emplace_back("when", format_time(event.when_ns));
    add_text(map, "why", event.why);
    add_text(map, "run", event.run);
    add_text(map, "stage", event.stage);
    if (!event.approved_by.empty()) {
        Value::List people;
        for (const std::string& person : event.approved_by) people.push_back(text_value(person));
        map.emplace_back("approved_by", std::move(people));
    }
    map.emplace_back("tag", event.tag);
    return map;
}

Value to_value(const std::vector<ModelEvent>& events) {
    Value::List list;
    for (const ModelEvent& event : events) list.push_back(to_value(event));
    return list;
}

}  // namespace mlpipe
