#include "selection_options.hpp"

#include <CLI/CLI.hpp>

#include "mlpipe/base/error.hpp"
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

std::optional<std::string> ChosenStages::pipeline_file() const {
    std::optional<std::string> named;
    const auto name = [&](const std::string& candidate) {
        if (named && *named != candidate) {
            throw Error(ErrorKind::usage, "two pipelines are named, '" + *named + "' and '" + candidate +
                                              "'; one call is about one pipeline");
        }
        named = candidate;
    };
    if (!file.empty()) name(file);
    if (file.empty() && names_pipeline(words)) name(words.front());
    for (const std::string& word : words) {
        if (const auto target = split_target(word)) name(target->first);
    }
    return named;
}

SelectionOptions ChosenStages::selection() const {
    SelectionOptions options;
    const bool names_stage = words.size() > (file.empty() && names_pipeline(words) ? 1u : 0u);
    if ((single || downstream) && !names_stage) {
        throw Error(ErrorKind::usage, std::string(single ? "-s" : "--downstream") +
                                          " needs a stage or an output to start from");
    }
    options.single = single;
    options.downstream = downstream;
    const bool skip_first = file.empty() && names_pipeline(words);
    for (std::size_t i = skip_first ? 1 : 0; i < words.size(); ++i) {
        const auto target = split_target(words[i]);
        options.targets.push_back(target ? target->second : words[i]);
    }
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
        command.add_flag("-s,--single", chosen->single,
                         "The named stages alone, without what they depend on");
        command.add_flag("--downstream", chosen->downstream, "Also everything that follows from the targets");
    }
    return chosen;
}

}  // namespace mlpipe::cli
