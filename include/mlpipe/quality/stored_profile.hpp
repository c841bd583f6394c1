// A profile in a file, so that the table it was made of need not be read again: its text, and back. docs/format.md has the
// format. Pure; any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "mlpipe/base/digest.hpp"
#include "mlpipe/quality/column_profile.hpp"

namespace mlpipe {

struct StoredProfile {
    std::string source;  // the table's path, as it was named
    Digest digest;       // of that file
    TableProfile table;
};

inline constexpr std::size_t most_distinct_values = 4096;

// Of columns with more distinct values than that, as many evenly spaced quantiles: the values at the ranks
// round(i (n - 1) / 4095), the first of which is the least and the last the greatest. The share of values up to any number is
// then off by at most 1/4095 + 1.5/n. Other columns stay as they are.
TableProfile reduce_profile(TableProfile table);

// Canonical JSON and a line end. Equal profiles have equal text.
std::string profile_text(const StoredProfile& profile);
// `file` names the text in errors. Throws PipelineError, with line and column, for what is no profile or contradicts itself.
StoredProfile parse_profile(std::string_view text, const std::string& file);

}  // namespace mlpipe
