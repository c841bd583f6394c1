// Parameter files: the values a stage declares, and `-S` edits of them.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/model/pipeline.hpp"
#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {

// What a parameter file holds: YAML, JSON, TOML or Python, by its ending. An empty one holds an empty map. Throws
// PipelineError as parse_document does.
Value read_parameter_text(std::string_view text, const std::string& file);

// Reads each parameter file once. Paths are relative to `directory`, the pipeline file's folder. Thread-safe.
class ParameterFiles {
  public:
    ParameterFiles(const FileSystem& files, std::string directory);
    ~ParameterFiles();
    // Sorted by file and key. A file or key that is not there throws PipelineError at the stage's position in
    // `pipeline_file`, with the nearest key.
    std::vector<ParameterValue> values(const Stage& stage, const std::string& pipeline_file);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// One `-S [file:]key=value`; before the colon stands a name that ends as a parameter file's does.
struct ParameterOverride {
    std::string file = "params.yaml";
    std::string key;
    std::string value;
    static ParameterOverride parse(std::string_view text);  // throws Error(usage)
};

// Writes the overrides into the parameter files, atomically, one write a file; checks all before it writes
// any. `scratch` as of write_file_atomically.
void apply_overrides(FileSystem& files, const std::string& directory,
                     const std::vector<ParameterOverride>& overrides, const std::string& scratch = "");

}  // namespace mlpipe
