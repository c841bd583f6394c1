#include "block_scanner.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <algorithm>
#include <array>
#include <string>

namespace mlpipe::document {
namespace {

struct Declined {};

enum Class : unsigned char {
    in_key = 1,       // anywhere in a key
    starts_word = 2,  // begins a plain scalar or a key
    in_flow = 4,      // anywhere in a plain scalar between brackets
};

constexpr std::array<unsigned char, 256> make_classes() {
    std::array<unsigned char, 256> classes{};
    for (unsigned c = 0; c < 128; ++c) {
        const bool word =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (word || c == '.' || c == '/') classes[c] = in_key | starts_word | in_flow;
        if (c == '-' || c == '@') classes[c] = in_key | in_flow;
        if (c == ' ' || c == '(' || c == ')' || c == '=' || c == '+' || c == '$') classes[c] |= in_flow;
        if (c == '(' || c == '$' || c == '+' || c == '~' || c == '=') classes[c] |= starts_word;
    }
    return classes;
}

constexpr auto classes = make_classes();

bool is(char c, Class wanted) {
    return (classes[static_cast<unsigned char>(c)] & wanted) != 0;
}

bool is_null_word(std::string_view text) {
    return text == "~" || text == "null" || text == "Null" || text == "NULL";
}

class BlockScanner {
  public:
    BlockScanner(std::string_view text, YAML::EventHandler& handler) : text_(text), handler_(handler) {}

    void scan() {
        next_line();
        if (at_end_) throw Declined{};
        handler_.OnDocumentStart(mark(at_));
        block();
        if (!at_end_) throw Declined{};
        handler_.OnDocumentEnd();
    }

  private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\n'; }
    bool at_line_end() const { return peek() == '\n'; }
    bool at_item() const { return peek() == '-' && peek(1) == ' '; }

    YAML::Mark mark(std::size_t at) const {
        YAML::Mark mark;
        mark.pos = static_cast<int>(at);
        mark.line = line_;
        mark.column = static_cast<int>(at - line_start_);
        return mark;
    }

    // From anywhere behind the content of a line to the content of the next that has any.
    void next_line() {
        while (next_start_ < text_.size()) {
            line_start_ = at_ = next_start_;
            ++line_;
            const std::size_t end = std::min(text_.find('\n', at_), text_.size());
            next_start_ = end + 1;
            while (peek() == ' ') ++at_;
            if (at_line_end() || peek() == '#') continue;
            indent_ = at_ - line_start_;
            if (indent_ == 0 && (text_.substr(at_, 3) == "---" || text_.substr(at_, 3) == "..."))
                throw Declined{};
            return;
        }
        at_end_ = true;
        indent_ = 0;
    }

    void skip_blanks() {
        while (peek() == ' ') ++at_;
    }

    // After a value on its line: nothing more on it, and nothing below that belongs to it.
    void end_line(std::size_t indent) {
        const std::size_t before = at_;
        skip_blanks();
        if (!at_line_end() && !(peek() == '#' && at_ > before)) throw Declined{};
        next_line();
        if (!at_end_ && indent_ > indent) throw Declined{};
    }

    void block() {
        if (++depth_ > 200) throw Declined{};
        if (at_item())
            list(indent_);
        else
            map(indent_);
        --depth_;
    }

    void map(std::size_t indent) {
        handler_.OnMapStart(mark(at_), plain_tag_, YAML::NullAnchor, YAML::EmitterStyle::Block);
        do {
            key();
            skip_blanks();
            if (at_line_end() || (peek() == '#' && text_[at_ - 1] == ' '))
                value_below(indent);
            else {
                value();
                end_line(indent);
            }
        } while (!at_end_ && indent_ == indent && !at_item());
        handler_.OnMapEnd();
        if (!at_end_ && indent_ > indent) throw Declined{};
    }

    void value_below(std::size_t indent) {
        next_line();
        if (!at_end_ && indent_ > indent) {
            block();
        } else if (!at_end_ && indent_ == indent && at_item()) {
            list(indent);
        } else {
            handler_.OnNull(mark(text_.size()), YAML::NullAnchor);
        }
        if (!at_end_ && indent_ > indent) throw Declined{};
    }

    void list(std::size_t indent) {
        handler_.OnSequenceStart(mark(at_), plain_tag_, YAML::NullAnchor, YAML::EmitterStyle::Block);
        do {
            ++at_;
            skip_blanks();
            if (at_line_end() || peek() == '#' || at_item()) throw Declined{};
            if (starts_key()) {
                indent_ = at_ - line_start_;
                block();
            } else {
                value();
                end_line(indent);
            }
        } while (!at_end_ && indent_ == indent && at_item());
        handler_.OnSequenceEnd();
        if (!at_end_ && indent_ > indent) throw Declined{};
    }

