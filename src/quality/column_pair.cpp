#include "column_pair.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>

#include "mlpipe/base/text.hpp"

namespace mlpipe {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::span<const double> finite(const std::vector<double>& values) {
    const auto begin = std::upper_bound(values.begin(), values.end(), -infinity);
    return {begin, std::lower_bound(begin, values.end(), infinity)};
}

std::uint64_t finite_rows(const ColumnProfile& column) {
    const std::uint64_t infinite = column.reduced ? 0 : column.values.size() - finite(column.values).size();
    return column.present() - infinite;
}

double missing_share_of(const ColumnProfile& column) {
    return column.rows == 0 ? 0 : static_cast<double>(column.missing) / static_cast<double>(column.rows);
}

bool holds_values(CellType type) {
    return mlpipe::is_numeric(type) || type == CellType::time;
}

std::size_t run_length(std::span<const double> values, std::size_t from) {
    std::size_t to = from;
    while (to < values.size() && values[to] == values[from]) ++to;
    return to - from;
}

CategoryCounts counts_of_numbers(std::span<const double> reference, std::span<const double> current) {
    CategoryCounts counts;
    std::size_t i = 0, j = 0;
    while (i < reference.size() || j < current.size()) {
        const double value = std::min(i < reference.size() ? reference[i] : infinity,
                                      j < current.size() ? current[j] : infinity);
        const std::size_t in_reference =
            i < reference.size() && reference[i] == value ? run_length(reference, i) : 0;
        const std::size_t in_current = j < current.size() && current[j] == value ? run_length(current, j) : 0;
        counts.labels.push_back(text::format_number(value));
        counts.reference.push_back(in_reference);
        counts.current.push_back(in_current);
        i += in_reference;
        j += in_current;
    }
    return counts;
}

CategoryCounts counts_of_texts(const ColumnProfile& reference, const ColumnProfile& current) {
    CategoryCounts counts;
    const auto add = [&](std::string label, std::uint64_t in_reference, std::uint64_t in_current) {
        counts.labels.push_back(std::move(label));
        counts.reference.push_back(in_reference);
        counts.current.push_back(in_current);
    };
    auto i = reference.categories.begin();
    auto j = current.categories.begin();
    while (i != reference.categories.end() || j != current.categories.end()) {
        const bool only_reference =
            j == current.categories.end() || (i != reference.categories.end() && i->text < j->text);
        const bool only_current = !only_reference && (i == reference.categories.end() || j->text < i->text);
        add(only_current ? j->text : i->text, only_current ? 0 : i->count, only_reference ? 0 : j->count);
        if (!only_current) ++i;
        if (!only_reference) ++j;
    }
    if (reference.other_categories + current.other_categories > 0)
        add("(others)", reference.other_categories, current.other_categories);
    return counts;
}

}  // namespace

ColumnPair::ColumnPair(const ColumnProfile& reference, const ColumnProfile& current)
    : reference_(reference),
      current_(current),
      reference_values_(finite(reference.values)),
      current_values_(finite(current.values)),
      rows_{finite_rows(reference), finite_rows(current)} {}

BothTables<double> ColumnPair::missing_share() const {
    return {missing_share_of(reference_), missing_share_of(current_)};
}

bool ColumnPair::same_kind() const {
    const CellType one = reference_.type, other = current_.type;
    return one == other || one == CellType::none || other == CellType::none ||
           (mlpipe::is_numeric(one) && mlpipe::is_numeric(other));
}

bool ColumnPair::is_numeric() const {
    return mlpipe::is_numeric(reference_.type) && mlpipe::is_numeric(current_.type);
}

bool ColumnPair::whole_numbers() const {
    const auto whole = [](const ColumnProfile& column) {
        return column.type == CellType::integer && column.missing == 0;
    };
    return whole(reference_) && whole(current_);
}

bool more_distinct_than(std::span<const double> values, std::size_t limit) {
    std::size_t distinct = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        if ((i == 0 || values[i] != values[i - 1]) && ++distinct > limit) return true;
    return false;
}

bool ColumnPair::more_distinct_than(std::size_t limit) const {
    if (holds_values(reference_.type) || holds_values(current_.type)) {
        std::set<double> distinct;
        for (const std::span<const double> values : {reference_values_, current_values_})
            for (std::size_t i = 0; i < values.size() && distinct.size() <= limit; ++i)
                if (i == 0 || values[i] != values[i - 1]) distinct.insert(values[i]);
        return distinct.size() > limit;
    }
    std::set<std::string_view> distinct;
    for (const ColumnProfile* column : {&reference_, &current_})
        for (std::size_t i = 0; i < column->categories.size() && distinct.size() <= limit; ++i)
            distinct.insert(column->categories[i].text);
    const bool others = reference_.other_categories + current_.other_categories > 0;
    return distinct.size() + others > limit;
}

CategoryCounts category_counts(const ColumnPair& pair) {
    return holds_values(pair.reference().type) || holds_values(pair.current().type)
               ? counts_of_numbers(pair.reference_values(), pair.current_values())
               : counts_of_texts(pair.reference(), pair.current());
}

}  // namespace mlpipe
