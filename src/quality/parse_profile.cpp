#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <utility>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/document/node.hpp"
#include "mlpipe/quality/stored_profile.hpp"
#include "profile_format.hpp"

namespace mlpipe {
namespace {

// A gigabyte: a count of a few digits must not take all memory.
constexpr std::uint64_t most_values = std::uint64_t{1} << 27;

// A profile of a wide table with many categories.
constexpr DocumentLimits limits{100'000'000, 10};

class ProfileParser {
  public:
    explicit ProfileParser(const std::string& file) : file_(file) {}

    StoredProfile parse(const Node& root) const {
        check_format(root);
        StoredProfile profile;
        const Node& source = required(root, "source");
        profile.source = text(required(source, "path"));
        const Node& digest = required(source, "sha256");
        const auto parsed = Digest::parse(text(digest));
        if (!parsed) fail(digest, "'sha256' has to be 64 hex digits");
        profile.digest = *parsed;
        profile.table.rows = count(required(root, "rows"));
        std::set<std::string> names;
        for (const Node& node : list(required(root, "columns"))) {
            profile.table.columns.push_back(parse_column(node, profile.table.rows));
            if (!names.insert(profile.table.columns.back().name).second)
                fail(node, "two columns have the same name");
        }
        return profile;
    }

  private:
    [[noreturn]] void fail(const Node& where, const std::string& message) const {
        throw PipelineError({{file_, where.position(), message}});
    }

    const Node& required(const Node& map, std::string_view key) const {
        const Node* const found = map.is_map() ? map.find(key) : nullptr;
        if (found == nullptr)
            fail(map, "this is no profile that 'mlpipe drift' wrote: '" + std::string(key) + "' is missing");
        return *found;
    }

    void check_format(const Node& root) const {
        const Node& format = required(root, "format");
        if (!format.is_string() || format.raw() != profile_format)
            fail(format, "this is no profile that 'mlpipe drift' wrote");
        const Node& version = required(root, "version");
        if (count(version) != profile_version)
            fail(version, "this profile has version " + version.raw() + ", and this mlpipe knows version " +
                              std::to_string(profile_version) + " alone; write it anew");
    }

    const std::vector<Node>& list(const Node& node) const {
        if (!node.is_list()) fail(node, "a list is expected, not " + node.describe());
        return node.items();
    }

    std::string text(const Node& node) const {
        if (node.is_string()) return node.raw();
        if (node.is_map())
            if (const Node* const encoded = node.find("base64"); encoded != nullptr && encoded->is_string())
                if (auto bytes = text::parse_base64(encoded->raw())) return std::move(*bytes);
        fail(node, "a text is expected, not " + node.describe());
    }

    std::uint64_t count(const Node& node) const {
        const Integer* const integer = node.is_scalar() ? node.scalar().as_integer() : nullptr;
        const auto number = integer != nullptr ? integer->to_int64() : std::nullopt;
        if (!number || *number < 0) fail(node, "a count is expected, not " + node.describe());
        return static_cast<std::uint64_t>(*number);
    }

    double number(const Node& node) const {
        if (const Node* const other = node.is_map() ? node.find("$float") : nullptr; other != nullptr) {
            if (other->raw() == "inf") return std::numeric_limits<double>::infinity();
            if (other->raw() == "-inf") return -std::numeric_limits<double>::infinity();
        }
        const auto number = node.is_scalar() ? node.scalar().number() : std::nullopt;
        if (!number) fail(node, "a number is expected, not " + node.describe());
        return *number;
    }

    CellType type(const Node& node) const {
        constexpr std::array types = {CellType::none,   CellType::boolean, CellType::integer,
                                      CellType::number, CellType::time,    CellType::text};
        const std::string word = text(node);
        for (const CellType one : types)
            if (to_word(one) == word) return one;
        fail(node, "'" + word + "' is no type of a column");
    }

    std::vector<double> parse_values(const Node& column, std::uint64_t most) const {
        std::vector<double> values;
        const Node* const distinct = column.find("values");
        if (distinct == nullptr) return values;
        const Node* const counts = column.find("counts");
        if (counts != nullptr && list(*counts).size() != list(*distinct).size())
            fail(*counts, "'counts' and 'values' have to be of the same length");
        for (std::size_t at = 0; at < list(*distinct).size(); ++at) {
            const Node& node = distinct->items()[at];
            const double value = number(node);
            if (!values.empty() && !(values.back() < value)) fail(node, "'values' have to ascend");
            const std::uint64_t times = counts != nullptr ? count(counts->items()[at]) : 1;
            if (times > most - values.size()) fail(node, "the column has more values than rows");
            if (times > most_values - values.size())
                fail(node, "the column has more than " + std::to_string(most_values) + " values");
            values.insert(values.end(), times, value);
        }
        return values;
    }

    std::vector<CategoryCount> parse_categories(const Node& column) const {
        std::vector<CategoryCount> categories;
        const Node* const node = column.find("categories");
        if (node == nullptr) return categories;
        for (const Node& item : list(*node)) {
            if (list(item).size() != 2) fail(item, "a category is a text and a count");
            CategoryCount category{text(item.items()[0]), count(item.items()[1])};
            if (!categories.empty() && categories.back().text >= category.text)
                fail(item, "'categories' have to ascend");
            categories.push_back(std::move(category));
        }
        return categories;
    }

    ColumnProfile parse_column(const Node& node, std::uint64_t rows) const {
        ColumnProfile column;
        column.name = text(required(node, "name"));
        column.type = type(required(node, "type"));
        column.rows = rows;
        const Node& missing = required(node, "missing");
        column.missing = count(missing);
        if (column.missing > rows) fail(missing, "more cells are missing than there are rows");
        column.values = parse_values(node, rows);
        column.categories = parse_categories(node);
        if (const Node* const others = node.find("other_categories"))
            column.other_categories = count(*others);
        if (const Node* const reduced = node.find("reduced")) {
            const bool* const flag = reduced->is_scalar() ? reduced->scalar().as_bool() : nullptr;
            if (flag == nullptr) fail(*reduced, "'reduced' has to be true or false");
            column.reduced = *flag;
        }
        check_counts(node, column);
        return column;
    }

    void check_counts(const Node& node, const ColumnProfile& column) const {
        std::uint64_t counted = column.values.size() + column.other_categories;
        for (const CategoryCount& category : column.categories) counted += category.count;
        const bool agrees = column.reduced ? !column.values.empty() && counted <= column.present()
                                           : counted == column.present();
        if (!agrees)
            fail(node, "column '" + column.name + "' counts " + std::to_string(counted) + " cells, where " +
                           std::to_string(column.present()) + " are not missing");
    }

    const std::string& file_;
};

}  // namespace

StoredProfile parse_profile(std::string_view text, const std::string& file) {
    const Document document = parse_json_document(text, file, limits);
    return ProfileParser(file).parse(document.root);
}

}  // namespace mlpipe
