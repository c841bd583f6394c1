// From the text of a pipeline file to a Pipeline: parse, resolve templates, validate. Reads files, runs nothing.
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

// `file` is an absolute path; `shown` is how messages name it. `project_root` bounds the outputs. Of a dvc.yaml at the
// root of a DVC project the stages of that project's other dvc.yaml files follow; then it need not be there itself.
Pipeline load_pipeline(const FileSystem& files, const std::string& file, const std::string& shown,
                       const std::string& project_root);

// Whether there is something to load.
bool has_pipeline(const FileSystem& files, const std::string& file, const std::string& project_root);

// The same from a document, which stands at `file`: of that one alone.
Pipeline build_pipeline(const FileSystem& files, const Document& document, const std::string& file,
                        const std::string& project_root);

// Each stage as it stands after templating, in the order of the file and in the form of a dvc.yaml. What is wrong with the
// stages themselves is not looked for, but in a dvc.yaml all that DVC's schema asks.
Value resolved_stages(const FileSystem& files, const std::string& file, const std::string& shown,
                      const std::string& project_root);

}  // namespace mlpipe
