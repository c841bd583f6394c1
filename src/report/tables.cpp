#include "mlpipe/report/tables.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "mlpipe/report/printable.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t least_flexible = 8;

std::string fitted(const std::string& text, std::size_t width, Align align) {
    const std::string shown = width == 0 ? std::string() : cut(text, width);
    return align == Align::right ? pad_left(shown, width) : pad(shown, width);
}

}  // namespace

Table::Table(std::vector<TableColumn> columns) : columns_(std::move(columns)) {
    for (TableColumn& column : columns_) column.title = printable(column.title);
    const bool none =
        std::none_of(columns_.begin(), columns_.end(), [](const auto& column) { return column.flexible; });
    if (none && !columns_.empty()) columns_.back().flexible = true;
}

void Table::add(std::vector<TableCell> cells) {
    if (cells.size() > columns_.size())
        throw std::logic_error("a table row has more cells than the table columns");
    for (TableCell& cell : cells) cell.text = printable(cell.text);
    cells.resize(columns_.size(), TableCell(""));
    rows_.push_back(std::move(cells));
}

// What each column needs, and then less of the widest flexible one until the table fits.
std::vector<std::size_t> Table::widths(std::size_t most) const {
    std::vector<std::size_t> widths(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        widths[i] = display_width(columns_[i].title);
        for (const auto& row : rows_) widths[i] = std::max(widths[i], display_width(row[i].text));
    }
    if (most == 0 || widths.empty()) return widths;
    std::size_t total = std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1));
    while (total > most) {
        std::size_t widest = columns_.size();
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (!columns_[i].flexible || widths[i] <= least_flexible) continue;
            if (widest == columns_.size() || widths[i] > widths[widest]) widest = i;
        }
        if (widest == columns_.size()) break;
        --widths[widest];
        --total;
    }
    return widths;
}

std::string Table::text(const TextStyle& style) const {
    const std::vector<std::size_t> columns = widths(style.width);
    std::string text;
    const auto add_line = [&](const auto& cell_text, const auto& cell_tone) {
        std::string line;
        std::size_t blanks = 0;  // owed before the next cell; never written at the end of a line
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::string cell = fitted(cell_text(i), columns[i], columns_[i].align);
            const std::size_t begin = cell.find_first_not_of(' ');
            if (begin == std::string::npos) {
                blanks += columns[i] + gap;
                continue;
            }
            const std::size_t end = cell.find_last_not_of(' ') + 1;
            line.append(blanks + begin, ' ');
            line += toned(std::string_view(cell).substr(begin, end - begin), cell_tone(i), style.colour);
            blanks = cell.size() - end + gap;
        }
        text += line + "\n";
    };
    const bool titled = std::any_of(columns_.begin(), columns_.end(),
                                    [](const auto& column) { return !column.title.empty(); });
    if (titled) {
        add_line([&](std::size_t i) -> const std::string& { return columns_[i].title; },
                 [](std::size_t) { return Tone::faint; });
    }
    for (const auto& row : rows_) {
        add_line([&](std::size_t i) -> const std::string& { return row[i].text; },
                 [&](std::size_t i) { return row[i].tone; });
    }
    return text;
}

}  // namespace mlpipe
