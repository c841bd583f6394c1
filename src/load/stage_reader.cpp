#include "stage_reader.hpp"

#include <algorithm>
#include <cctype>

#include "check_reader.hpp"
#include "gate_reader.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe::load {
namespace {

// Log files are named after stages.
constexpr std::size_t longest_name = 200;
constexpr std::string_view forbidden_in_names = "/:\\$*?\"'<>|&;#{}[]`";

bool is_forbidden(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7F || forbidden_in_names.find(c) != std::string_view::npos;
}

}  // namespace

const std::array<StageReader::Key, 24> StageReader::keys{{
    {"cmd", &StageReader::read_cmd, false, false},
    {"wdir", &StageReader::read_nothing, false, false},
    {"deps", &StageReader::read_deps, false, false},
    {"params", &StageReader::read_params, false, false},
    {"outs", &StageReader::read_outs, false, false},
    {"metrics", &StageReader::read_metrics, false, false},
    {"plots", &StageReader::read_plots, false, false},
    {"frozen", &StageReader::read_frozen, false, false},
    {"always_changed", &StageReader::read_always_changed, false, false},
    {"desc", &StageReader::read_desc, false, false},
    {"meta", &StageReader::read_meta, false, false},
    {"kind", &StageReader::read_kind, true, false},
    {"needs", &StageReader::read_needs, true, false},
    {"when", &StageReader::read_when, true, false},
    {"env", &StageReader::read_env, true, true},
    {"secrets", &StageReader::read_secrets, true, true},
    {"resources", &StageReader::read_resources, true, true},
    {"timeout", &StageReader::read_timeout, true, true},
    {"retries", &StageReader::read_retries, true, true},
    {"refresh", &StageReader::read_refresh, true, true},
    {"side_effects", &StageReader::read_side_effects, true, false},
    {"shell", &StageReader::read_shell, true, true},
    {"gates", &StageReader::read_gates, true, false},
    {"checks", &StageReader::read_checks, true, false},
}};

const StageReader::Key* StageReader::find_key(std::string_view name) {
    const auto found =
        std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; });
    return found == keys.end() ? nullptr : &*found;
}

bool StageReader::is_ours(std::string_view key) {
    const Key* found = find_key(key);
    return found && found->ours;
}

std::vector<std::string> StageReader::known_keys(bool only_ours) const {
    std::vector<std::string> names;
    for (const Key& key : keys) {
        if (!only_ours || key.ours) names.emplace_back(key.name);
    }
    return names;
}

void StageReader::start_level() {
    seen_.clear();
    own_variables_.clear();
    side_effects_.reset();
    command_.clear();
    has_cmd_ = command_is_list_ = false;
}

void StageReader::read_common_environment(const Node& node) {
    start_level();
    stage_ = defaults_;
    read_env(node);
    defaults_ = std::move(stage_);
}

void StageReader::read_defaults(const Node& node) {
    problems_.set_subject("'defaults'");
    if (!node.is_map()) {
        problems_.add(node.position(), "'defaults' expects a map, not " + node.describe());
        return;
    }
    start_level();
    stage_ = defaults_;
    std::vector<std::string> known;
    for (const Key& key : keys) {
        if (key.in_defaults) known.emplace_back(key.name);
    }
    for (const Node::Entry& entry : node.entries()) {
        const Key* key = find_key(entry.key);
        if (key && key->in_defaults) {
            (this->*key->handler)(entry.value);
        } else {
            problems_.unknown_key(entry, "'defaults'", known);
        }
    }
    defaults_ = std::move(stage_);
    problems_.set_subject("");
}

Stage StageReader::read(const Node::Entry& entry) {
    problems_.set_subject("stage '" + path::printable(entry.key) + "'");
    start_level();
    stage_ = defaults_;
    stage_.name = entry.key;
    stage_.position = entry.key_position;
    check_name(entry);
    if (!entry.value.is_map()) {
        problems_.add(entry.key_position, "stage '" + path::printable(entry.key) +
                                              "' expects a map with 'cmd', not " + entry.value.describe());
        return std::move(stage_);
    }
    read_working_directory(entry.value);
    for (const Node::Entry& child : entry.value.entries()) read_entry(child, false);
    finish(entry.key_position);
    problems_.set_subject("");
    return std::move(stage_);
}

