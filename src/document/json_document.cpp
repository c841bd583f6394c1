// base's parser decides what is JSON and what it means; this walk over the text that it accepted adds the
// positions.
#include <algorithm>
#include <charconv>

#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/document/node.hpp"
#include "text_check.hpp"

namespace mlpipe {
namespace {

class PositionWalk {
  public:
    PositionWalk(std::string_view text, const std::string& file, const DocumentLimits& limits)
        : text_(text), file_(file), limits_(limits) {}

    Node node(Value& value) {
        skip_blanks();
        const Position position = here();
        if (++nodes_ > limits_.most_nodes) {
            fail("the document has more than " + std::to_string(limits_.most_nodes) + " values");
        }
        if (Value::Map* map = value.as_map()) return map_node(*map, position);
        if (Value::List* list = value.as_list()) return list_node(*list, position);
        const std::size_t start = at_;
        const bool quoted = peek() == '"';
        skip_value();
        std::string raw = quoted ? *value.as_string() : std::string(text_.substr(start, at_ - start));
        return Node::make_scalar(std::move(value), std::move(raw), quoted, position);
    }

  private:
    Node map_node(Value::Map& map, Position position) {
        enter();
        Node node = Node::make_map(position);
        for (auto& [key, value] : map) {
            skip_blanks();
            const Position key_position = here();
            skip_string();
            skip_blanks();
            ++at_;  // ':'
            Node child = this->node(value);
            node.add(std::move(key), key_position, std::move(child));
            skip_blanks();
            if (peek() == ',') ++at_;
        }
        leave();
        return node;
    }

    Node list_node(Value::List& list, Position position) {
        enter();
        Node node = Node::make_list(position);
        for (Value& value : list) {
            node.add(this->node(value));
            skip_blanks();
            if (peek() == ',') ++at_;
        }
        leave();
        return node;
    }

    void enter() {
        if (++depth_ > limits_.most_depth) {
            fail("nested more than " + std::to_string(limits_.most_depth) + " deep");
        }
        ++at_;
    }

    void leave() {
        --depth_;
        skip_blanks();
        ++at_;
    }

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    void skip_blanks() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n') {
            if (peek() == '\n') {
                ++line_;
                line_start_ = at_ + 1;
            }
            ++at_;
        }
    }

    void skip_string() {
        for (++at_; peek() != '"' && at_ < text_.size(); ++at_) {
            if (peek() == '\\') ++at_;
        }
        ++at_;
    }

    // A scalar, or the object that stands for a float which JSON lacks.
    void skip_value() {
        if (peek() == '"') {
            skip_string();
        } else if (peek() == '{') {
            for (; peek() != '}' && at_ < text_.size();) {
                if (peek() == '"')
                    skip_string();
                else if (peek() == '\n')
                    skip_blanks();
                else
                    ++at_;
            }
            ++at_;
        } else {
            at_ = std::min(text_.find_first_of(" \t\r\n,]}", at_), text_.size());
        }
    }

    Position here() const {
        return {static_cast<std::uint32_t>(line_), static_cast<std::uint32_t>(at_ - line_start_ + 1)};
    }

    [[noreturn]] void fail(std::string message) const {
        throw PipelineError({{file_, here(), std::move(message)}});
    }

    std::string_view text_;
    const std::string& file_;
    const DocumentLimits& limits_;
    std::size_t at_ = 0, line_ = 1, line_start_ = 0, nodes_ = 0, depth_ = 0;
};

// base reports "<origin>:line:column: message" in one text.
Diagnostic as_diagnostic(std::string_view what, const std::string& file) {
    const std::string prefix = path::printable(file) + ":";
    Diagnostic diagnostic{file, {}, std::string(what)};
    if (!what.starts_with(prefix)) return diagnostic;
    const char* const end = what.data() + what.size();
    const char* at = what.data() + prefix.size();
    const auto line = std::from_chars(at, end, diagnostic.position.line);
    if (line.ec != std::errc() || line.ptr == end) return {file, {}, std::string(what)};
    const auto column = std::from_chars(line.ptr + 1, end, diagnostic.position.column);
    if (column.ec != std::errc() || end - column.ptr < 2) return {file, {}, std::string(what)};
    diagnostic.message = "not valid JSON: " + std::string(column.ptr + 2, end);
    return diagnostic;
}

Value parse_text(std::string_view text, const std::string& file) {
    try {
        return parse_json(text, file);
    } catch (const PipelineError&) {
        throw;
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::pipeline) throw;
        throw PipelineError({as_diagnostic(error.what(), file)});
    }
}

}  // namespace

Document parse_json_document(std::string_view text, std::string file, const DocumentLimits& limits) {
    text = document::without_mark(text);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return {std::move(file), Node()};
    Value value = parse_text(text, file);
    Node root = PositionWalk(text, file, limits).node(value);
    return {std::move(file), std::move(root)};
}

}  // namespace mlpipe
