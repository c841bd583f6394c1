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

class Context;

struct ChosenStages {
    std::vector<std::string> words;  // as typed: a pipeline file first, perhaps, then targets
    std::string file;                // -f
    bool single = false, downstream = false;
    bool recursive = false, all_files = false;

    // The pipeline file, if one is named: by -f, by a first word that ends in .yaml or .yml, or by
    // `file.yaml:stage`.
    std::optional<std::string> pipeline_file() const;
    // The project of that file, or with -R and -P alone that of the folder.
    Project project(const Context& context) const;
    SelectionOptions selection() const;

  private:
    bool first_is_file() const;
};

// Adds `[FILE] [TARGET...]` and -f; with `narrowing` also -s, --downstream, -R and -P.
std::shared_ptr<ChosenStages> add_selection(CLI::App& command, bool narrowing);

}  // namespace mlpipe::cli
