#include "mlpipe/exchange/dvc_stage.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace mlpipe {
namespace {

constexpr const char* default_parameter_file = "params.yaml";

Node text_node(const Value& text) {
    const std::string* string = text.as_string();
    return Node::make_scalar(text, string ? *string : "", true, {});
}

Node command_node(const Value& command) {
    const Value::List* parts = command.as_list();
    if (!parts) return text_node(command);
    Node list = Node::make_list({});
    for (const Value& part : *parts) list.add(text_node(part));
    return list;
}

const Value::List& list_at(const Value& map, std::string_view key) {
    static const Value::List none;
    const Value* found = map.find(key);
    const Value::List* list = found ? found->as_list() : nullptr;
    return list ? *list : none;
}

void read_outputs(const Value::List& items, std::vector<DvcStageDeclaration::Output>& outputs) {
    for (const Value& item : items) {
        if (const std::string* path = item.as_string()) outputs.push_back({*path, true});
        const Value::Map* map = item.as_map();
        if (!map) continue;
        for (const auto& [path, flags] : *map) {
            const Value* cache = flags.find("cache");
            outputs.push_back({path, !cache || !cache->as_bool() || *cache->as_bool()});
        }
    }
}

// Who takes the whole of a file takes each of its keys.
void read_parameters(const Value::List& items, std::map<std::string, std::vector<std::string>>& parameters) {
    std::set<std::string> whole;
    for (const Value& item : items) {
        if (const std::string* key = item.as_string()) parameters[default_parameter_file].push_back(*key);
        const Value::Map* map = item.as_map();
        if (!map) continue;
        for (const auto& [file, keys] : *map) {
            std::vector<std::string>& known = parameters[file];
            const Value::List* list = keys.as_list();
            if (!list || list->empty()) whole.insert(file);
            for (const Value& key : list ? *list : Value::List{})
                if (const std::string* text = key.as_string()) known.push_back(*text);
        }
    }
    for (const std::string& file : whole) parameters[file].clear();
}

const Node* child(const Node& node, std::string_view key) {
    if (node.is_map()) return node.find(key);
    std::size_t index = 0;
    const auto [end, problem] = std::from_chars(key.data(), key.data() + key.size(), index);
    const bool is_index = node.is_list() && problem == std::errc() && end == key.data() + key.size();
    return is_index && index < node.items().size() ? &node.items()[index] : nullptr;
}

const Node* find_dotted(const Node& root, std::string_view key) {
    const Node* at = &root;
    while (at) {
        const std::size_t dot = key.find('.');
        at = child(*at, key.substr(0, dot));
        if (dot == std::string_view::npos) return at;
        key.remove_prefix(dot + 1);
    }
    return nullptr;
}

}  // namespace

DvcStageDeclaration read_dvc_stage(const Value& resolved) {
    DvcStageDeclaration stage;
    const Value* command = resolved.find("cmd");
    stage.command = command_node(command ? *command : Value());
    const Value* directory = resolved.find("wdir");
    if (directory && directory->as_string() && !directory->as_string()->empty())
        stage.working_directory = *directory->as_string();
    for (const Value& path : list_at(resolved, "deps"))
        if (path.as_string()) stage.dependencies.push_back(*path.as_string());
    for (const char* key : {"outs", "metrics", "plots"}) read_outputs(list_at(resolved, key), stage.outputs);
    read_parameters(list_at(resolved, "params"), stage.parameters);
    return stage;
}

Node dvc_parameters(const DvcStageDeclaration& stage,
                    const std::function<const Node&(const std::string& file)>& read) {
    Node files = Node::make_map({});
    for (const auto& [file, keys] : stage.parameters) {
        const Node& root = read(file);
        Node values = Node::make_map({});
        if (keys.empty() && root.is_map()) values = root;
        for (const std::string& key : std::set<std::string>(keys.begin(), keys.end()))
            if (const Node* value = find_dotted(root, key)) values.add(key, {}, *value);
        files.add(file, {}, std::move(values));
    }
    return files;
}

}  // namespace mlpipe
