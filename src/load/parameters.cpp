#include "mlpipe/load/parameters.hpp"

#include <algorithm>
#include <tuple>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/document/node.hpp"
#include "mlpipe/model/stage_file.hpp"

namespace mlpipe {
namespace {

// The keys beside the first part of `dotted` that is not there, each with the way to it.
std::vector<std::string> keys_nearby(const Value& root, std::string_view dotted) {
    std::string way;
    const Value* at = &root;
    for (;;) {
        const std::size_t dot = dotted.find('.');
        const Value* next = at->find_path(dotted.substr(0, dot));
        if (!next || dot == std::string_view::npos) break;
        way += std::string(dotted.substr(0, dot)) + ".";
        dotted.remove_prefix(dot + 1);
        at = next;
    }
    std::vector<std::string> keys;
    if (const Value::Map* map = at->as_map()) {
        for (const auto& entry : *map) keys.push_back(way + entry.first);
    }
    return keys;
}

struct LoadedFile {
    std::optional<Value> value;
    std::string absence;  // why there is no value
};

LoadedFile read_parameters(const FileSystem& files, const std::string& directory, const std::string& file) {
    const std::string full = path::join(directory, file);
    const auto stat = files.stat(full);
    if (stat && stat->type == FileType::directory) return {{}, "is a directory"};
    const auto text = stat ? read_file_if_present(files, full) : std::nullopt;
    if (!text) return {{}, "is not there"};
    return {read_parameter_text(*text, file), {}};
}

}  // namespace

Value read_parameter_text(std::string_view text, const std::string& file) {
    const Document document = parse_document(text, file);
    return document.root.is_null() ? Value(Value::Map{}) : document.root.to_value();
}

struct ParameterFiles::State {
    const FileSystem& files;
    std::string directory;
    std::mutex mutex;
    std::map<std::string, LoadedFile> loaded;

    const LoadedFile& load(const std::string& file) {
        const std::lock_guard lock(mutex);
        auto found = loaded.find(file);
        if (found == loaded.end())
            found = loaded.emplace(file, read_parameters(files, directory, file)).first;
        return found->second;
    }
};

ParameterFiles::ParameterFiles(const FileSystem& files, std::string directory)
    : state_(new State{files, std::move(directory), {}, {}}) {}

ParameterFiles::~ParameterFiles() = default;

std::vector<ParameterValue> ParameterFiles::values(const Stage& stage, const std::string& pipeline_file) {
    const std::string declared_in = shown_file(stage, pipeline_file);
    std::vector<ParameterValue> values;
    std::vector<Diagnostic> diagnostics;
    const std::string subject = "stage '" + path::printable(stage.name) + "'";
    for (const ParameterUse& use : stage.parameters) {
        const LoadedFile& file = state_->load(use.file);
        const std::string shown = "'" + path::printable(use.file) + "'";
        if (!file.value) {
            diagnostics.push_back({declared_in, use.position,
                                   subject + " takes parameters from " + shown + ", which " + file.absence});
            continue;
        }
        if (use.keys.empty()) values.push_back({use.file, "", *file.value});
        for (const std::string& key : use.keys) {
            if (const Value* value = file.value->find_path(key)) {
                values.push_back({use.file, key, *value});
                continue;
            }
            diagnostics.push_back({declared_in, use.position,
                                   subject + " takes the parameter '" + path::printable(key) + "', which " +
                                       shown + " does not have" +
                                       text::did_you_mean(key, keys_nearby(*file.value, key))});
        }
    }
    if (!diagnostics.empty()) throw PipelineError(std::move(diagnostics));
    const auto place = [](const ParameterValue& value) { return std::tie(value.file, value.key); };
    std::sort(values.begin(), values.end(), [&](auto& a, auto& b) { return place(a) < place(b); });
    values.erase(
        std::unique(values.begin(), values.end(), [&](auto& a, auto& b) { return place(a) == place(b); }),
        values.end());
    return values;
}

}  // namespace mlpipe
