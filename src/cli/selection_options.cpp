#include "selection_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "context.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/load/load.hpp"
#include "pipeline_file_option.hpp"

namespace mlpipe::cli {
namespace {

bool is_yaml(std::string_view word) {
    return word.ends_with(".yaml") || word.ends_with(".yml");
}

// `path/file.yaml:stage`
std::optional<std::pair<std::string, std::string>> split_target(const std::string& word) {
    const std::size_t colon = word.find(':');
    if (colon == std::string::npos || !is_yaml(std::string_view(word).substr(0, colon))) return std::nullopt;
    return std::pair(word.substr(0, colon), word.substr(colon + 1));
}

bool names_pipeline(const std::vector<std::string>& words) {
    return !words.empty() && words.front().find(':') == std::string::npos && is_yaml(words.front());
}

}  // namespace

bool ChosenStages::first_is_file() const {
    return file.empty() && !recursive && names_pipeline(words);
}

std::optional<std::string> ChosenStages::pipeline_file() const {
    std::optional<std::string> named;
    const auto name = [&](const std::string& candidate) {
        // Several dvc.yaml files may be one pipeline.
        if (named && dialect_of(*named) == Dialect::dvc && dialect_of(candidate) == Dialect::dvc) return;
        if (named && *named != candidate) {
            throw Error(ErrorKind::usage, "two pipelines are named, '" + *named + "' and '" + candidate +
                                              "'; one call is about one pipeline");
        }
        named = candidate;
    };
    if (!file.empty()) name(file);
    if (first_is_file()) name(words.front());
    const bool is_named = named.has_value();
    bool others = false;
    for (const std::string& word : words) {
        const auto target = split_target(word);
        if (target)
            name(target->first);
        else
            others = true;
    }
    // What is named without a file is what stands in this folder's.
    if (!is_named && others && named && dialect_of(*named) == Dialect::dvc) return std::nullopt;
    return named;
}

Project ChosenStages::project(const Context& context) const {
    const auto named = pipeline_file();
    return !named && (recursive || all_files) ? context.whole_project() : context.project(named);
}

SelectionOptions ChosenStages::selection() const {
    SelectionOptions options;
    // Of several dvc.yaml files each is a target.
    const bool one_file =
        first_is_file() && std::none_of(words.begin() + 1, words.end(),
                                        [](const auto& word) { return dialect_of(word) == Dialect::dvc; });
    options.targets.assign(words.begin() + (one_file ? 1 : 0), words.end());
    if ((single || downstream) && options.targets.empty()) {
        throw Error(ErrorKind::usage, std::string(single ? "-s" : "--downstream") +
                                          " needs a stage or an output to start from");
    }
    options.single = single;
    options.downstream = downstream;
    options.recursive = recursive;
    options.all_files = all_files;
    return options;
}

std::shared_ptr<ChosenStages> add_selection(CLI::App& command, bool narrowing) {
    auto chosen = std::make_shared<ChosenStages>();
    command
        .add_option(
            "targets", chosen->words,
            "A pipeline file (first, ending in .yaml or .yml), then stages, stage patterns or output paths")
        ->type_name("[FILE] [TARGET]");
    add_pipeline_file_option(command, chosen->file);
    if (narrowing) {
        auto* recursive = command.add_flag("-R,--recursive", chosen->recursive,
                                           "The targets are folders: every dvc.yaml in and below them");
        command.add_flag("-P,--all-pipelines", chosen->all_files, "Every dvc.yaml of the project")
            ->excludes(recursive);
        command.add_flag("-s,--single", chosen->single,
                         "The named stages alone, without what they depend on");
        command.add_flag("--downstream", chosen->downstream, "Also everything that follows from the targets");
    }
    return chosen;
}

}  // namespace mlpipe::cli
