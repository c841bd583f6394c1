// Where a cell stands among others of its column: numbers and times, compared without loss.
#pragma once
#include <charconv>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

#include "mlpipe/data/cell.hpp"
#include "mlpipe/model/table_schema.hpp"

namespace mlpipe {

struct CellOrder {
    double number = 0;       // of a time, its nanoseconds
    std::int64_t whole = 0;  // tells apart what is the same as a double: times and large whole numbers
    auto operator<=>(const CellOrder&) const = default;
};

inline std::optional<CellOrder> time_order(std::string_view cell) {
    const auto ns = time_of(cell);
    return ns ? std::optional(CellOrder{static_cast<double>(*ns), *ns}) : std::nullopt;
}

inline std::optional<CellOrder> number_order(std::string_view cell) {
    const auto number = number_of(cell);
    if (!number) return std::nullopt;
    CellOrder order{*number, 0};
    constexpr double exact = 9007199254740992;  // 2 to the 53rd: up to it doubles hold all whole numbers
    if (*number <= -exact || *number >= exact) {
        const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), order.whole);
        if (error != std::errc() || end != cell.data() + cell.size()) order.whole = 0;
    }
    return order;
}

inline std::optional<CellOrder> cell_order(std::string_view cell, ColumnType type) {
    return type == ColumnType::time ? time_order(cell) : number_order(cell);
}

}  // namespace mlpipe
