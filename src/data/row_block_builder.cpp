#include "row_block_builder.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace mlpipe {

RowBlockBuilder::RowBlockBuilder(ColumnNames names, TableReader::RawRows rows, const MissingTexts& missing)
    : missing_(missing) {
    block_.names_ = std::move(names);
    block_.text_ = std::move(rows.text);
    block_.first_line_ = rows.first_line;
    at_ = block_.text_.data();
    end_ = at_ + block_.text_.size();
    block_.columns_.resize(block_.names_ ? block_.names_->size() : 0);
}

void RowBlockBuilder::begin_row() {
    block_.lines_.push_back(line_);
}

void RowBlockBuilder::add(std::size_t column, std::string_view cell) {
    if (column >= block_.columns_.size()) return;
    RowBlock::Column& cells = block_.columns_[column];
    const bool absent = missing_.contains(cell);
    cells.cells.push_back(absent ? std::string_view() : cell);
    cells.kinds.push_back(absent ? CellKind::missing : CellKind::text);
}

void RowBlockBuilder::end_row(std::size_t cells) {
    if (cells == block_.columns_.size()) return;
    block_.uneven_.push_back({block_.line(block_.rows() - 1), cells});
    for (std::size_t column = cells; column < block_.columns_.size(); ++column) {
        block_.columns_[column].cells.emplace_back();
        block_.columns_[column].kinds.push_back(CellKind::missing);
    }
}

// at_ stands on the opening quote. What follows the closing one belongs to the cell too, as most readers have it.
std::string_view RowBlockBuilder::quoted_cell(char separator) {
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
    return {begin, static_cast<std::size_t>(to - begin)};
}

RowBlock RowBlockBuilder::delimited(char separator) {
    while (at_ < end_) {
        if (*at_ == '\n' || (*at_ == '\r' && (at_ + 1 == end_ || at_[1] == '\n'))) {
            if (*at_++ == '\n') ++line_;
            continue;
        }
        begin_row();
        for (std::size_t column = 0;; ++column) {
            if (at_ < end_ && *at_ == '"') {
                add(column, quoted_cell(separator));
            } else {
                char* const begin = at_;
                while (at_ < end_ && *at_ != separator && *at_ != '\n') ++at_;
                char* last = at_;
                if ((at_ == end_ || *at_ == '\n') && last > begin && last[-1] == '\r') --last;
                add(column, {begin, static_cast<std::size_t>(last - begin)});
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
    for (std::size_t column = 0; column < count; ++column)
        cells.emplace_back(block.column(column).cells.front());
    return cells;
}

}  // namespace mlpipe