void StageReader::read_entry(const Node::Entry& entry, bool in_meta) {
    const Key* key = find_key(entry.key);
    if (key && in_meta && !key->ours) key = nullptr;
    if (!key) {
        problems_.unknown_key(entry,
                              in_meta ? "'meta: mlpipe'" : "stage '" + path::printable(stage_.name) + "'",
                              known_keys(in_meta));
        return;
    }
    if (!seen_.insert(entry.key).second) {
        problems_.add(entry.key_position,
                      "'" + entry.key + "' stands both in the stage and under 'meta: mlpipe'; expected one");
        return;
    }
    (this->*key->handler)(entry.value);
}

void StageReader::check_name(const Node::Entry& entry) {
    const std::string& name = entry.key;
    const std::string shown = "the stage name '" + path::printable(name) + "'";
    if (name.empty() || name == "." || name == "..") {
        problems_.add(entry.key_position,
                      shown + " is not allowed; expected letters, digits, '-', '_', '.' or '@'");
    } else if (name.size() > longest_name) {
        problems_.add(entry.key_position,
                      shown + " is longer than " + std::to_string(longest_name) + " bytes");
    } else if (const auto bad = std::find_if(name.begin(), name.end(), is_forbidden); bad != name.end()) {
        problems_.add(entry.key_position, shown + " holds '" + path::printable(std::string(1, *bad)) +
                                              "'; expected letters, digits, '-', '_', '.' or '@'");
    }
}

void StageReader::read_cmd(const Node& node) {
    has_cmd_ = true;
    if (dialect_ == Dialect::dvc) return read_dvc_cmd(node);
    if (node.is_list()) {
        command_is_list_ = true;
        for (const Node* item : problems_.texts(node, "cmd")) command_.push_back(item->raw());
        if (node.items().empty()) problems_.wrong(node, "cmd", "at least one command");
    } else if (node.is_string()) {
        if (const auto text = problems_.text(node, "cmd")) command_.push_back(*text);
    } else {
        problems_.wrong(node, "cmd", "a string or a list of strings");
    }
}

// DVC's schema has made sure of its shape. A blank command does nothing there; that there is none fails when it runs.
void StageReader::read_dvc_cmd(const Node& node) {
    command_is_list_ = node.is_list();
    if (command_is_list_) {
        for (const Node& item : node.items()) {
            if (!item.is_string()) problems_.wrong(item, "cmd", "strings");
            command_.push_back(item.raw());
        }
    } else {
        command_.push_back(node.raw());
    }
    if (command_.empty() || (!command_is_list_ && command_.front().empty()))
        problems_.wrong(node, "cmd", "a command");
}

void StageReader::finish(Position position) {
    if (!has_cmd_) {
        problems_.add(position, "stage '" + path::printable(stage_.name) + "' has no 'cmd'");
    }
    const bool dvc = dialect_ == Dialect::dvc;
    stage_.command.user_shell = dvc && stage_.command.shell.empty();
    if (stage_.command.user_shell && !command_is_list_ && !command_.empty()) {
        // DVC gives each line of a string a shell of its own.
        for (std::string& line : text::split_lines(command_.front())) {
            if (line.find_first_not_of(" \t\r") != std::string::npos)
                stage_.command.parts.push_back(std::move(line));
        }
        if (stage_.command.parts.empty()) stage_.command.parts.emplace_back();
    } else {
        stage_.command.parts = std::move(command_);
    }
    // A name says what a stage is only in our own files.
    if (!dvc && !seen_.contains("kind")) {
        const std::string_view name = stage_.name;
        stage_.kind = parse_stage_kind(name.substr(0, name.find('@'))).value_or(StageKind::none);
    }
    // DVC cannot know when such a stage has something to do.
    if (dvc && stage_.dependencies.empty() && stage_.parameters.empty() && stage_.outputs.empty())
        stage_.always_changed = true;
    stage_.side_effects = side_effects_.value_or(stage_.kind == StageKind::deploy);
    check_gates(problems_, stage_);
    check_checks(problems_, stage_);
}

}  // namespace mlpipe::load
