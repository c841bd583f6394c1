// Entries of a YAML text added and removed, with comments, layout and all other bytes kept. For one value that
// is there already, replace_scalar (node.hpp) does it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

// The text with `value`, a string, at these keys, one within the other; maps that are not there yet are made.
// Throws PipelineError where the file is written in a way that a line cannot be added to (`{...}`): it says
// which lines to write.
std::string put_entry(std::string_view text, const std::string& file, const std::vector<std::string>& keys,
                      const std::string& value);

// The text without the entry at these keys, and without the maps that it alone was in. Unchanged where there
// is none. Throws PipelineError where it is not on lines of its own.
std::string remove_entry(std::string_view text, const std::string& file,
                         const std::vector<std::string>& keys);

}  // namespace mlpipe
