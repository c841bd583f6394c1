#include "pipeline_file_option.hpp"

#include <CLI/CLI.hpp>

namespace mlpipe::cli {

void add_pipeline_file_option(CLI::App& command, std::string& file) {
    command.add_option("-f,--file", file, "The pipeline file; without it pipeline.yaml, else dvc.yaml");
}

}  // namespace mlpipe::cli
