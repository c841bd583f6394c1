#include "dvc_lines.hpp"

#include <cstdint>

namespace mlpipe {
namespace {

void append_utf8(std::string& text, std::uint32_t code) {
    const auto continuation = [&](int shift) { text += static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0 | (code >> 6));
        continuation(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xE0 | (code >> 12));
        continuation(6);
        continuation(0);
    } else {
        text += static_cast<char>(0xF0 | (code >> 18));
        continuation(12);
        continuation(6);
        continuation(0);
    }
}

}  // namespace

void DvcLines::indicator(std::string_view text, bool apart, bool indention) {
    if (apart && !blank_) {
        text_ += ' ';
        ++column_;
    }
    text_ += text;
    column_ += text.size();
    blank_ = false;
    indention_ = indention_ && indention;
}

void DvcLines::write(std::u32string_view text) {
    for (const char32_t character : text) append_utf8(text_, character);
    column_ += text.size();
}

void DvcLines::separate() {
    if (!blank_) write(U" ");
    leave_blank();
}

void DvcLines::start_line() {
    if (!indention_ || column_ > indent_ || (column_ == indent_ && !blank_)) end_line();
    if (column_ >= indent_) return;
    blank_ = true;
    text_.append(indent_ - column_, ' ');
    column_ = indent_;
}

void DvcLines::end_line() {
    text_ += '\n';
    column_ = 0;
    blank_ = indention_ = true;
}

void DvcLines::leave_blank() {
    blank_ = indention_ = false;
}

}  // namespace mlpipe
