#include "artifact_fields.hpp"
#include "json_fields.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {
namespace {

using namespace json_fields;

template <typename Item, typename Convert>
Value list_of(const std::vector<Item>& items, Convert convert) {
    Value::List list;
    list.reserve(items.size());
    for (const Item& item : items) list.push_back(convert(item));
    return list;
}

Value texts(const std::vector<std::string>& items) {
    return list_of(items, [](const std::string& item) { return Value(item); });
}

Value output(const OutputSpec& output) {
    Value::Map map{path_entry("path", output.path)};
    if (output.role != OutputRole::out) map.emplace_back("role", to_string(output.role));
    if (!output.cache) map.emplace_back("cache", false);
    if (output.persist) map.emplace_back("persist", true);
    return map;
}

OutputSpec parse_output(const Value& value) {
    OutputSpec output;
    output.path = read_path(value, "path");
    const std::optional<OutputRole> role =
        parse_output_role(text_or(value, "role", to_string(OutputRole::out)));
    if (!role) damaged("role", "is none of out, metric, plot");
    output.role = *role;
    output.cache = flag_or(value, "cache", true);
    output.persist = flag_or(value, "persist", false);
    return output;
}

std::vector<std::string> parse_texts(const Value& value, std::string_view name) {
    std::vector<std::string> items;
    for (const Value& item : list(value, name)) items.push_back(item_text(item, name));
    return items;
}

}  // namespace

Value to_value(const ArtifactAt& artifact) {
    Value value = to_value(artifact.reference);
    auto [name, text] = path_entry("path", artifact.path);
    value.set(std::move(name), std::move(text));
    return value;
}

ArtifactAt parse_artifact(const Value& value) {
    ArtifactAt artifact;
    artifact.path = read_path(value, "path");
    Value reference;
    for (const char* name : {"type", "sha256", "size", "exec"})
        if (const Value* field = value.find(name)) reference.set(name, *field);
    artifact.reference = parse_reference(reference);
    return artifact;
}

Value to_value(const StageInputs& inputs) {
    Value::Map map{{"command", texts(inputs.command.parts)}};
    const auto add = [&](const char* name, bool present, auto make) {
        if (present) map.emplace_back(name, make());
    };
    add("shell", !inputs.command.shell.empty(), [&] { return Value(inputs.command.shell); });
    add("user_shell", inputs.command.user_shell, [] { return Value(true); });
    add("working_directory", !inputs.working_directory.empty() && inputs.working_directory != ".",
        [&] { return Value(inputs.working_directory); });
    add("environment", !inputs.environment.empty(),
        [&] { return Value(Value::Map(inputs.environment.begin(), inputs.environment.end())); });
    add("pass", !inputs.passed.empty(), [&] {
        Value::Map passed;
        for (const auto& [name, digest] : inputs.passed) passed.emplace_back(name, digest.hex());
        return Value(std::move(passed));
    });
    add("secrets", !inputs.secrets.empty(), [&] { return texts(inputs.secrets); });
    add("parameters", !inputs.parameters.empty(), [&] { return parameters_value(inputs.parameters); });
    add("dependencies", !inputs.dependencies.empty(), [&] { return artifacts_value(inputs.dependencies); });
    add("outputs", !inputs.outputs.empty(), [&] { return list_of(inputs.outputs, output); });
    add("environment_files", !inputs.environment_files.empty(),
        [&] { return artifacts_value(inputs.environment_files); });
    return map;
}

StageInputs parse_stage_inputs(const Value& value) {
    StageInputs inputs;
    if (!required(value, "command").as_list()) damaged("command", "is no list");
    inputs.command.parts = parse_texts(value, "command");
    inputs.command.shell = text_or(value, "shell", "");
    inputs.command.user_shell = flag_or(value, "user_shell", false);
    inputs.working_directory = text_or(value, "working_directory", ".");
    for (const auto& [name, text] : map(value, "environment"))
        inputs.environment.emplace_back(name, item_text(text, "environment"));
    for (const auto& [name, hash] : map(value, "pass"))
        inputs.passed.emplace_back(name, digest(hash, "pass"));
    inputs.secrets = parse_texts(value, "secrets");
    inputs.parameters = parameters(value, "parameters");
    inputs.dependencies = artifacts(value, "dependencies");
    for (const Value& item : list(value, "outputs")) inputs.outputs.push_back(parse_output(item));
    inputs.environment_files = artifacts(value, "environment_files");
    return inputs;
}

}  // namespace mlpipe
