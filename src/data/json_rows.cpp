#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "row_block_builder.hpp"

namespace mlpipe {
namespace {

// Of a block, whose text has a few hundred thousand letters.
constexpr std::size_t most_cells = std::size_t{1} << 26;

// A cell before the text that holds it is complete, and stays where it is.
struct Slice {
    std::size_t row = 0, begin = 0, size = 0;
    CellKind kind = CellKind::missing;
};

// What rows hold, by column.
class JsonCells {
  public:
    void add(std::size_t row, const std::string& key, const Value& value) {
        const auto [place, added] = places_.emplace(key, names.size());
        if (added) {
            names.push_back(key);
            columns.emplace_back();
        }
        const CellKind kind = kind_of(value);
        if (kind == CellKind::missing) return;
        const std::string cell = value.as_string() ? *value.as_string() : canonical_json(value);
        columns[place->second].push_back({row, text.size(), cell.size(), kind});
        text.insert(text.end(), cell.begin(), cell.end());
    }

    std::vector<std::string> names;
    std::vector<std::vector<Slice>> columns;
    std::vector<char> text;

  private:
    static CellKind kind_of(const Value& value) {
        if (value.is_null()) return CellKind::missing;
        if (value.as_string() != nullptr) return CellKind::text;
        if (value.as_bool() != nullptr) return CellKind::boolean;
        const auto number = value.number();
        if (!number) return CellKind::nested;
        return std::isnan(*number) ? CellKind::missing : CellKind::number;
    }

    std::map<std::string, std::size_t> places_;
};

}  // namespace

RowBlock RowBlockBuilder::json_lines(const std::string& name) {
    JsonCells cells;
    for (; at_ < end_; ++line_) {
        char* const begin = at_;
        char* const end = std::find(at_, end_, '\n');
        at_ = end == end_ ? end : end + 1;
        const std::string_view line(begin, static_cast<std::size_t>(end - begin));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        begin_row();
        const std::string where = name + ":" + std::to_string(block_.first_line_ + line_);
        Value object;
        try {
            object = parse_json(line, where);
        } catch (const Error& error) {
            throw Error(ErrorKind::failed, error.what());
        }
        const Value::Map* entries = object.as_map();
        if (entries == nullptr) throw Error(ErrorKind::failed, where + ": a row has to be a JSON object");
        for (const auto& [key, value] : *entries) cells.add(block_.rows() - 1, key, value);
    }
    block_.text_ = std::move(cells.text);
    block_.names_ = std::make_shared<const std::vector<std::string>>(std::move(cells.names));
    block_.columns_ = cells.columns.size();
    if (block_.rows() * block_.columns_ > most_cells)
        throw Error(ErrorKind::failed, name + ":" + std::to_string(block_.first_line_) +
                                           ": the rows from here on have too many different keys: " +
                                           std::to_string(block_.columns_) + " in " +
                                           std::to_string(block_.rows()) + " rows");
    block_.places_.resize(block_.rows() * block_.columns_);
    for (std::size_t column = 0; column < block_.columns_; ++column)
        for (const Slice& slice : cells.columns[column])
            place(slice.row * block_.columns_ + column, slice.begin, slice.size, slice.kind);
    return std::move(block_);
}

}  // namespace mlpipe
