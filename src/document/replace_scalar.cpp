// An edit of one scalar in the text itself. The positions of the parsed tree say where; afterwards the new
// text is parsed again, and anything but the one change wanted is refused.
#include <algorithm>
#include <charconv>

#include "literal_text.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/document/node.hpp"
#include "quotes.hpp"
#include "scalar_text.hpp"
#include "text_check.hpp"

namespace mlpipe {
namespace {

struct Span {
    std::size_t begin = 0, length = 0;
};

std::vector<std::string> split_key(std::string_view dotted) {
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t dot = dotted.find('.');
        parts.emplace_back(dotted.substr(0, dot));
        if (dot == std::string_view::npos) return parts;
        dotted.remove_prefix(dot + 1);
    }
}

std::optional<std::size_t> list_index(std::string_view part, std::size_t size) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
    if (error != std::errc() || end != part.data() + part.size() || index >= size) return std::nullopt;
    return index;
}

class ScalarEdit {
  public:
    ScalarEdit(std::string_view text, const std::string& file, std::string_view key)
        : text_(text), file_(file), key_(key), parts_(split_key(key)), format_(document_format(file)) {}

    std::string apply(std::string_view written) {
        const Document before = parse_document(text_, file_);
        const auto [target, entry] = find(before.root);
        if (!target->is_scalar()) {
            fail(target->position(), "'" + name() + "' is " + target->describe() +
                                         "; only a single value can be set, expected the key of one");
        }
        const Value value = parse_yaml_value(written);
        if (value.as_list() || value.as_map()) {
            fail(target->position(),
                 "'" + name() + "' cannot be set to a list or a map, expected a single value");
        }
        const std::string_view blank_free = text::trimmed(written);
        const std::string given(blank_free.empty() ? "null" : blank_free);
        if (const auto reason = document::unwritable(format_, value))
            fail(target->position(), "'" + name() + "' cannot be set to " + given + ": " + *reason);
        Value wanted = before.root.to_value();
        place(wanted) = value;

        const bool absent = target->raw().empty() && target->is_null() && !target->quoted();
        const Span span = absent ? after_key(entry) : span_of(*target);
        const std::string_view replaced = text_.substr(span.begin, span.length);
        for (const std::string& form : document::scalar_forms(format_, given, value, replaced)) {
            std::string edited(text_.substr(0, span.begin));
            edited += absent ? " " + form : form;
            edited += text_.substr(span.begin + span.length);
            if (reads_as(edited, wanted)) return edited;
        }
        fail(target->position(), "'" + name() +
                                     "' cannot be set by itself: its value is shared with other keys, or " +
                                     "the text around it would change its meaning; edit the file");
    }

  private:
    struct Found {
        const Node* node;
        const Node::Entry* entry;  // null for an item of a list
    };

    Found find(const Node& root) const {
        Found found{&root, nullptr};
        std::string so_far;
        for (const std::string& part : parts_) {
            const Node& parent = *found.node;
            const Node::Entry* entry = nullptr;
            if (parent.is_list()) {
                const auto index = list_index(part, parent.items().size());
                if (!index) unknown(parent, so_far, part);
                found = {&parent.items()[*index], nullptr};
            } else {
                for (const Node::Entry& candidate : parent.entries()) {
                    if (candidate.key == part) entry = &candidate;
                }
                if (!entry) unknown(parent, so_far, part);
                found = {&entry->value, entry};
            }
            so_far += (so_far.empty() ? "" : ".") + part;
        }
        return found;
    }

    [[noreturn]] void unknown(const Node& parent, const std::string& so_far, const std::string& part) const {
        std::vector<std::string> keys;
        for (const Node::Entry& entry : parent.entries()) keys.push_back(entry.key);
        const std::string inside = so_far.empty() ? "the file" : "'" + path::printable(so_far) + "'";
        std::string message =
            "no key '" + name() + "': " + inside + " has no '" + path::printable(part) + "'";
        if (!parent.is_map()) message += ", it is " + parent.describe();
        fail(parent.position(), message + text::did_you_mean(part, keys));
    }

    Value& place(Value& root) const {
        Value* at = &root;
        for (const std::string& part : parts_) {
            if (Value::List* list = at->as_list()) {
                at = &(*list)[*list_index(part, list->size())];
                continue;
            }
            Value::Map& map = *at->as_map();
            at = &std::find_if(map.begin(), map.end(), [&](auto& entry) {
                      return entry.first == part;
                  })->second;
        }
        return *at;
    }

    std::size_t skip_properties(std::size_t at) const {
        return format_ == DocumentFormat::yaml ? document::skip_properties(text_, at) : at;
    }

    std::size_t end_of_quoted(std::size_t begin) const {
        return document::end_of_quoted(text_, begin).value_or(text_.size());
    }

    Span span_of(const Node& scalar) const {
        const std::size_t start = document::offset_of(text_, scalar.position());
        const std::size_t begin = skip_properties(start);
        const char first = begin < text_.size() ? text_[begin] : '\0';
        if (format_ == DocumentFormat::yaml && (first == '|' || first == '>')) {
            fail(scalar.position(),
                 "'" + name() + "' is a block of text ('|' or '>'), which cannot be set; edit the file");
        }
        const auto length = document::scalar_length(format_, text_, begin, scalar);
        if (!length)
            fail(scalar.position(), "'" + name() + "' spans several lines, and cannot be set; edit the file");
        return {begin, *length};
    }

    // Where a value goes that is not there yet: "key:".
    Span after_key(const Node::Entry* entry) const {
        if (entry) {
            std::size_t at = skip_properties(document::offset_of(text_, entry->key_position));
            const bool quoted = at < text_.size() && (text_[at] == '"' || text_[at] == '\'');
            at = quoted ? end_of_quoted(at) : at + entry->key.size();
            at = std::min(text_.find_first_not_of(" \t", at), text_.size());
            if (at < text_.size() && text_[at] == ':') return {at + 1, 0};
        }
        fail(entry ? entry->key_position : Position{},
             "'" + name() + "' has no value to replace; edit the file");
    }

    bool reads_as(const std::string& edited, const Value& wanted) const {
        try {
            // As text, in which what is no number equals itself.
            return canonical_json(parse_document(edited, file_).root.to_value()) == canonical_json(wanted);
        } catch (const Error&) {
            return false;
        }
    }

    std::string name() const { return path::printable(key_); }

    [[noreturn]] void fail(Position position, std::string message) const {
        throw PipelineError({{file_, position, std::move(message)}});
    }

    std::string_view text_;
    const std::string& file_;
    std::string_view key_;
    std::vector<std::string> parts_;
    DocumentFormat format_;
};

}  // namespace

std::string replace_scalar(std::string_view text, const std::string& file, std::string_view dotted_key,
                           std::string_view value) {
    const std::string_view content = document::without_mark(text);
    const std::string_view mark = text.substr(0, text.size() - content.size());
    return std::string(mark) + ScalarEdit(content, file, dotted_key).apply(value);
}

}  // namespace mlpipe
