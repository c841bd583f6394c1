// How the paths that a pipeline file names become the ones of the model, and which places no output may take.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/model/pipeline.hpp"

namespace mlpipe::load {

class PathRules {
  public:
    // All absolute. `file` is the pipeline file itself, or another one of its pipeline.
    PathRules(std::string_view file, std::string_view project_root, std::string_view pipeline_file);

    // The pipeline file's folder, and the way from there to the folder of `file`.
    const std::string& directory() const { return directory_; }
    const std::string& home() const { return home_; }
    // Relative to the pipeline file's folder and normalised. Absolute paths inside the project become
    // relative, so that both ways of writing one file are one path.
    std::string resolve(std::string_view working_directory, std::string_view written) const;
    // Why nothing may be written at a resolved path; nullopt when it may.
    std::optional<std::string> forbidden_output(const std::string& path) const;

  private:
    std::string file_, lock_, directory_, home_, root_;
};

}  // namespace mlpipe::load
