// A pipeline from text, as if it stood at /project/pipeline.yaml.
#pragma once
#include <string>

#include "mlpipe/load/load.hpp"
#include "support/memory_file_system.hpp"

namespace load_case {

inline mlpipe::Pipeline load(const std::string& text, const std::string& file = "/project/pipeline.yaml",
                             const std::string& root = "/project") {
    const MemoryFileSystem files;
    return mlpipe::build_pipeline(files, mlpipe::parse_yaml(text, "pipeline.yaml"), file, root);
}

// The messages, one a line, or "no error".
inline std::string errors(const std::string& text, const std::string& file = "/project/pipeline.yaml",
                          const std::string& root = "/project") {
    try {
        static_cast<void>(load(text, file, root));
    } catch (const mlpipe::PipelineError& error) {
        return error.what();
    }
    return "no error";
}

// One stage 's' with a cmd and these further lines, indented as they stand in a stage.
inline mlpipe::Stage stage(const std::string& lines) {
    return load("stages:\n  s:\n    cmd: run\n" + lines).stages.at(0);
}

inline std::string stage_errors(const std::string& lines) {
    return errors("stages:\n  s:\n    cmd: run\n" + lines);
}

}  // namespace load_case
