#include "python_tokens.hpp"

namespace mlpipe::document {
namespace {

bool is_digit(char c, int base) {
    if (base == 16) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return c >= '0' && c < '0' + base;
}

class Number {
  public:
    explicit Number(std::string_view text) : text_(text) {}

    std::size_t length() {
        if (peek() == '0' && base_of(peek(1)) != 0) {
            const int base = base_of(peek(1));
            at_ = 2;
            if (peek() == '_') ++at_;
            return digits(base) && peek() != '_' ? at_ : 0;
        }
        const bool whole = digits(10);
        const std::string_view digits_before = text_.substr(0, at_);
        bool integer = true;
        if (peek() == '.') {
            ++at_;
            integer = false;
            if (!digits(10) && !whole) return 0;
        }
        if (exponent()) integer = false;
        if (peek() == 'j' || peek() == 'J') {
            ++at_;
            integer = false;
        }
        if (peek() == '_') return 0;
        const bool zero = digits_before.find_first_not_of("0_") == std::string_view::npos;
        return integer && digits_before.starts_with('0') && !zero ? 0 : at_;
    }

  private:
    static int base_of(char c) {
        if (c == 'x' || c == 'X') return 16;
        if (c == 'o' || c == 'O') return 8;
        return c == 'b' || c == 'B' ? 2 : 0;
    }

    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    // Single underscores may stand between digits.
    bool digits(int base) {
        const std::size_t begin = at_;
        while (is_digit(peek(), base) || (peek() == '_' && at_ > begin && is_digit(peek(1), base))) ++at_;
        return at_ > begin;
    }

    // An 'e' without digits begins the next word: `1else`.
    bool exponent() {
        if (peek() != 'e' && peek() != 'E') return false;
        const std::size_t begin = at_++;
        if (peek() == '+' || peek() == '-') ++at_;
        if (digits(10)) return true;
        at_ = begin;
        return false;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::size_t python_number_length(std::string_view text) {
    return Number(text).length();
}

}  // namespace mlpipe::document
