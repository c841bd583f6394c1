// The keys of rows: the cells of some columns, or of all, as one fingerprint.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fingerprint.hpp"
#include "mlpipe/data/row_block.hpp"

namespace mlpipe {

// Of each row: nullopt where a cell of the key is missing.
std::vector<std::optional<Fingerprint>> keys_of_rows(const RowBlock& block,
                                                     const std::vector<std::string>& columns);
// Of each row: all its cells under the names of their columns, whatever the order; missing ones do not count. Of
// `columns` alone where they are given.
std::vector<Fingerprint> whole_rows(const RowBlock& block,
                                    const std::optional<std::vector<std::string>>& columns);

// The cells of the key, for people: "17, 2026-01-31".
std::string key_text(const RowBlock& block, const std::vector<std::string>& columns, std::size_t row);

// Where the column stands in the block.
std::optional<std::size_t> column_of(const RowBlock& block, const std::string& name);

}  // namespace mlpipe
