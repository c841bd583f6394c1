// The text that a document becomes, as ruamel.yaml fills it: where the next word stands decides whether a line ends.
// Columns count characters, not bytes.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace mlpipe {

class DvcLines {
  public:
    static constexpr std::size_t width = 80;

    std::size_t column() const { return column_; }
    std::size_t indent() const { return indent_; }
    void set_indent(std::size_t indent) { indent_ = indent; }
    // Whether what was written last stands where a line may be indented further: blanks, '-', '?'.
    bool indention() const { return indention_; }

    // '-', ':' and the like; with `apart` a blank before it, where there is none yet.
    void indicator(std::string_view text, bool apart, bool indention = false);
    void write(std::u32string_view text);
    // A blank before a text, unless it stands at the beginning of a line.
    void separate();
    // On to the indent, on a new line unless this one is still empty up to there.
    void start_line();
    void end_line();
    void leave_blank();  // what was written last is no blank

    std::string take() { return std::move(text_); }

  private:
    std::string text_;
    std::size_t column_ = 0, indent_ = 0;
    bool blank_ = true, indention_ = true;
};

}  // namespace mlpipe
