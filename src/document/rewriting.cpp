#include "mlpipe/document/rewriting.hpp"

#include <algorithm>
#include <vector>

#include "mlpipe/base/error.hpp"
#include "mlpipe/document/writing.hpp"

namespace mlpipe {
namespace {

struct Edit {
    std::size_t begin, end;
    std::string text;
};

std::string indented(const std::string& text, std::size_t width) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        if (text[at] != '\n') result.append(width, ' ');
        result += text.substr(at, end - at);
        at = end;
    }
    return result;
}

class Rewriting {
  public:
    explicit Rewriting(std::string_view text) : text_(text) {
        for (std::size_t at = 0; at != text.npos && at < text.size();) {
            lines_.push_back(at);
            const std::size_t end = text.find('\n', at);
            at = end == text.npos ? end : end + 1;
        }
    }

    // Notes how `before`, which takes up the lines up to `end`, becomes `after`. False where it is not laid out line by
    // line: nothing is noted then.
    bool change(const Node& before, const Node& after, std::size_t begin, std::size_t end) {
        if (!is_laid_out(before, begin, end) || after.entries().empty()) return false;
        const std::size_t column = before.entries().front().key_position.column - 1;
        std::size_t last = begin;
        for (std::size_t i = 0; i < before.entries().size(); ++i) {
            const Node::Entry& entry = before.entries()[i];
            const bool is_last = i + 1 == before.entries().size();
            const std::size_t from = line(entry.key_position);
            last = without_comments(from, is_last ? end : line(before.entries()[i + 1].key_position), column);
            change_entry(entry, after.find(entry.key), from, last, column);
        }
        std::string added;
        for (const Node::Entry& entry : after.entries())
            if (!before.find(entry.key)) added += entry_text(entry.key, entry.value, column);
        if (added.empty()) return true;
        if (last > 0 && text_[last - 1] != '\n') added.insert(0, "\n");
        edits_.push_back({last, last, std::move(added)});
        return true;
    }

    std::string text() {
        std::stable_sort(edits_.begin(), edits_.end(),
                         [](const Edit& left, const Edit& right) { return left.begin < right.begin; });
        std::string result;
        std::size_t at = 0;
        for (const Edit& edit : edits_) {
            result += text_.substr(at, edit.begin - at);
            result += edit.text;
            at = edit.end;
        }
        return result + std::string(text_.substr(at));
    }

  private:
    std::size_t line(Position position) const { return lines_[position.line - 1]; }

    // Whether each entry begins a line within these bounds, all equally far to the right.
    bool is_laid_out(const Node& map, std::size_t begin, std::size_t end) const {
        if (!map.is_map() || map.entries().empty()) return false;
        const std::uint32_t column = map.entries().front().key_position.column;
        for (const Node::Entry& entry : map.entries()) {
            const Position at = entry.key_position;
            if (at.line == 0 || at.line > lines_.size() || at.column != column) return false;
            const std::size_t from = line(at);
            if (from < begin || from >= end ||
                text_.substr(from, column - 1).find_first_not_of(' ') != text_.npos)
                return false;
            begin = from + 1;
        }
        return true;
    }

    // Comments and empty lines before the next entry belong to that one.
    std::size_t without_comments(std::size_t begin, std::size_t end, std::size_t column) const {
        while (end > begin) {
            const std::size_t previous = text_.rfind('\n', end - 2) + 1;
            if (previous <= begin) break;
            const std::string_view line = text_.substr(previous, end - previous);
            const std::size_t first = line.find_first_not_of(" \n");
            const bool passes = first == line.npos || (line[first] == '#' && first <= column);
            if (!passes) break;
            end = previous;
        }
        return end;
    }

    void change_entry(const Node::Entry& before, const Node* after, std::size_t begin, std::size_t end,
                      std::size_t column) {
        if (!after) return edits_.push_back({begin, end, ""});
        if (before.value.to_value() == after->to_value()) return;
        const std::size_t value = std::min(text_.find('\n', begin), end - 1) + 1;
        if (before.value.is_map() && after->is_map() && change(before.value, *after, value, end)) return;
        edits_.push_back({begin, end, entry_text(before.key, *after, column)});
    }

    static std::string entry_text(const std::string& key, const Node& value, std::size_t column) {
        return indented(yaml_text(Value::Map{{key, value.to_value()}}), column);
    }

    const std::string_view text_;
    std::vector<std::size_t> lines_;  // where each begins
    std::vector<Edit> edits_;
};

bool says(const std::string& text, const std::string& file, const Value& target) {
    try {
        return parse_yaml(text, file).root.to_value() == target;
    } catch (const Error&) {
        return false;
    }
}

}  // namespace

Rewritten rewrite_yaml(std::string_view text, const std::string& file, const Node& target) {
    const Node before = parse_yaml(text, file).root;
    const Value value = target.to_value();
    Rewriting rewriting(text);
    if (rewriting.change(before, target, 0, text.size())) {
        std::string edited = rewriting.text();
        if (says(edited, file, value)) return {std::move(edited), false};
    }
    return {yaml_text(value), true};
}

}  // namespace mlpipe
