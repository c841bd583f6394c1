// From the text of a pipeline file to a Pipeline: parse, resolve, validate. Reads files, runs nothing.
// All that is wrong is collected and thrown at once as PipelineError (file:line:column, what was expected,
// the nearest known name). What needs other stages (cycles, overlaps, missing sources) is `plan`'s.
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/document/node.hpp"
#include "mlpipe/model/pipeline.hpp"

namespace mlpipe {

// pipeline.yaml's own rules, or DVC's where the file is named dvc.yaml.
enum class Dialect { mlpipe, dvc };
Dialect dialect_of(std::string_view file);

// `file` is an absolute path; `shown` is how messages name it. `project_root` bounds the outputs.
Pipeline load_pipeline(const FileSystem& files, const std::string& file, const std::string& shown,
                       const std::string& project_root);

// The middle steps, for tests and for `validate --resolved`.
Document resolve(Document document, Dialect dialect);
Pipeline build_pipeline(const Document& resolved, Dialect dialect, const std::string& file,
                        const std::string& project_root);

}  // namespace mlpipe
