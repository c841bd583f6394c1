#include "python_tokens.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/base/path.hpp"
#include "python_strings.hpp"
#include "text_check.hpp"

namespace mlpipe::document {
namespace {

// As Python's own.
constexpr std::size_t most_brackets = 200, most_indentation = 100;

constexpr std::array<std::string_view, 25> long_operations{
    "**=", "//=", ">>=", "<<=", "...", "==", "!=", "<=", ">=", "->", "+=", "-=", "*=",
    "/=",  "%=",  "&=",  "|=",  "^=",  "@=", ":=", "**", "//", "<<", ">>", "<>"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool begins_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

class Tokenizer {
  public:
    Tokenizer(std::string_view text, const std::string& file) : text_(text), file_(file) {}

    std::vector<PythonToken> run() {
        while (at_ < text_.size()) {
            if (starts_line_ && brackets_.empty() && !indentation()) continue;
            token();
        }
        if (!brackets_.empty())
            fail(brackets_.back().position, "'" + std::string(brackets_.back().text) + "' is never closed");
        if (!starts_line_) add(PythonToken::Kind::newline, 0);
        for (; indents_.size() > 1; indents_.pop_back()) add(PythonToken::Kind::dedent, 0);
        add(PythonToken::Kind::end, 0);
        check_blocks();
        return std::move(tokens_);
    }

  private:
    using Kind = PythonToken::Kind;
    // Tabs go to the next multiple of eight, and count for one: the two must agree on what is deeper.
    struct Indent {
        std::size_t column = 0, characters = 0;
        bool operator==(const Indent&) const = default;
    };

    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    Position here() const {
        return {static_cast<std::uint32_t>(line_), static_cast<std::uint32_t>(at_ - line_start_ + 1)};
    }

    [[noreturn]] void fail(Position position, std::string message) const {
        throw PipelineError({{file_, position, "not valid Python: " + std::move(message)}});
    }

    void add(Kind kind, std::size_t length) {
        tokens_.push_back({kind, text_.substr(at_, length), here()});
        for (const std::size_t end = at_ + length; at_ < end; ++at_)
            if (text_[at_] == '\n') next_line();
    }

    void next_line() {
        ++line_;
        line_start_ = at_ + 1;
    }

    bool at_line_break() const { return peek() == '\n' || (peek() == '\r' && peek(1) == '\n'); }

    void skip_line_break() {
        if (peek() == '\r') ++at_;
        next_line();
        ++at_;
    }

    void skip_comment() {
        while (at_ < text_.size() && !at_line_break()) ++at_;
    }

    // Of a line that says something; false: there is nothing on the line, which is passed over.
    bool indentation() {
        Indent found;
        for (;; ++at_) {
            if (peek() == ' ')
                found = {found.column + 1, found.characters + 1};
            else if (peek() == '\t')
                found = {(found.column / 8 + 1) * 8, found.characters + 1};
            else if (peek() == '\f')
                found = {};
            else
                break;
        }
        if (peek() == '#') skip_comment();
        if (at_line_break()) {
            skip_line_break();
            return false;
        }
        if (at_ >= text_.size()) return false;
        starts_line_ = false;
        compare(found);
        return true;
    }

    void compare(Indent found) {
        if (found == indents_.back()) return;
        if (found.column > indents_.back().column && found.characters > indents_.back().characters) {
            if (indents_.size() > most_indentation) fail(here(), "more than 100 blocks in each other");
            indents_.push_back(found);
            return add(Kind::indent, 0);
        }
        while (indents_.back().column > found.column) {
            indents_.pop_back();
            add(Kind::dedent, 0);
        }
        if (found == indents_.back()) return;
        fail(here(), misfit(found));
    }

    std::string misfit(Indent found) const {
        const bool tabs = found.column != found.characters ||
                          std::any_of(indents_.begin(), indents_.end(),
                                      [](Indent indent) { return indent.column != indent.characters; });
        return tabs ? "tabs and spaces are mixed, so that the depth of this line cannot be told"
                    : "this line is indented less than the one before it, and like none above";
    }

    void token() {
        const char c = peek();
        if (c == ' ' || c == '\t' || c == '\f') {
            ++at_;
        } else if (at_line_break()) {
            line_break();
        } else if (c == '#') {
            skip_comment();
        } else if (c == '\\') {
            continuation();
        } else if (python_string_prefix(text_, at_)) {
            const auto end = end_of_python_string(text_, at_);
            if (!end) fail(here(), "the string that begins here is never closed");
            add(Kind::string, *end - at_);
        } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
            const std::size_t length = python_number_length(text_.substr(at_));
            if (length == 0) fail(here(), "this is no number of Python's");
            add(Kind::number, length);
        } else if (begins_name(c)) {
            std::size_t end = at_;
            while (end < text_.size() && (begins_name(text_[end]) || is_digit(text_[end]))) ++end;
            add(Kind::name, end - at_);
        } else {
            operation();
        }
    }

    void line_break() {
        if (brackets_.empty()) {
            tokens_.push_back({Kind::newline, {}, here()});
            starts_line_ = true;
        }
        skip_line_break();
    }

    void continuation() {
        ++at_;
        if (!at_line_break()) fail(here(), "a backslash must be the last character of its line");
        skip_line_break();
        if (at_ >= text_.size()) fail(here(), "the file ends where a backslash says that the line goes on");
    }

    void operation() {
        const auto found =
            std::find_if(long_operations.begin(), long_operations.end(),
                         [&](std::string_view word) { return text_.substr(at_).starts_with(word); });
        if (found != long_operations.end()) return add(Kind::operation, found->size());
        const char c = peek();
        if (std::string_view("+-*/%@&|^~<>()[]{},:;.=").find(c) == std::string_view::npos)
            fail(here(), "'" + path::printable(text_.substr(at_, 1)) + "' has no meaning here");
        add(Kind::operation, 1);
        if (c == '(' || c == '[' || c == '{') open();
        if (c == ')' || c == ']' || c == '}') close();
    }

    void open() {
        brackets_.push_back(tokens_.back());
        if (brackets_.size() > most_brackets)
            fail(brackets_.back().position, "more than 200 brackets in each other");
    }

    void close() {
        const PythonToken& closing = tokens_.back();
        const std::string shown = "'" + std::string(closing.text) + "'";
        if (brackets_.empty()) fail(closing.position, shown + " closes nothing");
        const PythonToken opening = brackets_.back();
        const std::string_view pairs = "()[]{}";
        if (pairs[pairs.find(opening.text) + 1] != closing.text.front())
            fail(closing.position, shown + " does not close the '" + std::string(opening.text) +
                                       "' of line " + std::to_string(opening.position.line));
        brackets_.pop_back();
    }

    // A deeper line follows a ':' that ends a line, and nothing else.
    void check_blocks() const {
        bool opened = false;
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            const bool deeper = tokens_[i].kind == Kind::indent;
            if (deeper && !opened)
                fail(tokens_[i].position, "this line is indented, and no block begins here");
            if (opened && !deeper) fail(tokens_[i].position, "after ':' an indented block is expected");
            opened = i > 0 && tokens_[i].kind == Kind::newline && tokens_[i - 1].is(":");
        }
    }

    std::string_view text_;
    const std::string& file_;
    std::vector<PythonToken> tokens_;
    std::vector<PythonToken> brackets_;  // that are open
    std::vector<Indent> indents_{{}};
    std::size_t at_ = 0, line_ = 1, line_start_ = 0;
    bool starts_line_ = true;
};

}  // namespace

std::vector<PythonToken> python_tokens(std::string_view text, const std::string& file) {
    if (auto bad = find_bad_encoding(text, file)) throw PipelineError({std::move(*bad)});
    return Tokenizer(text, file).run();
}

}  // namespace mlpipe::document
