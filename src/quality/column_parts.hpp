// A column's profile, put together of its parts in the order of the rows.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "column_part.hpp"

namespace mlpipe {

class ColumnParts {
  public:
    ColumnParts(std::string name, std::size_t most_categories)
        : name_(std::move(name)), most_categories_(most_categories) {}

    void add(ColumnPart part);
    // Texts came to numbers, times or booleans, whose own texts are gone: only read_texts() of all rows can tell what it holds.
    bool needs_texts() const { return needs_texts_; }
    const std::string& name() const { return name_; }
    // `rows` of the table. Empties this.
    ColumnProfile finish(std::uint64_t rows);

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    std::string name_;
    std::size_t most_categories_;
    CellType type_ = CellType::none;
    std::uint64_t present_ = 0, other_ = 0;
    bool needs_texts_ = false;
    std::vector<std::vector<double>> values_;
    std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>> counts_;
};

}  // namespace mlpipe
