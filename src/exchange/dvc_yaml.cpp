#include "dvc_yaml.hpp"

#include <cmath>

#include "dvc_lines.hpp"
#include "dvc_scalar.hpp"
#include "mlpipe/base/python_float.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t step = 2;

class DvcYaml {
  public:
    std::string write(const Node& root) {
        node(root, Place::root);
        std::string text = lines_.take();
        if (!text.ends_with('\n')) text += '\n';
        return text;
    }

  private:
    enum class Place { root, value, item };

    void node(const Node& node, Place place) {
        if (node.is_map() && !node.entries().empty())
            map(node, place);
        else if (node.is_list() && !node.items().empty())
            list(node, place);
        else if (node.is_scalar())
            indented([&] { scalar(node, place); });
        else
            empty(node.is_map() ? "{}" : "[]");
    }

    template <class Write>
    void indented(const Write& write) {
        const std::size_t before = lines_.indent();
        lines_.set_indent(before + step);
        write();
        lines_.set_indent(before);
    }

    void empty(std::string_view brackets) {
        lines_.indicator(brackets, true);
        lines_.end_line();
    }

    void map(const Node& map, Place place) {
        const std::size_t before = lines_.indent();
        if (place != Place::root) lines_.set_indent(before + step);
        for (const Node::Entry& entry : map.entries()) {
            lines_.start_line();
            const bool question = needs_question_mark(entry.key);
            if (question) lines_.indicator("?", true, true);
            indented([&] { key(entry, !question); });
            if (question) {
                lines_.start_line();
                lines_.indicator(":", true, true);
            } else {
                lines_.indicator(":", false);
            }
            node(entry.value, Place::value);
        }
        lines_.set_indent(before);
    }

    // In a map a list stands as far left as its key.
    void list(const Node& list, Place place) {
        const std::size_t before = lines_.indent();
        const bool flush = place == Place::root || (place == Place::value && !lines_.indention());
        if (!flush) lines_.set_indent(before + step);
        for (const Node& item : list.items()) {
            lines_.start_line();
            lines_.indicator("-", true, true);
            node(item, Place::item);
        }
        lines_.set_indent(before);
    }

    void key(const Node::Entry& entry, bool simple) {
        if (entry.key_kind == Node::Kind::string)
            write_text(lines_, entry.key, simple);
        else if (entry.key_kind == Node::Kind::null)
            write_plain(lines_, "null", simple);
        else
            write_plain(lines_, text_of(key_value(entry)), simple);
    }

    void scalar(const Node& scalar, Place place) {
        if (place == Place::item) lines_.start_line();
        // What reads as a date, and was not put in quotes, is one to DVC.
        if (!scalar.is_string())
            write_plain(lines_, text_of(scalar.scalar()), false);
        else if (!scalar.quoted() && !scalar.raw().empty() && reads_as_other(scalar.raw()))
            write_plain(lines_, scalar.raw(), false);
        else
            write_text(lines_, scalar.raw(), false);
    }

    static std::string text_of(const Value& value) {
        if (const bool* flag = value.as_bool()) return *flag ? "true" : "false";
        if (const Integer* number = value.as_integer()) return number->text();
        const double* number = value.as_float();
        if (!number) return "";
        return (std::isfinite(*number)               ? ""
                : std::isnan(*number) || *number > 0 ? "."
                                                     : "-.") +
               python_float(std::isinf(*number) ? std::abs(*number) : *number);
    }

    DvcLines lines_;
};

}  // namespace

std::string dvc_yaml(const Node& root) {
    return DvcYaml().write(root);
}

}  // namespace mlpipe
