#include "uniqueness.hpp"

#include <optional>

#include "row_keys.hpp"

namespace mlpipe {

Uniqueness::Part Uniqueness::read(const RowBlock& block) const {
    Part part;
    if (rule_.kind == RuleKind::duplicates) {
        part.keys = whole_rows(block, std::nullopt);
        for (std::size_t row = 0; row < block.rows(); ++row) part.lines.push_back(block.line(row));
        return part;
    }
    const auto keys = keys_of_rows(block, rule_.texts);
    for (std::size_t row = 0; row < keys.size(); ++row) {
        if (!keys[row]) continue;
        part.keys.push_back(*keys[row]);
        part.lines.push_back(block.line(row));
        if (keep_values_) part.values.push_back(key_text(block, rule_.texts, row));
    }
    return part;
}

void Uniqueness::take(const Part& part) {
    tally_.judged += part.keys.size();
    const bool keep = keep_values_ && !part.values.empty();
    for (std::size_t i = 0; i < part.keys.size(); ++i)
        if (!seen_.insert(part.keys[i])) tally_.fail(part.lines[i], keep ? part.values[i] : "", keep);
}

}  // namespace mlpipe
