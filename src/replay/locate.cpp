#include "locate.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/document/node.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_places = 3, longest_shown = 80;

std::string shortened(std::string_view text) {
    std::string shown = path::printable(text.substr(0, longest_shown));
    return text.size() > longest_shown ? shown + "..." : shown;
}

std::string change(const std::string& place, std::string_view before, std::string_view after) {
    return place + ": " + shortened(before) + " -> " + shortened(after);
}

bool is_document(const std::string& path) {
    for (const char* ending : {".json", ".yaml", ".yml"})
        if (path.ends_with(ending)) return true;
    return false;
}

std::optional<Value> parse(const std::string& path, std::string_view content) {
    if (!is_document(path)) return std::nullopt;
    try {
        return parse_document(content, path).root.to_value();
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::string shown(const Value* value) {
    return value == nullptr ? "nothing" : canonical_json(*value);
}

class DocumentComparison {
  public:
    explicit DocumentComparison(const Tolerance& tolerance) : tolerance_(tolerance) {}

    void compare(const std::string& address, const Value* before, const Value* after) {
        if (before != nullptr && after != nullptr && same_leaf(*before, *after)) return;
        const bool maps = before && after && before->as_map() && after->as_map();
        const bool lists = before && after && before->as_list() && after->as_list();
        const std::string prefix = address.empty() ? "" : address + ".";
        if (maps) {
            for (const auto& [key, value] : *before->as_map())
                compare(prefix + key, &value, after->find(key));
            for (const auto& [key, value] : *after->as_map()) {
                if (before->find(key) == nullptr) compare(prefix + key, nullptr, &value);
            }
            return;
        }
        if (lists) {
            const auto &left = *before->as_list(), &right = *after->as_list();
            for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i)
                compare(prefix + std::to_string(i), i < left.size() ? &left[i] : nullptr,
                        i < right.size() ? &right[i] : nullptr);
            return;
        }
        places.push_back(change(path::printable(address), shown(before), shown(after)));
    }

    std::vector<std::string> places;

  private:
    bool same_leaf(const Value& before, const Value& after) const {
        const auto left = before.number(), right = after.number();
        if (!left || !right) return !before.as_map() && !before.as_list() && before == after;
        if (std::isnan(*left) || std::isnan(*right)) return std::isnan(*left) && std::isnan(*right);
        if (*left == *right) return true;
        return std::abs(*left - *right) <= tolerance_.absolute + tolerance_.relative * std::abs(*left);
    }

    Tolerance tolerance_;
};

// The cells of one line; quotes are taken along as they stand.
std::vector<std::string_view> cells_of(std::string_view line, char separator) {
    std::vector<std::string_view> cells;
    bool quoted = false;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= line.size(); ++i) {
        if (i < line.size() && line[i] == '"') quoted = !quoted;
        if (i < line.size() && (quoted || line[i] != separator)) continue;
        cells.push_back(line.substr(start, i - start));
        start = i + 1;
    }
    return cells;
}

std::string row_difference(std::size_t row, const std::string& header, const std::string& before,
                           const std::string& after, char separator) {
    const auto names = cells_of(header, separator), left = cells_of(before, separator),
               right = cells_of(after, separator);
    const std::string place = "row " + std::to_string(row);
    if (left.size() != right.size()) return change(place, before, after);
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (left[i] == right[i]) continue;
        const std::string column = i < names.size() ? path::printable(names[i]) : std::to_string(i + 1);
        return change(place + ", column " + column, left[i], right[i]);
    }
    return change(place, before, after);
}

std::vector<std::string> line_differences(const std::string& path, std::string_view recorded,
                                          std::string_view reproduced) {
    const std::vector<std::string> before = text::split_lines(recorded),
                                   after = text::split_lines(reproduced);
    const char separator = path.ends_with(".csv") ? ',' : path.ends_with(".tsv") ? '\t' : '\0';
    std::vector<std::string> places;
    for (std::size_t i = 0; i < std::min(before.size(), after.size()) && places.size() < most_places; ++i) {
        if (before[i] == after[i]) continue;
        // The first row of a table is its header, and no row of data.
        places.push_back(separator != '\0' && i > 0
                             ? row_difference(i, before[0], before[i], after[i], separator)
                             : change("line " + std::to_string(i + 1), before[i], after[i]));
    }
    if (before.size() != after.size())
        places.push_back(text::plural(before.size(), "line") + " -> " + text::plural(after.size(), "line"));
    if (places.empty()) places.push_back("only the ends of lines differ");
    return places;
}

std::vector<std::string> byte_difference(std::string_view recorded, std::string_view reproduced) {
    const auto [left, right] =
        std::mismatch(recorded.begin(), recorded.end(), reproduced.begin(), reproduced.end());
    std::string place = "from byte " + std::to_string(left - recorded.begin()) + " on";
    if (recorded.size() != reproduced.size())
        place +=
            ", " + std::to_string(recorded.size()) + " -> " + std::to_string(reproduced.size()) + " bytes";
    return {std::move(place)};
}

bool is_text(std::string_view content) {
    return path::is_utf8(content) && content.find('\0') == std::string_view::npos;
}

}  // namespace

std::vector<std::string> first_differences(const std::string& path, std::string_view recorded,
                                           std::string_view reproduced) {
    const auto before = parse(path, recorded), after = parse(path, reproduced);
    if (before && after) {
        DocumentComparison comparison(Tolerance{});
        comparison.compare("", &*before, &*after);
        std::vector<std::string>& places = comparison.places;
        if (places.empty()) return {"the same values, written differently"};
        const std::size_t all = places.size();
        if (all > most_places) {
            places.resize(most_places);
            places.push_back("and " + std::to_string(all - most_places) + " more");
        }
        return std::move(places);
    }
    if (is_text(recorded) && is_text(reproduced)) return line_differences(path, recorded, reproduced);
    return byte_difference(recorded, reproduced);
}

bool equal_within(const std::string& path, std::string_view recorded, std::string_view reproduced,
                  const Tolerance& tolerance) {
    const auto before = parse(path, recorded), after = parse(path, reproduced);
    if (!before || !after) return false;
    DocumentComparison comparison(tolerance);
    comparison.compare("", &*before, &*after);
    return comparison.places.empty();
}

}  // namespace mlpipe
