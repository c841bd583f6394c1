#include "mlpipe/document/writing.hpp"

#include <algorithm>

#include "mlpipe/base/json.hpp"

namespace mlpipe {
namespace {

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '+' || c == '-' || c == '/';
}

// Whether the text means the same in any place of a YAML document, whatever it means.
bool stands_alone(const std::string& text) {
    return !text.empty() && text != "-" && text != "---" && text != "..." &&
           std::all_of(text.begin(), text.end(), is_plain);
}

class Writer {
  public:
    explicit Writer(bool json) : json_(json) {}

    std::string write(const Node& root) {
        add(root, 0);
        return std::move(text_) + "\n";
    }

  private:
    void add(const Node& node, int depth) {
        if (node.is_map())
            add_all('{', '}', node.entries(), depth, [&](const Node::Entry& entry) {
                text_ += key(entry) + ": ";
                add(entry.value, depth + 1);
            });
        else if (node.is_list())
            add_all('[', ']', node.items(), depth, [&](const Node& item) { add(item, depth + 1); });
        else
            text_ += scalar(node);
    }

    template <typename Items, typename Add>
    void add_all(char open, char close, const Items& items, int depth, const Add& add_one) {
        text_ += open;
        bool first = true;
        for (const auto& item : items) {
            if (!first) text_ += ',';
            first = false;
            new_line(depth + 1);
            add_one(item);
        }
        if (!first) new_line(depth);
        text_ += close;
    }

    void new_line(int depth) { text_ += "\n" + std::string(static_cast<std::size_t>(depth) * 2, ' '); }

    std::string scalar(const Node& node) const {
        if (node.is_null()) return "null";
        if (node.is_string()) return word(node.raw(), node.quoted());
        // A tag may have made of it what it does not look like.
        return json_ || parse_yaml_value(node.raw()) == node.scalar() ? node.raw()
                                                                      : canonical_json(node.scalar());
    }

    std::string key(const Node::Entry& entry) const {
        if (!json_ && entry.key_kind != Node::Kind::string) return entry.key;
        return word(entry.key, !parse_yaml_value(entry.key).as_string());
    }

    std::string word(const std::string& text, bool quoted) const {
        return !json_ && !quoted && stands_alone(text) ? text : canonical_json(text);
    }

    bool json_;
    std::string text_;
};

}  // namespace

std::string document_text(const Document& document) {
    return Writer(document_format(document.file) == DocumentFormat::json).write(document.root);
}

}  // namespace mlpipe
