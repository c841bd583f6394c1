// From a table to its profile: reads all of it, with several threads. Knows nothing of files; what the profile is for is not
// known here either.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/data/table_reader.hpp"
#include "mlpipe/quality/column_profile.hpp"

namespace mlpipe {

struct ProfileOptions {
    std::size_t threads = 1;
    std::size_t most_categories = 100'000;  // of a column: the first that come
    // Whether a column is profiled; null: each.
    std::function<bool(const std::string& name)> wanted;
    StopPoint stop;
};

// Begins the table from its first row.
using OpenTable = std::function<std::unique_ptr<TableReader>()>;

// Numbers are kept as they are read, eight bytes each. A column that turns out to hold texts only after numbers or times were
// taken from it needs their texts: then the table is opened and read once more, for such columns alone. Throws what opening and
// reading throw, and Error(interrupted).
TableProfile profile_table(const OpenTable& open, const ProfileOptions& options);

}  // namespace mlpipe
