#include <map>

#include "mlpipe/base/path.hpp"
#include "mlpipe/document/node.hpp"
#include "mlpipe/load/parameters.hpp"

namespace mlpipe {
namespace {

bool names_parameter_file(std::string_view text) {
    if (document_format(text) != DocumentFormat::yaml) return text.rfind('.') > 0;
    for (const std::string_view ending : {".yaml", ".yml"}) {
        if (text.ends_with(ending) && text.size() > ending.size()) return true;
    }
    return false;
}

struct Edit {
    std::string path;  // with links resolved: the file itself is replaced, not the link to it
    std::string before, after;
    std::uint32_t mode = 0644;
};

Edit start_edit(const FileSystem& files, const std::string& directory, const std::string& file) {
    const auto refuse = [&](const std::string& reason) {
        throw PipelineError({{file, {}, "the parameter file '" + path::printable(file) + "' " + reason}});
    };
    const std::string full = path::join(directory, file);
    const auto real = files.real_path(full);
    const auto stat = real ? files.stat(*real) : std::nullopt;
    if (!stat) refuse("is not there");
    if (stat->type == FileType::directory) refuse("is a directory");
    std::string text = read_file(files, *real);
    return {*real, text, text, stat->mode};
}

}  // namespace

ParameterOverride ParameterOverride::parse(std::string_view text) {
    ParameterOverride result;
    const std::size_t equals = text.find('=');
    const auto refuse = [&](const std::string& reason) {
        throw Error(ErrorKind::usage,
                    "'-S " + path::printable(text) + "': " + reason +
                        "; expected [FILE:]KEY=VALUE such as train.lr=0.1 or params.yaml:train.lr=0.1");
    };
    if (equals == std::string_view::npos) refuse("there is no '='");
    std::string_view key = text.substr(0, equals);
    const std::size_t colon = key.find(':');
    if (colon != std::string_view::npos && names_parameter_file(key.substr(0, colon))) {
        result.file = path::normalise(key.substr(0, colon));
        key.remove_prefix(colon + 1);
    }
    if (key.empty()) refuse("the key is missing");
    result.key = key;
    result.value = text.substr(equals + 1);
    return result;
}

void apply_overrides(FileSystem& files, const std::string& directory,
                     const std::vector<ParameterOverride>& overrides, const std::string& scratch) {
    std::map<std::string, Edit> edits;
    std::vector<Diagnostic> diagnostics;
    for (const ParameterOverride& wanted : overrides) {
        try {
            auto edit = edits.find(wanted.file);
            if (edit == edits.end()) {
                edit = edits.emplace(wanted.file, start_edit(files, directory, wanted.file)).first;
            }
            edit->second.after = replace_scalar(edit->second.after, wanted.file, wanted.key, wanted.value);
        } catch (const PipelineError& error) {
            diagnostics.insert(diagnostics.end(), error.diagnostics().begin(), error.diagnostics().end());
        }
    }
    if (!diagnostics.empty()) throw PipelineError(std::move(diagnostics));
    for (const auto& [file, edit] : edits) {
        if (edit.after == edit.before) continue;
        write_file_atomically(files, edit.path, edit.after, Durability::synced, edit.mode, scratch);
    }
}

}  // namespace mlpipe
