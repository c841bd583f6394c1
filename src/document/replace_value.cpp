#include "mlpipe/document/replace_value.hpp"

#include <algorithm>

#include "literal_text.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/document/node.hpp"
#include "python_strings.hpp"
#include "scalar_text.hpp"
#include "text_check.hpp"
#include "toml_text.hpp"

namespace mlpipe {
namespace {

class ValueEdit {
  public:
    ValueEdit(std::string_view text, const std::string& file, const std::vector<std::string>& keys)
        : text_(text), file_(file), keys_(keys), format_(document_format(file)) {}

    std::string apply(const Value& value) const {
        const Document before = parse_document(text_, file_);
        const Node& target = find(before.root);
        if (const auto reason = document::unwritable(format_, value))
            fail(target.position(), "'" + name() + "' cannot be replaced: " + *reason);
        Value wanted = before.root.to_value();
        place(wanted) = value;
        const std::size_t begin = document::offset_of(text_, target.position());
        const auto length = length_of(target, begin);
        if (length) {
            std::string edited(text_.substr(0, begin));
            edited += format_ == DocumentFormat::toml ? document::toml_literal(value)
                                                      : document::python_literal(value);
            edited += text_.substr(begin + *length);
            if (reads_as(edited, wanted)) return edited;
        }
        fail(target.position(), "'" + name() + "' is not written as one value that could be replaced");
    }

  private:
    const Node& find(const Node& root) const {
        const Node* node = &root;
        for (const std::string& key : keys_) {
            node = node->find(key);
            if (!node) fail({}, "there is no '" + name() + "'");
        }
        return *node;
    }

    Value& place(Value& root) const {
        Value* at = &root;
        for (const std::string& key : keys_) {
            Value::Map& map = *at->as_map();
            at = &std::find_if(map.begin(), map.end(), [&](auto& entry) {
                      return entry.first == key;
                  })->second;
        }
        return *at;
    }

    std::optional<std::size_t> length_of(const Node& target, std::size_t begin) const {
        if (target.is_scalar()) return document::scalar_length(format_, text_, begin, target);
        std::size_t open = 0;
        for (std::size_t at = begin; at < text_.size();) {
            const char c = text_[at];
            if (c == '#') {
                at = std::min(text_.find('\n', at), text_.size());
                continue;
            }
            if (c == '"' || c == '\'') {
                const auto end = end_of_string(at);
                if (!end) return std::nullopt;
                at = *end;
                continue;
            }
            ++at;
            if (c == '(' || c == '[' || c == '{') ++open;
            if ((c == ')' || c == ']' || c == '}') && open > 0) --open;
            if (open == 0) return at - begin;
        }
        return std::nullopt;
    }

    // Prefixes of Python do not count here: a literal that stands for a value is no f-string.
    std::optional<std::size_t> end_of_string(std::size_t at) const {
        if (format_ == DocumentFormat::toml) return document::end_of_toml_string(text_, at);
        return document::end_of_python_string(text_, at);
    }

    bool reads_as(const std::string& edited, const Value& wanted) const {
        try {
            return canonical_json(parse_document(edited, file_).root.to_value()) == canonical_json(wanted);
        } catch (const Error&) {
            return false;
        }
    }

    std::string name() const {
        std::string dotted;
        for (const std::string& key : keys_) dotted += (dotted.empty() ? "" : ".") + key;
        return path::printable(dotted);
    }

    [[noreturn]] void fail(Position position, std::string message) const {
        throw PipelineError({{file_, position, std::move(message)}});
    }

    std::string_view text_;
    const std::string& file_;
    const std::vector<std::string>& keys_;
    DocumentFormat format_;
};

}  // namespace

std::string replace_value(std::string_view text, const std::string& file,
                          const std::vector<std::string>& keys, const Value& value) {
    const std::string_view content = document::without_mark(text);
    return std::string(text.substr(0, text.size() - content.size())) +
           ValueEdit(content, file, keys).apply(value);
}

}  // namespace mlpipe
