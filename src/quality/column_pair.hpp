// One column of both tables, as tests of drift look at it. For this room's .cpp files.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/model/drift.hpp"
#include "mlpipe/quality/column_profile.hpp"

namespace mlpipe {

// Refers to both profiles, which must outlive it.
class ColumnPair {
  public:
    ColumnPair(const ColumnProfile& reference, const ColumnProfile& current);

    const ColumnProfile& reference() const { return reference_; }
    const ColumnProfile& current() const { return current_; }

    // Numbers and times without infinities, ascending.
    std::span<const double> reference_values() const { return reference_values_; }
    std::span<const double> current_values() const { return current_values_; }
    // Cells that count: neither missing nor infinite.
    BothTables<std::uint64_t> rows() const { return rows_; }
    BothTables<double> missing_share() const;

    // Both hold numbers, or both texts, and so on. Columns without any value go with each.
    bool same_kind() const;
    bool is_numeric() const;  // integers or numbers in both
    // Integers without a missing cell, in both.
    bool whole_numbers() const;
    // Whether both together hold more than so many different values.
    bool more_distinct_than(std::size_t limit) const;

  private:
    const ColumnProfile &reference_, &current_;
    std::span<const double> reference_values_, current_values_;
    BothTables<std::uint64_t> rows_;
};

// Different values of one column, as far as they were counted one by one.
bool more_distinct_than(std::span<const double> values, std::size_t limit);

// How often each value stands in either table: numbers ascending, texts by their bytes. Texts that were not counted one by
// one are a last category.
struct CategoryCounts {
    std::vector<std::string> labels;
    std::vector<std::uint64_t> reference, current;
};
CategoryCounts category_counts(const ColumnPair& pair);

}  // namespace mlpipe
