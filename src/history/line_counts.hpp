// How many lines an edit adds and removes.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace mlpipe {

struct LineCounts {
    std::size_t added = 0, removed = 0;
    bool operator==(const LineCounts&) const = default;
};

// The least number of lines, as `git diff --minimal` counts them. nullopt for what is no text, and for edits of
// so many lines that counting would take long.
std::optional<LineCounts> count_lines(std::string_view before, std::string_view after);

}  // namespace mlpipe
