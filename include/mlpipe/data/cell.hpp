// What the text of a cell means. Pure; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "mlpipe/data/row_block.hpp"

namespace mlpipe {

// From the narrowest to the widest: a column has the widest of its cells' types, but a boolean or a time beside anything
// else makes it text.
enum class CellType : std::uint8_t { none, boolean, integer, number, time, text };

// "none", "boolean", "integer", "number", "time", "text"
std::string_view to_word(CellType type);

// `integer` and `number` with the number, `none` for anything else.
struct NumericCell {
    CellType type = CellType::none;
    double number = 0;
};
// In one look, what type_of() and number_of() say of a cell of text.
NumericCell numeric_cell(std::string_view cell);

// Blanks around it do not count; '+', exponents and infinities do: "+1.5e3", "inf". nullopt for anything else.
std::optional<double> number_of(std::string_view cell);
// "true" and "false", in three spellings as pandas has them: True, TRUE, true. Blanks around it do not count.
std::optional<bool> boolean_of(std::string_view cell);
// Nanoseconds since 1970 in UTC: "2026-11-23", "2026-11-23 13:15", "2026-11-23T13:15:02.25Z", "... +01:00".
std::optional<std::int64_t> time_of(std::string_view cell);

CellType type_of(std::string_view cell, CellKind kind);
CellType wider(CellType one, CellType other);
// Integers and numbers.
bool is_numeric(CellType type);

}  // namespace mlpipe
