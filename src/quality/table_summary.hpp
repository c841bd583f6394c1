// What is kept of a table to infer a schema from.
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cell_order.hpp"
#include "mlpipe/data/cell.hpp"
#include "mlpipe/quality/check_table.hpp"
#include "mlpipe/quality/personal_data.hpp"

namespace mlpipe {

struct ColumnSummary {
    // More different texts than this are not kept.
    static constexpr std::size_t most_texts = 30;

    std::string name;
    CellType type = CellType::none;
    bool nested = false;
    std::uint64_t present = 0;
    std::optional<CellOrder> low, high;  // of numbers and times
    std::set<std::string> texts;         // different ones; where there are too many, some
    bool many_texts = false;
    bool repeated = false;  // some cell is there twice; always of numbers with fractions
    PersonalDataCounts personal;
};

struct TableSummary {
    std::uint64_t rows = 0;
    std::vector<ColumnSummary> columns;  // in the table's order
    bool uneven = false;                 // rows with more or fewer cells than columns
    bool repeated = false;               // some row is there twice
};

TableSummary summarise(const FileSystem& files, const TableFile& data, const CheckOptions& options);

}  // namespace mlpipe
