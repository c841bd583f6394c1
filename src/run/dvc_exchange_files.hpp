// What going to DVC and coming from it have in common: the new file, written and sound.
#pragma once
#include <string>

#include "mlpipe/run/dvc_exchange.hpp"

namespace mlpipe {

// Throws Error(usage) where `target` is there and may not be replaced.
void check_target(const FileSystem& files, const Project& project, const std::string& target, bool force);

// Writes `translation` of the pipeline file at `source`, whose text is `text`, to `target`, with the comments of that.
// Throws PipelineError where the result is no sound pipeline; then nothing is written.
DvcExchange write_translation(FileSystem& files, const Project& project, const std::string& text,
                              const std::string& source, DvcTranslation translation,
                              const std::string& target);

}  // namespace mlpipe
