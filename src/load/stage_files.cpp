// `deps`, `params`, `outs`, `metrics` and `plots`.
#include <algorithm>
#include <unordered_set>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "stage_reader.hpp"

namespace mlpipe::load {
namespace {

constexpr std::string_view default_parameter_file = "params.yaml";

// Said once per entry of the list: a path, or a map from one path to its flags.
constexpr std::string_view output_shape = "paths, each alone or as {path: {flag: value}}";

}  // namespace

std::optional<std::string> StageReader::path(const Node& node, std::string_view key) {
    const auto text = problems_.text(node, key);
    return text ? checked_path(*text, node.position()) : std::nullopt;
}

std::optional<std::string> StageReader::checked_path(const std::string& written, Position position) {
    if (written.find_first_not_of(" \t\r\n") == std::string::npos) {
        problems_.add(position, "an empty path; expected the path of a file or directory");
        return std::nullopt;
    }
    if (written.find("://") != std::string::npos) {
        problems_.add(position,
                      "'" + path::printable(written) + "' is a remote location, which is not supported yet");
        return std::nullopt;
    }
    return written;
}

void StageReader::read_deps(const Node& node) {
    std::unordered_set<std::string> taken;
    for (const Node* item : problems_.texts(node, "deps")) {
        const auto written = path(*item, "deps");
        if (!written) continue;
        std::string resolved = paths_.resolve(stage_.working_directory, *written);
        if (!taken.insert(resolved).second) {
            if (dialect_ == Dialect::dvc) continue;  // DVC takes it once
            problems_.add(item->position(), "the dependency '" + path::printable(resolved) + "' of stage '" +
                                                path::printable(stage_.name) + "' is listed twice");
            continue;
        }
        stage_.dependencies.push_back({std::move(resolved), item->position()});
    }
}

void StageReader::read_params(const Node& node) {
    if (!node.is_list()) {
        problems_.wrong(node, "params", "a list of keys, {file: [keys]} or {file: null} for a whole file");
        return;
    }
    for (const Node& item : node.items()) {
        if (item.is_map()) {
            for (const Node::Entry& entry : item.entries()) read_parameter_file(entry);
        } else if (const auto key = problems_.text(item, "params")) {
            add_parameter(std::string(default_parameter_file), *key, item.position());
        }
    }
}

void StageReader::read_parameter_file(const Node::Entry& entry) {
    if (!checked_path(entry.key, entry.key_position)) return;
    const bool is_empty_list = entry.value.is_list() && entry.value.items().empty();
    if (entry.value.is_null() || (is_empty_list && dialect_ == Dialect::dvc)) {
        add_parameter(entry.key, std::nullopt, entry.key_position);
        return;
    }
    const std::string what = "params: " + entry.key;
    if (is_empty_list) {
        problems_.wrong(entry.value, what, "keys, or nothing for the whole file");
        return;
    }
    for (const Node* key : problems_.texts(entry.value, what)) {
        add_parameter(entry.key, key->raw(), key->position());
    }
}

// One use a file; without keys it is the whole file, which holds every key.
void StageReader::add_parameter(const std::string& written_file, std::optional<std::string> key,
                                Position position) {
    std::string file = paths_.resolve(stage_.working_directory, written_file);
    auto& uses = stage_.parameters;
    const auto found =
        std::find_if(uses.begin(), uses.end(), [&](const auto& use) { return use.file == file; });
    if (found == uses.end()) {
        ParameterUse& use = uses.emplace_back();
        use.file = std::move(file);
        use.position = position;
        if (key) use.keys.push_back(std::move(*key));
    } else if (!key) {
        found->keys.clear();
    } else if (!found->keys.empty() &&
               std::find(found->keys.begin(), found->keys.end(), *key) == found->keys.end()) {
        found->keys.push_back(std::move(*key));
    }
}

void StageReader::read_outputs(const Node& node, std::string_view key, OutputRole role) {
    if (!node.is_list()) {
        problems_.wrong(node, key, "a list of " + std::string(output_shape));
        return;
    }
    for (const Node& item : node.items()) {
        // DVC takes a map with any number of them.
        if (item.is_map() && (item.entries().size() == 1 || dialect_ == Dialect::dvc)) {
            for (const Node::Entry& entry : item.entries()) {
                Output output;
                output.role = role;
                output.position = entry.key_position;
                read_output_flags(entry.value, output);
                add_output(std::move(output), checked_path(entry.key, entry.key_position));
            }
        } else if (item.is_string()) {
            Output output;
            output.role = role;
            output.position = item.position();
            add_output(std::move(output), path(item, key));
        } else {
            problems_.wrong(item, key, output_shape);
        }
    }
}

void StageReader::add_output(Output output, const std::optional<std::string>& written) {
    if (!written) return;
    output.path = paths_.resolve(stage_.working_directory, *written);
    if (const auto reason = paths_.forbidden_output(output.path)) {
        problems_.add(output.position, "the output '" + path::printable(output.path) + "' of stage '" +
                                           path::printable(stage_.name) + "' " + *reason);
        return;
    }
    // Of an output that is listed twice DVC takes the later one.
    const auto twin = std::find_if(stage_.outputs.begin(), stage_.outputs.end(), [&](const Output& other) {
        return other.path == output.path && other.role == output.role;
    });
    if (dialect_ == Dialect::dvc && twin != stage_.outputs.end())
        *twin = std::move(output);
    else
        stage_.outputs.push_back(std::move(output));
}

void StageReader::read_output_flags(const Node& flags, Output& output) {
    if (flags.is_null()) return;
    if (!flags.is_map()) {
        problems_.wrong(flags, "flags of an output", "a map such as {cache: false}");
        return;
    }
    for (const Node::Entry& flag : flags.entries()) {
        if (read_output_flag(flag, output)) continue;
        if (output.role == OutputRole::plot && read_plot_setting(flag, output)) continue;
        std::vector<std::string> known{"cache", "persist", "desc", "type", "labels", "meta"};
        if (dialect_ == Dialect::dvc) known.insert(known.end(), {"remote", "push", "checkpoint"});
        if (output.role == OutputRole::plot) {
            known.insert(known.end(), {"x", "y", "title", "template", "x_label", "y_label", "header"});
        }
        problems_.unknown_key(flag, "the flags of an output", known);
    }
}

bool StageReader::read_output_flag(const Node::Entry& flag, Output& output) {
    const std::string& key = flag.key;
    if (key == "cache") {
        output.cache = problems_.flag(flag.value, key).value_or(true);
    } else if (key == "persist") {
        output.persist = problems_.flag(flag.value, key).value_or(false);
    } else if (key == "desc") {
        if (flag.value.is_string())
            output.description = flag.value.raw();
        else
            problems_.wrong(flag.value, key, "a string");
    } else if (key == "type") {
        static_cast<void>(problems_.text(flag.value, key));
    } else if (key == "labels") {
        static_cast<void>(problems_.texts(flag.value, key));
    } else if (key == "remote" && dialect_ == Dialect::dvc) {
        static_cast<void>(problems_.text(flag.value, key));
    } else if ((key == "push" || key == "checkpoint") && dialect_ == Dialect::dvc) {
        // What checkpoints were for DVC gave up with its third version; it still reads the flag.
        static_cast<void>(problems_.flag(flag.value, key));
    } else {
        return key == "meta";
    }
    return true;
}

bool StageReader::read_plot_setting(const Node::Entry& setting, Output& output) {
    const std::string& key = setting.key;
    if (key == "header") {
        if (!problems_.flag(setting.value, key)) return true;
    } else if (key == "y" && setting.value.is_list()) {
        if (problems_.texts(setting.value, key).size() != setting.value.items().size()) return true;
    } else if (key == "x" || key == "y" || key == "title" || key == "template" || key == "x_label" ||
               key == "y_label") {
        if (!setting.value.is_scalar() || setting.value.is_null()) {
            problems_.wrong(setting.value, key, "a string");
            return true;
        }
    } else {
        return false;
    }
    output.settings.set(key, setting.value.to_value());
    return true;
}

}  // namespace mlpipe::load
