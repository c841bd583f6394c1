// What is kept of a column, and of a table, to compare it with another: how often each value stands in it, without the
// order of the rows. Plain values. Knows nothing of files or of what a difference means.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "mlpipe/data/cell.hpp"

namespace mlpipe {

struct CategoryCount {
    std::string text;
    std::uint64_t count = 0;
};

struct ColumnProfile {
    std::string name;
    CellType type = CellType::none;  // the widest of its cells' types
    std::uint64_t rows = 0;
    std::uint64_t missing = 0;
    // Of integers and numbers, and of times in seconds since 1970: ascending, without NaN. One for each cell that is not
    // missing, or, where `reduced`, evenly spaced quantiles of them with the least and the greatest.
    std::vector<double> values;
    bool reduced = false;
    // Of texts and booleans: ascending by bytes.
    std::vector<CategoryCount> categories;
    std::uint64_t other_categories = 0;  // cells of texts beyond those that were counted one by one

    std::uint64_t present() const { return rows - missing; }
};

struct TableProfile {
    std::uint64_t rows = 0;
    std::vector<ColumnProfile> columns;  // in the table's order
};

}  // namespace mlpipe