    std::size_t key_end() const {
        std::size_t end = at_;
        while (end < text_.size() && is(text_[end], in_key)) ++end;
        return end;
    }

    bool starts_key() const {
        const std::size_t end = key_end();
        const bool colon = end > at_ && end < text_.size() && text_[end] == ':';
        return colon && (end + 1 == text_.size() || text_[end + 1] == ' ' || text_[end + 1] == '\n');
    }

    void key() {
        if (!is(peek(), in_key) || !is(peek(), starts_word) || !starts_key()) throw Declined{};
        const std::size_t end = key_end();
        const std::string_view word = text_.substr(at_, end - at_);
        if (is_null_word(word) || word.size() > 500) throw Declined{};
        handler_.OnScalar(mark(at_), plain_tag_, YAML::NullAnchor, std::string(word));
        at_ = end + 1;
    }

    void value() {
        if (peek() == '[' || peek() == '{')
            flow();
        else if (peek() == '"' || peek() == '\'')
            quoted();
        else
            plain();
    }

    void check_word_start() const {
        const bool signed_word = peek() == '-' && (is(peek(1), starts_word) || peek(1) == '-');
        if (!is(peek(), starts_word) && !signed_word) throw Declined{};
    }

    void emit_plain(std::size_t begin, std::size_t end) {
        while (text_[end - 1] == ' ') --end;
        const std::string_view word = text_.substr(begin, end - begin);
        if (is_null_word(word))
            handler_.OnNull(mark(begin), YAML::NullAnchor);
        else
            handler_.OnScalar(mark(begin), plain_tag_, YAML::NullAnchor, std::string(word));
    }

    // To the end of the line, or a comment.
    void plain() {
        check_word_start();
        const std::size_t begin = at_;
        for (; !at_line_end(); ++at_) {
            const char c = peek();
            if (c < ' ' || c > '~') throw Declined{};
            if (c == ':' && (peek(1) == ' ' || peek(1) == '\n')) throw Declined{};
            if (c == '#' && text_[at_ - 1] == ' ') {
                --at_;  // the blank that makes it a comment
                break;
            }
        }
        emit_plain(begin, at_);
    }

    void quoted() {
        const char quote = peek();
        const std::size_t begin = at_++;
        for (; peek() != quote; ++at_) {
            if (peek() < ' ' || peek() > '~' || peek() == '\\') throw Declined{};
        }
        ++at_;
        if (peek() == quote) throw Declined{};
        handler_.OnScalar(mark(begin), quoted_tag_, YAML::NullAnchor,
                          std::string(text_.substr(begin + 1, at_ - begin - 2)));
    }

    void flow() {
        if (++depth_ > 200) throw Declined{};
        const bool is_map = peek() == '{';
        const char close = is_map ? '}' : ']';
        if (is_map)
            handler_.OnMapStart(mark(at_), plain_tag_, YAML::NullAnchor, YAML::EmitterStyle::Flow);
        else
            handler_.OnSequenceStart(mark(at_), plain_tag_, YAML::NullAnchor, YAML::EmitterStyle::Flow);
        ++at_;
        skip_blanks();
        if (peek() != close) flow_items(is_map, close);
        ++at_;
        if (is_map)
            handler_.OnMapEnd();
        else
            handler_.OnSequenceEnd();
        --depth_;
    }

    void flow_items(bool is_map, char close) {
        for (;;) {
            if (is_map) {
                key();
                if (peek() != ' ') throw Declined{};
                skip_blanks();
            }
            if (peek() == '[' || peek() == '{')
                flow();
            else if (peek() == '"' || peek() == '\'')
                quoted();
            else
                flow_word();
            skip_blanks();
            if (peek() == close) return;
            if (peek() != ',') throw Declined{};
            ++at_;
            skip_blanks();
        }
    }

    void flow_word() {
        check_word_start();
        const std::size_t begin = at_;
        while (at_ < text_.size() && is(text_[at_], in_flow)) ++at_;
        if (at_ == begin) throw Declined{};
        emit_plain(begin, at_);
    }

    const std::string plain_tag_ = "?", quoted_tag_ = "!";
    std::string_view text_;
    YAML::EventHandler& handler_;
    std::size_t at_ = 0, line_start_ = 0, next_start_ = 0, indent_ = 0;
    int line_ = -1, depth_ = 0;
    bool at_end_ = false;
};

}  // namespace

bool scan_block_text(std::string_view text, YAML::EventHandler& handler) {
    try {
        BlockScanner(text, handler).scan();
        return true;
    } catch (const Declined&) {
        return false;
    }
}

}  // namespace mlpipe::document
