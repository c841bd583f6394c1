// Some columns of a table, row by row.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/data/table_reader.hpp"

namespace mlpipe {

struct ChosenColumn {
    std::string name;
    bool required = true;
};

struct ChosenRow {
    std::uint64_t line = 0;                         // of the file
    std::vector<std::optional<std::string>> cells;  // of the chosen columns; nullopt: missing
};

// In the order of the rows. `name` is the file's, for errors. Throws Error(usage) where the table lacks a required column.
void read_chosen_columns(TableReader& reader, const std::string& name,
                         const std::vector<ChosenColumn>& columns, const StopPoint& stop,
                         const std::function<void(ChosenRow row)>& take);

}  // namespace mlpipe
