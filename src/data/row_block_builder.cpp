#include "row_block_builder.hpp"

#include <algorithm>
#include <utility>

#include "marks.hpp"

namespace mlpipe {
namespace {

constexpr std::uint32_t longest_cell = (1u << 29) - 1;  // a row has 256 MiB at most

}  // namespace

RowBlockBuilder::RowBlockBuilder(ColumnNames names, TableReader::RawRows rows, const MissingTexts& missing)
    : missing_(missing) {
    block_.names_ = std::move(names);
    block_.text_ = std::move(rows.text);
    block_.first_line_ = rows.first_line;
    at_ = block_.text_.data();
    end_ = at_ + block_.text_.size();
    block_.columns_ = block_.names_ ? block_.names_->size() : 0;
}

void RowBlockBuilder::place(std::size_t index, std::size_t begin, std::size_t size, CellKind kind) {
    RowBlock::Place& place = block_.places_[index];
    place.begin = static_cast<std::uint32_t>(begin);
    place.size = static_cast<std::uint32_t>(size) & longest_cell;
    place.kind = static_cast<std::uint32_t>(kind) & 7u;
}

// All of its cells are missing until they are added.
void RowBlockBuilder::begin_row() {
    block_.lines_.push_back(line_);
    row_ = block_.places_.size();
    block_.places_.resize(row_ + block_.columns_);
}

void RowBlockBuilder::add(std::size_t column, const char* begin, const char* end) {
    if (column >= block_.columns_) return;
    const std::string_view cell(begin, static_cast<std::size_t>(end - begin));
    if (missing_.contains(cell)) return;
    place(row_ + column, static_cast<std::size_t>(begin - block_.text_.data()), cell.size(), CellKind::text);
}

void RowBlockBuilder::end_row(std::size_t cells) {
    if (cells != block_.columns_) block_.uneven_.push_back({block_.line(block_.rows() - 1), cells});
}

// at_ stands on the opening quote. What follows the closing one belongs to the cell too, as most readers have it.
void RowBlockBuilder::add_quoted(std::size_t column, char separator) {
    char* const begin = ++at_;
    char* to = begin;
    while (at_ < end_) {
        if (*at_ != '"') {
            if (*at_ == '\n') ++line_;
            *to++ = *at_++;
        } else if (at_ + 1 < end_ && at_[1] == '"') {
            *to++ = '"';
            at_ += 2;
        } else {
            break;
        }
    }
    if (at_ < end_) ++at_;
    while (at_ < end_ && *at_ != separator && *at_ != '\n') *to++ = *at_++;
    if (at_ == end_ || *at_ == '\n')
        if (at_[-1] == '\r' && to > begin && to[-1] == '\r') --to;
    add(column, begin, to);
}

RowBlock RowBlockBuilder::delimited(char separator) {
    char* const text = at_;
    Marks ends({text, block_.text_.size()}, separator, '\n');
    while (at_ < end_) {
        if (*at_ == '\n' || (*at_ == '\r' && (at_ + 1 == end_ || at_[1] == '\n'))) {
            if (*at_++ == '\n') ++line_;
            continue;
        }
        begin_row();
        for (std::size_t column = 0;; ++column) {
            if (at_ < end_ && *at_ == '"') {
                add_quoted(column, separator);
            } else {
                const char* const begin = at_;
                at_ = text + ends.next(static_cast<std::size_t>(at_ - text));
                const char* last = at_;
                if ((at_ == end_ || *at_ == '\n') && last > begin && last[-1] == '\r') --last;
                add(column, begin, last);
            }
            if (at_ < end_ && *at_ == separator) {
                ++at_;
                continue;
            }
            end_row(column + 1);
            break;
        }
        if (at_ < end_) ++at_;
        ++line_;
    }
    return std::move(block_);
}

std::vector<std::string> cells_of_row(std::vector<char> row, char separator) {
    const MissingTexts none({});
    // Wide enough for any row of that many bytes.
    const auto places = static_cast<std::size_t>(std::count(row.begin(), row.end(), separator)) + 1;
    auto names = std::make_shared<const std::vector<std::string>>(places);
    RowBlockBuilder builder(std::move(names), {std::move(row), 1}, none);
    const RowBlock block = builder.delimited(separator);
    if (block.rows() == 0) return {};
    const std::size_t count = block.uneven().empty() ? places : block.uneven().front().cells;
    std::vector<std::string> cells;
    for (std::size_t column = 0; column < count; ++column) cells.emplace_back(block.cell(0, column));
    return cells;
}

}  // namespace mlpipe
