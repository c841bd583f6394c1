// Rows under titles, aligned by display width and cut to the width of the terminal; or as Markdown; or for a page.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/report/style.hpp"

namespace mlpipe {

enum class Align { left, right };

struct TableColumn {
    std::string title;
    Align align = Align::left;
    bool flexible =
        false;  // gives up width when the table is too wide; without any such column the last one does
};

struct TableCell {
    TableCell(std::string text_, Tone tone_ = Tone::plain) : text(std::move(text_)), tone(tone_) {}
    TableCell(const char* text_) : text(text_) {}
    std::string text;  // bytes of any kind
    Tone tone = Tone::plain;
    std::string link = {};  // in a page: the id of what it leads to; may be empty
};

class Table {
  public:
    explicit Table(std::vector<TableColumn> columns);
    // Missing cells are empty; surplus ones are an error of the caller (std::logic_error).
    void add(std::vector<TableCell> cells);
    bool empty() const { return rows_.empty(); }
    std::size_t size() const { return rows_.size(); }
    // Lines with their ends, no blanks at the end of a line; titles are left out when all are empty.
    std::string text(const TextStyle& style) const;
    // The same for a Markdown page, whatever its width.
    std::string markdown() const;
    // The same for a page; `caption` is for those who do not see what stands around it, and the cells of the
    // column `header` name their rows.
    std::string html(std::string_view caption, std::size_t header = 0) const;

  private:
    std::vector<std::size_t> widths(std::size_t most) const;
    std::vector<TableColumn> columns_;
    std::vector<std::vector<TableCell>> rows_;
};

// Text that Markdown shows as it is: no markup, no HTML, no mention of a user.
std::string markdown_text(std::string_view bytes);
// The same for the HTML that a Markdown page may hold.
std::string markdown_html_text(std::string_view bytes);

}  // namespace mlpipe
