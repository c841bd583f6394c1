// From pipeline.yaml to dvc.yaml.
#include <algorithm>
#include <array>
#include <set>

#include "dvc_translation.hpp"
#include "mlpipe/exchange/dvc_translation.hpp"
#include "mlpipe/model/pipeline.hpp"

namespace mlpipe {
namespace {

constexpr std::array<std::string_view, 7> sections{"vars",  "stages",    "params",  "metrics",
                                                   "plots", "artifacts", "datasets"};
constexpr std::array<std::string_view, 12> stage_keys{"cmd",    "wdir",           "deps",    "params",
                                                      "vars",   "outs",           "metrics", "plots",
                                                      "frozen", "always_changed", "desc",    "matrix"};

template <std::size_t count>
bool holds(const std::array<std::string_view, count>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// Of two commands in one line the second would run in DVC also if the first fails.
std::string as_dvc_part(const std::string& script) {
    const std::string_view lines = std::string_view(script).substr(0, script.find_last_not_of('\n') + 1);
    if (lines.find_first_of(";\n") == lines.npos) return script;
    return "set -e\n" + script + (script.ends_with('\n') ? "" : "\n");
}

// A script stays one: DVC gives each line of a string a shell, and each item of a list.
Node as_dvc_command(const Node& command, bool has_shell) {
    const auto part = [&](const std::string& script) { return has_shell ? script : as_dvc_part(script); };
    if (command.is_list()) {
        Node list = Node::make_list({});
        for (const Node& item : command.items())
            list.add(item.is_string() ? text_node(part(item.raw())) : item);
        return list;
    }
    if (!command.is_string()) return command;
    const std::size_t end = command.raw().find_last_not_of('\n') + 1;
    const bool one_line = command.raw().substr(0, end).find('\n') == std::string::npos;
    if (one_line && part(command.raw()) == command.raw()) return command;
    Node list = Node::make_list({});
    list.add(text_node(part(command.raw())));
    return list;
}

// The names that a stage says something of, by env, env: pass or secrets.
void add_names(const Node* list, std::set<std::string>& names) {
    if (list && list->is_string()) names.insert(list->raw());
    if (list && list->is_list())
        for (const Node& item : list->items()) names.insert(item.raw());
}

std::set<std::string> declared_names(const Node& ours) {
    std::set<std::string> names;
    if (const Node* env = ours.find("env"); env && env->is_map()) {
        for (const Node::Entry& entry : env->entries())
            if (entry.key == "pass")
                add_names(&entry.value, names);
            else
                names.insert(entry.key);
    }
    add_names(ours.find("secrets"), names);
    return names;
}

// A list of names without those that are declared otherwise, with those that are there already.
Node joined(const Node* own, const Node& inherited, const std::set<std::string>& declared) {
    std::set<std::string> names;
    add_names(&inherited, names);
    for (const std::string& name : declared) names.erase(name);
    Node list = Node::make_list({});
    for (const std::string& name : names) list.add(text_node(name));
    if (own && own->is_string()) list.add(*own);
    if (own && own->is_list())
        for (const Node& item : own->items()) list.add(item);
    return list;
}

// What all stages inherit, in a stage of its own: what the stage says wins, in maps entry by entry.
void inherit(Node& ours, const std::string& key, const Node& value, const std::set<std::string>& declared) {
    const Node* own = ours.find(key);
    if (key == "secrets") {
        Node names = joined(own, value, declared);
        if (!names.items().empty()) put(ours, key, std::move(names));
        return;
    }
    if (own && !(own->is_map() && value.is_map())) return;
    Node merged = own ? *own : Node::make_map({});
    if (!value.is_map()) return put(ours, key, value);
    for (const Node::Entry& entry : value.entries()) {
        if (key == "env" && entry.key == "pass") {
            Node names = joined(merged.find("pass"), entry.value, declared);
            if (!names.items().empty()) put(merged, "pass", std::move(names));
        } else if (!merged.find(entry.key) && !(key == "env" && declared.contains(entry.key))) {
            merged.add(entry.key, {}, entry.value);
        }
    }
    if (!merged.entries().empty()) put(ours, key, std::move(merged));
}

class ToDvc {
  public:
    explicit ToDvc(const Node& pipeline) : pipeline_(pipeline) {}

    DvcTranslation translate() {
        Node document = Node::make_map({});
        for (const Node::Entry& entry : pipeline_.entries()) {
            if (entry.key == "stages")
                document.add(entry.key, {}, stages(entry.value));
            else if (holds(sections, entry.key))
                document.add(entry.key, {}, entry.value);
            else if (entry.key != "env" && entry.key != "defaults")
                translation_.notes.push_back({"", entry.key, true});
        }
        translation_.document = std::move(document);
        return std::move(translation_);
    }

  private:
    Node stages(const Node& stages) {
        return change_stages(stages, [&](const std::string& name, Node& stage) {
            // Behind '@' DVC looks for what foreach and matrix make.
            if (name.find('@') != name.npos) translation_.wrong_names.push_back(name);
            change(name, stage);
        });
    }

    void change(const std::string& name, Node& stage) {
        Node changed = Node::make_map({}), ours = Node::make_map({}), meta = Node::make_map({});
        for (Node::Entry& entry : stage.entries()) {
            if (entry.key == "meta" && entry.value.is_map())
                meta = entry.value;
            else if (holds(stage_keys, entry.key))
                changed.add(entry.key, {}, std::move(entry.value));
            else
                ours.add(entry.key, {}, std::move(entry.value));
        }
        if (const Node* known = meta.find("mlpipe"); known && known->is_map())
            for (const Node::Entry& entry : known->entries()) ours.add(entry.key, {}, entry.value);
        add_inherited(ours);
        for (const Node::Entry& entry : ours.entries())
            translation_.notes.push_back({name, entry.key, false});
        // In a dvc.yaml a name says nothing of what a stage is.
        if (!ours.find("kind") && parse_stage_kind(name).value_or(StageKind::none) != StageKind::none)
            ours.add("kind", {}, text_node(name));
        if (const Node* command = changed.find("cmd"))
            put(changed, "cmd", as_dvc_command(*command, ours.find("shell") != nullptr));
        if (!ours.entries().empty()) put(meta, "mlpipe", std::move(ours));
        if (!meta.entries().empty()) put(changed, "meta", std::move(meta));
        stage = std::move(changed);
    }

    void add_inherited(Node& ours) const {
        std::set<std::string> declared = declared_names(ours);
        if (const Node* defaults = pipeline_.find("defaults"); defaults && defaults->is_map()) {
            for (const Node::Entry& entry : defaults->entries())
                inherit(ours, entry.key, entry.value, declared);
            declared.merge(declared_names(*defaults));
        }
        if (const Node* env = pipeline_.find("env")) inherit(ours, "env", *env, declared);
    }

    const Node& pipeline_;
    DvcTranslation translation_;
};

}  // namespace

DvcTranslation translate_to_dvc(const Node& pipeline) {
    return ToDvc(pipeline).translate();
}

}  // namespace mlpipe
