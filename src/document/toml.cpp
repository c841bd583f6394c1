// toml++ decides what is TOML and what it means. It keeps tables sorted by key and counts columns in characters:
// here they come in the order of the text, with columns in bytes.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <tuple>

#include "mlpipe/document/node.hpp"
#include "text_check.hpp"
#include "toml_text.hpp"

namespace mlpipe {
namespace {

// Where toml++'s lines and columns stand in the text. Quick where it is asked in the order of the text.
class Places {
  public:
    explicit Places(std::string_view text) : text_(text) {
        for (std::size_t at = 0; at < text.size(); ++at)
            if (text[at] == '\n') line_starts_.push_back(at + 1);
    }

    std::size_t offset_of(const toml::source_position& wanted) {
        const std::size_t line = std::clamp<std::size_t>(wanted.line, 1, line_starts_.size());
        if (line != line_ || wanted.column < column_) {
            line_ = line;
            column_ = 1;
            at_ = line_starts_[line - 1];
        }
        for (; column_ < wanted.column && at_ < text_.size(); ++column_) {
            ++at_;
            while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0) == 0x80) ++at_;
        }
        return at_;
    }

    Position position_of(const toml::source_position& wanted) {
        const std::size_t offset = offset_of(wanted);
        return {static_cast<std::uint32_t>(line_),
                static_cast<std::uint32_t>(offset - line_starts_[line_ - 1] + 1)};
    }

  private:
    std::string_view text_;
    std::vector<std::size_t> line_starts_{0};
    std::size_t line_ = 1, column_ = 1, at_ = 0;
};

// RFC 3339 as it is written most: `1979-05-27 07:32:00z` may be written, `1979-05-27T07:32:00Z` is meant.
std::string rfc_3339(std::string written) {
    for (char& c : written) {
        if (c == ' ' || c == 't') c = 'T';
        if (c == 'z') c = 'Z';
    }
    return written;
}

class TomlReader {
  public:
    TomlReader(std::string_view text, const std::string& file, const DocumentLimits& limits)
        : text_(text), file_(file), limits_(limits), places_(text) {}

    Node read() {
        if (const auto deep = document::find_too_deep(text_, limits_.most_depth))
            fail(document::position_at(text_, *deep), too_deep());
        const toml::parse_result parsed = toml::parse(text_);
        if (!parsed) {
            const toml::parse_error& error = parsed.error();
            fail(places_.position_of(error.source().begin), "not valid TOML: " + reason(error.description()));
        }
        count({1, 1});
        return table(parsed.table(), {1, 1});
    }

  private:
    static std::string reason(std::string_view description) {
        constexpr std::string_view start = "Error while parsing ";
        if (description.starts_with(start)) description.remove_prefix(start.size());
        return std::string(description);
    }

    Node node(const toml::node& value) {
        const Position position = places_.position_of(value.source().begin);
        count(position);
        if (const toml::table* map = value.as_table()) return table(*map, position);
        if (const toml::array* list = value.as_array()) return array(*list, position);
        if (const auto* text = value.as_string()) return Node::make_scalar(**text, **text, true, position);
        const std::size_t begin = places_.offset_of(value.source().begin);
        std::string raw(text_.substr(begin, places_.offset_of(value.source().end) - begin));
        if (const auto* flag = value.as_boolean()) return Node::make_scalar(**flag, raw, false, position);
        if (const auto* number = value.as_integer()) return Node::make_scalar(**number, raw, false, position);
        if (const auto* number = value.as_floating_point())
            return Node::make_scalar(**number, raw, false, position);
        const std::string moment = rfc_3339(std::move(raw));
        return Node::make_scalar(moment, moment, false, position);
    }

    Node table(const toml::table& map, Position position) {
        enter(position);
        struct Item {
            const toml::key* key;
            const toml::node* value;
        };
        std::vector<Item> items;
        for (auto&& [key, value] : map) items.push_back({&key, &value});
        std::sort(items.begin(), items.end(), [](const Item& left, const Item& right) {
            const auto place = [](const Item& item) {
                const toml::source_position& begin = item.key->source().begin;
                return std::tuple(begin.line, begin.column);
            };
            return place(left) < place(right);
        });
        Node result = Node::make_map(position);
        for (const Item& item : items) {
            const Position key_position = places_.position_of(item.key->source().begin);
            result.add(std::string(item.key->str()), key_position, node(*item.value));
        }
        --depth_;
        return result;
    }

    Node array(const toml::array& list, Position position) {
        enter(position);
        Node result = Node::make_list(position);
        for (const toml::node& item : list) result.add(node(item));
        --depth_;
        return result;
    }

    void count(Position position) {
        if (++nodes_ > limits_.most_nodes)
            fail(position, "the document has more than " + std::to_string(limits_.most_nodes) + " values");
    }

    void enter(Position position) {
        if (++depth_ > limits_.most_depth) fail(position, too_deep());
    }

    std::string too_deep() const {
        return "nested more than " + std::to_string(limits_.most_depth) + " deep";
    }

    [[noreturn]] void fail(Position position, std::string message) const {
        throw PipelineError({{file_, position, std::move(message)}});
    }

    std::string_view text_;
    const std::string& file_;
    const DocumentLimits& limits_;
    Places places_;
    std::size_t nodes_ = 0, depth_ = 0;
};

}  // namespace

Document parse_toml(std::string_view text, std::string file, const DocumentLimits& limits) {
    text = document::without_mark(text);
    if (auto bad = document::find_bad_byte(text, file)) throw PipelineError({std::move(*bad)});
    Node root = TomlReader(text, file, limits).read();
    return {std::move(file), std::move(root)};
}

}  // namespace mlpipe
