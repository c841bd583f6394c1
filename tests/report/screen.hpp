// A terminal of a given width that understands just what the terminal reporter may write: text, \r, \n,
// cursor up, clear to the end, colours. Everything else is counted as foreign. Resizing wraps rows anew, as
// terminals do.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe::testing {

class Screen {
  public:
    explicit Screen(std::size_t columns) : columns_(columns), rows_(1) {}

    void write(std::string_view text) {
        while (!text.empty()) {
            if (text.front() == '\x1b') {
                text.remove_prefix(control(text));
                continue;
            }
            // The mark of a cut is the one character of several bytes here; it shows as '~'.
            const bool mark = text.substr(0, 3) == "…";
            put(mark ? '~' : text.front());
            text.remove_prefix(mark ? 3 : 1);
        }
    }

    // Rows that are longer than the new width take several; the cursor stays behind the same character.
    void resize(std::size_t columns) {
        columns_ = columns;
        std::vector<std::string> wrapped;
        std::size_t row = 0, column = 0;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            std::string rest = rows_[i];
            const std::size_t first = wrapped.size();
            do {
                wrapped.push_back(rest.substr(0, columns));
                rest.erase(0, columns);
            } while (!rest.empty());
            if (i == row_) row = first + (column_ == 0 ? 0 : (column_ - 1) / columns);
            if (i == row_) column = column_ == 0 ? 0 : (column_ - 1) % columns + 1;
        }
        rows_ = wrapped, row_ = row, column_ = column;
    }

    std::string text() const {
        std::string whole;
        for (const std::string& row : rows_) whole += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
        while (whole.size() > 1 && whole.compare(whole.size() - 2, 2, "\n\n") == 0) whole.pop_back();
        return whole == "\n" ? "" : whole;
    }

    std::size_t foreign = 0;

  private:
    void put(char letter) {
        if (letter == '\r') {
            column_ = 0;
        } else if (letter == '\n') {
            column_ = 0;
            if (++row_ == rows_.size()) rows_.emplace_back();
        } else {
            if (static_cast<unsigned char>(letter) < 0x20) ++foreign;
            if (column_ == columns_) put('\n');
            std::string& row = rows_[row_];
            if (row.size() <= column_) row.resize(column_ + 1, ' ');
            row[column_++] = letter;
        }
    }

    std::size_t control(std::string_view text) {
        const std::size_t end =
            text.size() > 1 && text[1] == '[' ? text.find_first_not_of("0123456789;", 2) : 1;
        if (end >= text.size()) return ++foreign, text.size();
        const std::string number(text.substr(2, end > 2 ? end - 2 : 0));
        switch (text[end]) {
            case 'm':
                break;
            case 'A':
                row_ -= std::min(row_, static_cast<std::size_t>(std::stoul(number)));
                break;
            case 'J':
                rows_.resize(row_ + 1);
                rows_[row_].resize(std::min(rows_[row_].size(), column_));
                break;
            default:
                ++foreign;
        }
        return end + 1;
    }

    std::size_t columns_, row_ = 0, column_ = 0;
    std::vector<std::string> rows_;
};

}  // namespace mlpipe::testing
