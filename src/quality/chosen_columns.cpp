#include "chosen_columns.hpp"

#include <algorithm>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/data/scan_table.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t threads = 2;

std::vector<ChosenRow> chosen_rows(const RowBlock& block, const std::vector<ChosenColumn>& columns) {
    std::vector<ChosenRow> rows(block.rows());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        rows[row].line = block.line(row);
        rows[row].cells.resize(columns.size());
    }
    for (std::size_t chosen = 0; chosen < columns.size(); ++chosen) {
        const auto at = std::find(block.names()->begin(), block.names()->end(), columns[chosen].name);
        if (at == block.names()->end()) continue;  // of JSON lines: in this block
        const auto column = static_cast<std::size_t>(at - block.names()->begin());
        for (std::size_t row = 0; row < rows.size(); ++row)
            if (block.kind(row, column) != CellKind::missing)
                rows[row].cells[chosen] = std::string(block.cell(row, column));
    }
    return rows;
}

}  // namespace

void read_chosen_columns(TableReader& reader, const std::string& name,
                         const std::vector<ChosenColumn>& columns, const StopPoint& stop,
                         const std::function<void(ChosenRow row)>& take) {
    std::vector<std::string> known;
    if (reader.columns()) known = *reader.columns();
    bool any_row = reader.columns() != nullptr;
    scan_table(
        reader, threads,
        [&](const RowBlock& block) {
            stop.pass();
            return std::pair(block.names(), chosen_rows(block, columns));
        },
        [&](std::pair<ColumnNames, std::vector<ChosenRow>> block) {
            for (const std::string& column : *block.first)
                if (std::find(known.begin(), known.end(), column) == known.end()) known.push_back(column);
            any_row = any_row || !block.second.empty();
            for (ChosenRow& row : block.second) take(std::move(row));
        });
    for (const auto& [column, required] : columns)
        if (required && any_row && std::find(known.begin(), known.end(), column) == known.end())
            throw Error(ErrorKind::usage, path::printable(name) + " has no column '" +
                                              path::printable(column) + "'" +
                                              text::did_you_mean(column, known));
}

}  // namespace mlpipe
