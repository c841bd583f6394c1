#include "row_keys.hpp"

#include <algorithm>

namespace mlpipe {

std::optional<std::size_t> column_of(const RowBlock& block, const std::string& name) {
    const auto& names = *block.names();
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

std::string key_text(const RowBlock& block, const std::vector<std::string>& columns, std::size_t row) {
    std::string text;
    for (const std::string& name : columns) {
        const auto index = column_of(block, name);
        text += text.empty() ? "" : ", ";
        if (index) text += block.column(*index).cells[row];
    }
    return text;
}

std::vector<std::optional<Fingerprint>> keys_of_rows(const RowBlock& block,
                                                     const std::vector<std::string>& columns) {
    std::vector<std::optional<Fingerprint>> keys(block.rows(), Fingerprint{});
    for (const std::string& name : columns) {
        const auto index = column_of(block, name);
        if (!index) return std::vector<std::optional<Fingerprint>>(block.rows());
        const RowBlock::Column& column = block.column(*index);
        const Fingerprint seed = fingerprint(name);
        for (std::size_t row = 0; row < block.rows(); ++row) {
            if (column.kinds[row] == CellKind::missing)
                keys[row].reset();
            else if (keys[row])
                add(*keys[row], fingerprint(column.cells[row], seed));
        }
    }
    return keys;
}

std::vector<Fingerprint> whole_rows(const RowBlock& block,
                                    const std::optional<std::vector<std::string>>& columns) {
    std::vector<Fingerprint> rows(block.rows());
    const auto& names = *block.names();
    for (std::size_t index = 0; index < names.size(); ++index) {
        if (columns && std::find(columns->begin(), columns->end(), names[index]) == columns->end()) continue;
        const RowBlock::Column& column = block.column(index);
        const Fingerprint seed = fingerprint(names[index]);
        for (std::size_t row = 0; row < block.rows(); ++row)
            if (column.kinds[row] != CellKind::missing) add(rows[row], fingerprint(column.cells[row], seed));
    }
    return rows;
}

}  // namespace mlpipe
