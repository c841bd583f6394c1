#include "mlpipe/plan/fingerprint.hpp"

#include <algorithm>

#include "key_fields.hpp"

namespace mlpipe {

std::string key_text(const StageInputs& inputs) {
    std::string text = "mlpipe stage key 1\n";
    std::string payload;
    walk_key_fields(inputs, [&](const KeyField& field, const auto& encode, const auto&) {
        if (field.is_default) return;
        payload.clear();
        encode(payload);
        append_field(text, field.tag, payload);
    });
    return text;
}

StageKey stage_key(const StageInputs& inputs) {
    return sha256(key_text(inputs));
}

Digest passed_digest(std::string_view name, std::optional<std::string_view> value) {
    std::string text(name);
    if (value) text.append(1, '=').append(*value);
    return sha256(text);
}

bool has_own_key(const StageRecord& record) {
    return record.key == stage_key(record.inputs);
}

StageInputs declared_inputs(const Stage& stage) {
    StageInputs inputs;
    inputs.command = stage.command;
    inputs.working_directory = stage.working_directory;
    inputs.environment.assign(stage.environment.values.begin(), stage.environment.values.end());
    inputs.secrets = stage.environment.secrets;
    std::sort(inputs.secrets.begin(), inputs.secrets.end());
    inputs.secrets.erase(std::unique(inputs.secrets.begin(), inputs.secrets.end()), inputs.secrets.end());
    for (const Output& output : stage.outputs)
        inputs.outputs.push_back({output.path, output.role, output.cache, output.persist});
    std::sort(inputs.outputs.begin(), inputs.outputs.end(),
              [](const OutputSpec& a, const OutputSpec& b) { return a.path < b.path; });
    return inputs;
}

}  // namespace mlpipe
