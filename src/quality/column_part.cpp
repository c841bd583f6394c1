#include "column_part.hpp"

#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace mlpipe {
namespace {

// Almost every column is one of numbers, or its first cell tells that it is none.
std::optional<ColumnPart> read_numbers(const RowBlock& block, std::size_t column) {
    ColumnPart part;
    part.values.reserve(block.rows());
    bool whole = true;
    for (std::size_t row = 0; row < block.rows(); ++row) {
        const CellKind kind = block.kind(row, column);
        if (kind == CellKind::missing) continue;
        if (kind != CellKind::text && kind != CellKind::number) return std::nullopt;
        const NumericCell cell = numeric_cell(block.cell(row, column));
        if (cell.type == CellType::none) return std::nullopt;
        whole = whole && cell.type == CellType::integer;
        part.values.push_back(cell.number);
    }
    part.present = part.values.size();
    if (part.present > 0) part.type = whole ? CellType::integer : CellType::number;
    return part;
}

CellType widest_type(const RowBlock& block, std::size_t column) {
    CellType type = CellType::none;
    for (std::size_t row = 0; row < block.rows() && type != CellType::text; ++row)
        type = wider(type, type_of(block.cell(row, column), block.kind(row, column)));
    return type;
}

ColumnPart read_times(const RowBlock& block, std::size_t column) {
    ColumnPart part;
    part.type = CellType::time;
    for (std::size_t row = 0; row < block.rows(); ++row) {
        if (block.kind(row, column) == CellKind::missing) continue;
        if (const auto time = time_of(block.cell(row, column)))
            part.values.push_back(static_cast<double>(*time) / 1e9);
    }
    part.present = part.values.size();
    return part;
}

class Counts {
  public:
    void add(std::string_view text) {
        const auto [at, added] = places_.emplace(text, counts_.size());
        if (added) counts_.push_back({std::string(text), 0});
        ++counts_[at->second].count;
    }
    std::vector<CategoryCount> take() { return std::move(counts_); }

  private:
    std::unordered_map<std::string_view, std::size_t> places_;  // keys are the block's
    std::vector<CategoryCount> counts_;
};

ColumnPart read_booleans(const RowBlock& block, std::size_t column) {
    ColumnPart part;
    part.type = CellType::boolean;
    Counts counts;
    for (std::size_t row = 0; row < block.rows(); ++row) {
        if (block.kind(row, column) == CellKind::missing) continue;
        ++part.present;
        counts.add(boolean_of(block.cell(row, column)).value_or(false) ? "true" : "false");
    }
    part.counts = counts.take();
    return part;
}

}  // namespace

ColumnPart read_texts(const RowBlock& block, std::size_t column) {
    ColumnPart part;
    Counts counts;
    for (std::size_t row = 0; row < block.rows(); ++row) {
        if (block.kind(row, column) == CellKind::missing) continue;
        ++part.present;
        counts.add(block.cell(row, column));
    }
    if (part.present > 0) part.type = CellType::text;
    part.counts = counts.take();
    return part;
}

ColumnPart read_part(const RowBlock& block, std::size_t column) {
    if (auto numbers = read_numbers(block, column)) return std::move(*numbers);
    switch (widest_type(block, column)) {
        case CellType::time:
            return read_times(block, column);
        case CellType::boolean:
            return read_booleans(block, column);
        default:
            return read_texts(block, column);
    }
}

}  // namespace mlpipe
