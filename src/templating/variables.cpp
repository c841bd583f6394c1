#include "variables.hpp"

#include <algorithm>

#include "mlpipe/base/path.hpp"

namespace mlpipe::templating {
namespace {

using Found = std::optional<std::string>;

std::string quoted(std::string_view text) {
    return "'" + path::printable(text) + "'";
}

Found merge_value(VariablePointer& into, const VariablePointer& update, const std::string& way) {
    if (!into->is_map() || !update->is_map()) {
        return quoted(way) + " of " + quoted(*update->source()) + " is already defined in " +
               quoted(*into->source());
    }
    Variable::Entries entries = into->entries();
    for (const auto& [key, value] : update->entries()) {
        const VariablePointer* present = into->find(key);
        if (!present) {
            entries.emplace_back(key, value);
            continue;
        }
        const auto at = std::find_if(entries.begin(), entries.end(),
                                     [&, name = &key](const auto& entry) { return entry.first == *name; });
        if (auto problem = merge_value(at->second, value, way + "." + key)) return problem;
    }
    into = Variable::map(std::move(entries), into->source());
    return std::nullopt;
}

struct WrittenFile {
    std::string path;
    bool is_part = false;           // keys are asked for, if only by a comma
    std::vector<std::string> keys;  // none: the whole
};

WrittenFile read_written(std::string_view written) {
    const std::size_t colon = std::min(written.find(':'), written.size());
    WrittenFile file{std::string(written.substr(0, colon)), false, {}};
    std::string_view rest = written.substr(std::min(colon + 1, written.size()));
    file.is_part = !rest.empty();
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        std::string key(rest.substr(0, comma));
        if (!key.empty() && std::find(file.keys.begin(), file.keys.end(), key) == file.keys.end())
            file.keys.push_back(std::move(key));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return file;
}

// What Python calls false is an empty file.
bool is_empty(const Node& root) {
    const Value& value = root.scalar();
    if (root.is_list()) return root.items().empty();
    if (const std::string* text = value.as_string()) return text->empty();
    if (const bool* flag = value.as_bool()) return !*flag;
    return root.is_null() || (root.is_scalar() && value.number() == 0.0);
}

}  // namespace

std::string VariableFiles::locate(const std::string& directory, const std::string& path) const {
    return path::relative(path::join(path::join(directory_, directory), path), directory_);
}

bool VariableFiles::exists(const std::string& path) const {
    return files_.stat(path::join(directory_, path)).has_value();
}

const VariableFiles::Loaded& VariableFiles::load(const std::string& path) {
    const auto found = loaded_.find(path);
    return found != loaded_.end() ? found->second : loaded_.emplace(path, read(path)).first->second;
}

VariableFiles::Loaded VariableFiles::read(const std::string& path) const {
    const std::string file = path::join(directory_, path);
    const std::string shown = "the file of variables " + quoted(path);
    const auto stat = files_.stat(file);
    if (stat && stat->type == FileType::directory) return {nullptr, shown + " is a directory"};
    const auto text = stat ? read_file_if_present(files_, file) : std::nullopt;
    if (!text) return {nullptr, shown + " is not there"};
    const Document document = parse_document(*text, path);
    if (is_empty(document.root)) return {Variable::map({}, std::make_shared<const std::string>(path)), ""};
    if (!document.root.is_map())
        return {nullptr, shown + " holds " + document.root.describe() + "; expected a map"};
    return {Variable::from_node(document.root, std::make_shared<const std::string>(path)), ""};
}

Found Variables::load(std::string_view written, const std::string& directory) {
    WrittenFile file = read_written(written);
    file.path = files_->locate(directory, file.path);
    const auto before = loaded_.find(file.path);
    if (before != loaded_.end()) {
        if (file.keys.empty() && !before->second) return std::nullopt;
        if (auto problem = check_loaded(file.path, written, file.keys)) return problem;
    }
    const VariableFiles::Loaded& loaded = files_->load(file.path);
    if (!loaded.map) return loaded.problem;
    Variable::Entries entries;
    for (const std::string& key : file.keys) {
        const VariablePointer* value = loaded.map->find(key);
        if (!value) {
            return "the file of variables " + quoted(file.path) + " does not have " + quoted(key) +
                   ", which is to be loaded from it";
        }
        entries.emplace_back(key, *value);
    }
    if (auto problem = merge(file.keys.empty() ? loaded.map->entries() : entries)) return problem;
    auto& keys = loaded_[file.path];
    if (!file.is_part) return std::nullopt;
    if (!keys) keys.emplace();
    keys->insert(keys->end(), file.keys.begin(), file.keys.end());
    return std::nullopt;
}

Found Variables::check_loaded(const std::string& path, std::string_view written,
                              const std::vector<std::string>& keys) const {
    const auto& before = loaded_.at(path);
    if (!before)
        return quoted(path) + " is loaded already, as a whole; " + quoted(written) + " takes a part of it";
    if (keys.empty())
        return "a part of " + quoted(path) + " is loaded already; name the keys that are missing";
    for (const std::string& key : keys) {
        if (std::find(before->begin(), before->end(), key) != before->end())
            return quoted(key) + " of " + quoted(path) + " is loaded already";
    }
    return std::nullopt;
}

Found Variables::define(const Node& map, std::string source) {
    return merge(Variable::from_node(map, std::make_shared<const std::string>(std::move(source)))->entries());
}

Found Variables::merge(const Variable::Entries& entries) {
    for (const auto& [name, value] : entries) {
        const auto reserved = reserved_.find(name);
        if (reserved != reserved_.end())
            return quoted(name) + " is set by '" + reserved->second + "' and cannot be defined here";
    }
    for (const auto& [name, value] : entries) {
        const auto [at, is_new] = names_.emplace(name, value);
        if (is_new) continue;
        if (auto problem = merge_value(at->second, value, name)) return problem;
    }
    return std::nullopt;
}

void Variables::set(const std::string& name, VariablePointer value, std::string_view by) {
    names_.insert_or_assign(name, std::move(value));
    reserved_.insert_or_assign(name, std::string(by));
}

const VariablePointer* Variables::find(std::span<const std::string_view> steps) const {
    const auto found = names_.find(steps.front());
    if (found == names_.end()) return nullptr;
    const VariablePointer* at = &found->second;
    for (const std::string_view step : steps.subspan(1)) {
        at = (*at)->find(step);
        if (!at) return nullptr;
    }
    return at;
}

std::vector<std::string> Variables::names_nearby(std::span<const std::string_view> steps) const {
    std::vector<std::string> nearby;
    const auto found = names_.find(steps.front());
    if (found == names_.end()) {
        for (const auto& [name, value] : names_) nearby.push_back(name);
        return nearby;
    }
    std::string way;
    const VariablePointer* at = &found->second;
    for (std::size_t depth = 1; depth <= steps.size(); ++depth) {
        way += std::string(steps[depth - 1]) + ".";
        const VariablePointer* next = depth < steps.size() ? (*at)->find(steps[depth]) : nullptr;
        if (!next) break;
        at = next;
    }
    for (const auto& [key, value] : (*at)->entries()) nearby.push_back(way + key);
    return nearby;
}

}  // namespace mlpipe::templating
