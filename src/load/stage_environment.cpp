// `env` and `secrets`: what a level declares wins over what it inherits.
#include <algorithm>

#include "mlpipe/base/path.hpp"
#include "stage_reader.hpp"

namespace mlpipe::load {
namespace {

void forget(std::vector<std::string>& names, const std::string& name) {
    names.erase(std::remove(names.begin(), names.end(), name), names.end());
}

}  // namespace

// False, with a message, when the name cannot be or was declared at this level before.
bool StageReader::claim_variable(const std::string& name, Position position) {
    const std::string shown = "'" + path::printable(name) + "'";
    if (name.empty() || name.find('=') != std::string::npos) {
        problems_.add(position, shown + " cannot be the name of an environment variable");
        return false;
    }
    if (!own_variables_.insert(name).second) {
        problems_.add(position, "the variable " + shown +
                                    " is declared twice; expected one of a value, 'pass' and 'secrets'");
        return false;
    }
    stage_.environment.values.erase(name);
    forget(stage_.environment.pass, name);
    forget(stage_.environment.secrets, name);
    return true;
}

void StageReader::read_env(const Node& node) {
    if (!node.is_map()) {
        problems_.wrong(node, "env", "a map of names to values");
        return;
    }
    for (const Node::Entry& entry : node.entries()) {
        const Node& value = entry.value;
        if (entry.key == "pass") {
            for (const Node* name : problems_.texts(value, "env: pass", true)) {
                if (claim_variable(name->raw(), name->position()))
                    stage_.environment.pass.push_back(name->raw());
            }
        } else if (!value.is_scalar()) {
            problems_.wrong(value, "env: " + entry.key, "a single value");
        } else if (value.is_null()) {
            problems_.wrong(value, "env: " + entry.key, "a value (write \"\" for an empty one)");
        } else if (claim_variable(entry.key, entry.key_position)) {
            stage_.environment.values[entry.key] = value.raw();
        }
    }
}

void StageReader::read_secrets(const Node& node) {
    for (const Node* name : problems_.texts(node, "secrets", true)) {
        if (claim_variable(name->raw(), name->position())) stage_.environment.secrets.push_back(name->raw());
    }
}

}  // namespace mlpipe::load
