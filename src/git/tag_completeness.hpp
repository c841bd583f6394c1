// Whether a clone brings all tags, judged by its configuration.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/git/tags.hpp"

namespace mlpipe::git {

// `remote_settings` as ObjectDatabase has them.
TagCompleteness tag_completeness(const std::vector<std::pair<std::string, std::string>>& remote_settings,
                                 bool shallow);

}  // namespace mlpipe::git
