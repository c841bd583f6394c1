// The variables that ${...} can name at one place of a pipeline file: what `vars` define and load, and what foreach and
// matrix set. A copy is cheap, since values are shared.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "variable.hpp"

namespace mlpipe::templating {

// Each file of variables, read once. Those that cannot be parsed throw PipelineError each time.
class VariableFiles {
  public:
    VariableFiles(const FileSystem& files, std::string directory)
        : files_(files), directory_(std::move(directory)) {}

    // One name a file, relative to the pipeline file's folder: of what is written in `directory`, which is relative to it
    // too.
    std::string locate(const std::string& directory, const std::string& path) const;
    bool exists(const std::string& path) const;
    struct Loaded {
        VariablePointer map;  // null: `problem` says why
        std::string problem;
    };
    const Loaded& load(const std::string& path);

  private:
    Loaded read(const std::string& path) const;

    const FileSystem& files_;
    std::string directory_;
    std::map<std::string, Loaded> loaded_;
};

class Variables {
  public:
    explicit Variables(VariableFiles& files) : files_(&files) {}

    // Both return what is wrong, if anything is. `written` is "file" or "file:key,key", from `directory`, which is relative
    // to the pipeline file's folder.
    [[nodiscard]] std::optional<std::string> load(std::string_view written, const std::string& directory);
    [[nodiscard]] std::optional<std::string> define(const Node& map, std::string source);

    // In place of what has that name; `vars` cannot define it any more. `by` is foreach or matrix, for messages.
    void set(const std::string& name, VariablePointer value, std::string_view by);

    const VariablePointer* find(std::span<const std::string_view> steps) const;  // null: there is none
    // Names beside the one that was sought in vain, each with the way to it.
    std::vector<std::string> names_nearby(std::span<const std::string_view> steps) const;

  private:
    std::optional<std::string> check_loaded(const std::string& path, std::string_view written,
                                            const std::vector<std::string>& keys) const;
    std::optional<std::string> merge(const Variable::Entries& entries);

    VariableFiles* files_;
    std::map<std::string, VariablePointer, std::less<>> names_;
    std::map<std::string, std::string, std::less<>> reserved_;  // by what
    // Which keys of each file; none: the whole.
    std::map<std::string, std::optional<std::vector<std::string>>> loaded_;
};

}  // namespace mlpipe::templating
