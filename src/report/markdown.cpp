#include <cctype>

#include "mlpipe/report/html.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/tables.hpp"

namespace mlpipe {
namespace {

// Who is mentioned is looked for in what has been rendered, where neither a backslash nor a code is left: only
// something between keeps a user from being told. It has no width. Within a word ("train@fold1") nobody is meant.
constexpr std::string_view no_mention = "&#8203;";
constexpr std::string_view signs = "\\|<*`[]&~#$";

bool is_word(char letter) {
    return letter == '_' || std::isalnum(static_cast<unsigned char>(letter)) != 0;
}

}  // namespace

std::string markdown_text(std::string_view bytes) {
    std::string text;
    bool in_word = false;
    for (const char letter : printable(bytes)) {
        // Within a word an underscore is one.
        if (signs.find(letter) != std::string_view::npos || (letter == '_' && !in_word)) text += '\\';
        text += letter;
        if (letter == '@' && !in_word) text += no_mention;
        in_word = is_word(letter) && (letter != '_' || in_word);
    }
    return text;
}

std::string markdown_html_text(std::string_view bytes) {
    std::string text;
    bool in_word = false;
    for (const char letter : html_text(bytes)) {
        text += letter;
        if (letter == '@' && !in_word) text += no_mention;
        in_word = is_word(letter);
    }
    return text;
}

std::string Table::markdown() const {
    std::string text = "|";
    for (const TableColumn& column : columns_) text += " " + markdown_text(column.title) + " |";
    text += "\n|";
    for (const TableColumn& column : columns_) text += column.align == Align::right ? "---:|" : "---|";
    text += "\n";
    for (const auto& row : rows_) {
        text += "|";
        for (const TableCell& cell : row) text += " " + markdown_text(cell.text) + " |";
        text += "\n";
    }
    return text;
}

}  // namespace mlpipe
