// The one walk over everything that decides a stage's result. The key hashes what it visits; `changes`
// compares it. For this room's .cpp files.
#pragma once
#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "key_encoding.hpp"
#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {

// One field: its tag in the key, its name for people, and what tells it from others of its tag (sorted by
// both parts).
struct KeyField {
    const char* tag;
    const char* label;
    std::string_view name, subname;
    bool is_default = false;       // then it is not encoded
    const Value* value = nullptr;  // of a parameter
};

template <typename Item, typename Less>
std::vector<const Item*> in_order(const std::vector<Item>& items, Less less) {
    std::vector<const Item*> order;
    order.reserve(items.size());
    for (const Item& item : items) order.push_back(&item);
    const auto before = [&](const Item* a, const Item* b) { return less(*a, *b); };
    if (!std::is_sorted(order.begin(), order.end(), before))
        std::stable_sort(order.begin(), order.end(), before);
    return order;
}

std::string artifact_text(const Reference& reference);
std::string output_text(const OutputSpec& output);
std::string command_text(const Command& command);

// Calls visit(field, encode, show) for each field in the order of the key: `encode(std::string&)` appends the
// payload, `show()` is the value for people.
template <typename Visit>
void walk_key_fields(const StageInputs& inputs, Visit&& visit) {
    const auto by_path = [](const auto& a, const auto& b) { return a.path < b.path; };
    const auto by_name = [](const auto& a, const auto& b) { return a.first < b.first; };
    const auto visit_text = [&](const KeyField& field, const std::string& text) {
        visit(
            field, [&](std::string& out) { out += text; }, [&] { return text; });
    };
    const auto visit_artifacts = [&](const char* tag, const char* label,
                                     const std::vector<ArtifactAt>& artifacts) {
        for (const ArtifactAt* artifact : in_order(artifacts, by_path)) {
            const auto encode = [&](std::string& out) {
                append_field(out, "path", artifact->path);
                append_field(out, "type", to_string(artifact->reference.type));
                append_field(out, "sha256", artifact->reference.digest.hex());
            };
            visit(KeyField{tag, label, artifact->path, {}}, encode,
                  [&] { return artifact_text(artifact->reference); });
        }
    };

    const auto encode_command = [&](std::string& out) {
        for (const std::string& part : inputs.command.parts) append_field(out, "part", part);
    };
    visit(KeyField{"command", "command", {}, {}}, encode_command,
          [&] { return command_text(inputs.command); });
    visit_text({"shell", "shell", {}, {}, inputs.command.shell.empty()}, inputs.command.shell);
    visit_text({"user-shell", "user shell", {}, {}, !inputs.command.user_shell},
               inputs.command.user_shell ? "true" : "false");
    const bool beside_file = inputs.working_directory.empty() || inputs.working_directory == ".";
    visit_text({"directory", "working directory", {}, {}, beside_file},
               beside_file ? "." : inputs.working_directory);

    for (const auto* variable : in_order(inputs.environment, by_name)) {
        const auto encode = [&](std::string& out) {
            append_field(out, "name", variable->first);
            append_field(out, "value", variable->second);
        };
        visit(KeyField{"env", "environment", variable->first, {}}, encode, [&] { return variable->second; });
    }
    for (const auto* variable : in_order(inputs.passed, by_name)) {
        const auto encode = [&](std::string& out) {
            append_field(out, "name", variable->first);
            append_field(out, "sha256", variable->second.hex());
        };
        visit(KeyField{"pass", "passed variable", variable->first, {}}, encode,
              [&] { return variable->second.hex().substr(0, 12); });
    }
    for (const std::string* name : in_order(inputs.secrets, std::less<>()))
        visit(
            KeyField{"secret", "secret", *name, {}}, [&](std::string& out) { out += *name; },
            [] { return std::string("declared"); });

    const auto by_file_and_key = [](const ParameterValue& a, const ParameterValue& b) {
        return std::tie(a.file, a.key) < std::tie(b.file, b.key);
    };
    for (const ParameterValue* parameter : in_order(inputs.parameters, by_file_and_key)) {
        const auto encode = [&](std::string& out) {
            append_field(out, "file", parameter->file);
            if (!parameter->key.empty()) append_field(out, "key", parameter->key);
            append_value(out, parameter->value);
        };
        visit(KeyField{"param", "parameter", parameter->file, parameter->key, false, &parameter->value},
              encode, [] { return std::string(); });
    }
    visit_artifacts("dep", "dependency", inputs.dependencies);
    for (const OutputSpec* output : in_order(inputs.outputs, by_path)) {
        const auto encode = [&](std::string& out) {
            append_field(out, "path", output->path);
            if (output->role != OutputRole::out) append_field(out, "role", to_string(output->role));
            if (!output->cache) append_field(out, "cache", "false");
            if (output->persist) append_field(out, "persist", "true");
        };
        visit(KeyField{"out", "output", output->path, {}}, encode, [&] { return output_text(*output); });
    }
    visit_artifacts("environment-file", "environment file", inputs.environment_files);
}

}  // namespace mlpipe
