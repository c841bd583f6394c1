// Where libgit2's answer about an ignored path may be wrong: it drops a rule such as `!keep.bin` that takes
// back nothing of its own file, though a file above it may ignore `*.bin`. In that rare case the git program
// is asked.
#pragma once
#include <optional>
#include <string>

namespace mlpipe::git {

// Whether an ignore file below the root, in `directory` (relative to it) or above that, takes something back.
bool has_nested_negation(const std::string& root, const std::string& directory);
// What `git check-ignore` says; nullopt where it cannot be asked.
std::optional<bool> ask_check_ignore(const std::string& root, const std::string& relative);

}  // namespace mlpipe::git
