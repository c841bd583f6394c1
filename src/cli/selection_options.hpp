// The options by which run, status, why and graph choose a pipeline and stages of it.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/run/run.hpp"

namespace CLI {
class App;
}

namespace mlpipe::cli {

struct ChosenStages {
    std::vector<std::string> words;  // as typed: a pipeline file first, perhaps, then targets
    std::string file;                // -f
    bool single = false, downstream = false;

    // The pipeline file, if one is named: by -f, by a first word that ends in .yaml or .yml, or by
    // `file.yaml:stage`.
    std::optional<std::string> pipeline_file() const;
    SelectionOptions selection() const;
};

// Adds `[FILE] [TARGET...]` and -f; with `narrowing` also -s and --downstream.
std::shared_ptr<ChosenStages> add_selection(CLI::App& command, bool narrowing);

}  // namespace mlpipe::cli
