#include "column_parts.hpp"

#include <algorithm>
#include <utility>

#include "mlpipe/base/sort_numbers.hpp"

namespace mlpipe {
void ColumnParts::add(ColumnPart part) {
    if (needs_texts_ || part.type == CellType::none) return;
    const bool alike =
        type_ == CellType::none || type_ == part.type || (is_numeric(type_) && is_numeric(part.type));
    if (!alike) {
        needs_texts_ = true;
        values_.clear();
        counts_.clear();
        return;
    }
    type_ = wider(type_, part.type);
    present_ += part.present;
    if (!part.values.empty()) values_.push_back(std::move(part.values));
    for (CategoryCount& category : part.counts) {
        if (const auto known = counts_.find(category.text); known != counts_.end())
            known->second += category.count;
        else if (counts_.size() < most_categories_)
            counts_.emplace(std::move(category.text), category.count);
        else
            other_ += category.count;
    }
}

ColumnProfile ColumnParts::finish(std::uint64_t rows) {
    ColumnProfile column;
    column.name = name_;
    column.type = type_;
    column.rows = rows;
    column.missing = rows - present_;
    column.other_categories = other_;
    std::size_t count = 0;
    for (const std::vector<double>& values : values_) count += values.size();
    column.values.reserve(count);
    for (std::vector<double>& values : values_) {
        column.values.insert(column.values.end(), values.begin(), values.end());
        values = {};
    }
    sort_ascending(column.values);
    for (auto& [text, times] : counts_) column.categories.push_back({text, times});
    std::sort(column.categories.begin(), column.categories.end(),
              [](const CategoryCount& one, const CategoryCount& other) { return one.text < other.text; });
    return column;
}

}  // namespace mlpipe
