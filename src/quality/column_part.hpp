// What the cells of one column hold within one block of rows.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "mlpipe/data/row_block.hpp"
#include "mlpipe/quality/column_profile.hpp"

namespace mlpipe {

struct ColumnPart {
    CellType type = CellType::none;  // the widest
    std::uint64_t present = 0;
    std::vector<double> values;  // of integers, numbers and times (in seconds)
    std::vector<CategoryCount>
        counts;  // of booleans ("true", "false") and texts, in the order in which they first come
};

ColumnPart read_part(const RowBlock& block, std::size_t column);
// Every cell as a text.
ColumnPart read_texts(const RowBlock& block, std::size_t column);

}  // namespace mlpipe
