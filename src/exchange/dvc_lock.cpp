#include "mlpipe/exchange/dvc_lock.hpp"

#include "dvc_fields.hpp"

namespace mlpipe {
namespace {

constexpr std::string_view schema = "2.0";

void read_command(const Node& stage, DvcFields& fields, DvcLockStage& read) {
    const Node* command = stage.find("cmd");
    if (!command) return fields.add(stage.position(), "expected a 'cmd'");
    if (command->is_string()) {
        read.command = {command->raw()};
        return;
    }
    if (!command->is_list())
        return fields.add(command->position(),
                          "'cmd' is " + command->describe() + "; expected a string or a list of strings");
    read.command_is_list = true;
    for (const Node& part : command->items()) {
        if (!part.is_string())
            fields.add(part.position(), "in 'cmd' is " + part.describe() + "; expected a string");
        read.command.push_back(part.raw());
    }
}

void read_parameters(const Node& stage, DvcFields& fields, DvcLockStage& read) {
    const Node* files = fields.map(stage, "params");
    if (!files) return;
    for (const Node::Entry& file : files->entries()) {
        if (!file.value.is_map()) {
            fields.add(file.value.position(),
                       "under 'params' is " + file.value.describe() + "; expected a map from key to value");
            continue;
        }
        for (const Node::Entry& parameter : file.value.entries())
            read.parameters.push_back({file.key, parameter.key, parameter.value.to_value()});
    }
}

void check_schema(const Document& document, DvcFields& fields) {
    const Node* said = document.root.is_map() ? document.root.find("schema") : nullptr;
    if (!said)
        fields.add(document.root.position(),
                   "expected \"schema: '2.0'\"; DVC writes the file anew when it runs");
    else if (!said->is_scalar() || said->raw() != schema)
        fields.add(said->position(), "the schema is " + said->describe() + "; mlpipe reads '2.0'");
}

}  // namespace

DvcLock parse_dvc_lock(std::string_view text, const std::string& file) {
    const Document document = parse_yaml(text, file);
    DvcLock lock;
    if (document.root.is_null()) return lock;
    DvcFields fields(file);
    check_schema(document, fields);
    if (const Node* stages = fields.map(document.root, "stages")) {
        for (const Node::Entry& entry : stages->entries()) {
            if (!entry.value.is_map()) {
                fields.add(entry.value.position(),
                           "stage '" + entry.key + "' is " + entry.value.describe() + "; expected a map");
                continue;
            }
            DvcLockStage& stage = lock.stages[entry.key];
            read_command(entry.value, fields, stage);
            stage.dependencies = fields.artifacts(entry.value, "deps");
            read_parameters(entry.value, fields, stage);
            stage.outputs = fields.artifacts(entry.value, "outs");
        }
    }
    fields.throw_if_any();
    return lock;
}

}  // namespace mlpipe
