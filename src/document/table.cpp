#include "mlpipe/document/table.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/document/node.hpp"

namespace mlpipe {
namespace {

// RFC 4180: quotes may hold separators, line ends and doubled quotes. A byte order mark is no part of a name.
class DelimitedReader {
  public:
    DelimitedReader(std::string_view text, char separator) : rest_(text), separator_(separator) {
        constexpr std::string_view mark = "\xEF\xBB\xBF";
        if (rest_.starts_with(mark)) rest_.remove_prefix(mark.size());
    }

    // Empty lines are passed over. False at the end.
    bool read(std::vector<std::string>& cells) {
        do {
            if (rest_.empty()) return false;
            cells.clear();
            while (!read_cell(cells)) {
            }
        } while (cells.size() == 1 && cells.front().empty());
        return true;
    }

  private:
    // True when the line ends behind the cell.
    bool read_cell(std::vector<std::string>& cells) {
        std::string cell;
        if (rest_.starts_with('"')) read_quoted(cell);
        const std::size_t end = std::min(rest_.find_first_of(std::string{separator_, '\n'}), rest_.size());
        cell += rest_.substr(0, end);
        const bool more = end < rest_.size() && rest_[end] == separator_;
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        if (!more && cell.ends_with('\r')) cell.pop_back();
        cells.push_back(std::move(cell));
        return !more;
    }

    void read_quoted(std::string& cell) {
        rest_.remove_prefix(1);
        for (;;) {
            const std::size_t quote = std::min(rest_.find('"'), rest_.size());
            cell += rest_.substr(0, quote);
            rest_.remove_prefix(std::min(quote + 1, rest_.size()));
            if (!rest_.starts_with('"')) return;
            cell += '"';
            rest_.remove_prefix(1);
        }
    }

    std::string_view rest_;
    char separator_;
};

Value cell_value(const std::string& text) {
    if (text.empty()) return {};
    const char* first = text.data();
    const char* last = first + text.size();
    while (first != last && *first == ' ') ++first;
    while (first != last && last[-1] == ' ') --last;
    double number = 0;
    const auto [end, problem] = std::from_chars(first, last, number);
    if (problem == std::errc() && end == last && first != last) return number;
    return text;
}

DataTable parse_delimited(std::string_view content, char separator, bool header) {
    DelimitedReader reader(content, separator);
    DataTable table;
    std::vector<std::string> cells;
    if (header) reader.read(table.columns);
    while (reader.read(cells)) {
        while (!header && table.columns.size() < cells.size())
            table.columns.push_back(std::to_string(table.columns.size()));
        std::vector<Value> row;
        for (const std::string& cell : cells) row.push_back(cell_value(cell));
        table.rows.push_back(std::move(row));
    }
    for (auto& row : table.rows) row.resize(table.columns.size());
    return table;
}

bool is_rows(const Value& value) {
    const Value::List* list = value.as_list();
    return list && !list->empty() && std::all_of(list->begin(), list->end(), [](const Value& item) {
               return item.as_map() != nullptr;
           });
}

// The first list of objects, as far down as it lies.
const Value* find_rows(const Value& value) {
    if (is_rows(value)) return &value;
    if (const Value::Map* map = value.as_map()) {
        for (const auto& [key, entry] : *map)
            if (const Value* rows = find_rows(entry)) return rows;
    }
    return nullptr;
}

// Lists and maps within a row are shown, not drawn.
Value scalar(const Value& value) {
    return value.as_list() || value.as_map() ? Value(canonical_json(value)) : value;
}

DataTable table_of(const Value::List& objects) {
    DataTable table;
    std::map<std::string, std::size_t> places;
    for (const Value& object : objects) {
        std::vector<Value> row(table.columns.size());
        for (const auto& [key, value] : *object.as_map()) {
            const auto [place, added] = places.emplace(key, table.columns.size());
            if (added) {
                table.columns.push_back(key);
                row.emplace_back();
            }
            row[place->second] = scalar(value);
        }
        table.rows.push_back(std::move(row));
    }
    for (auto& row : table.rows) row.resize(table.columns.size());
    return table;
}

DataTable parse_objects(const Value& document) {
    const Value* rows = find_rows(document);
    if (rows == nullptr) throw Error(ErrorKind::failed, "there is no list of objects in it");
    return table_of(*rows->as_list());
}

DataTable parse_lines(std::string_view content, const std::string& path) {
    Value::List objects;
    for (std::size_t number = 1; !content.empty(); ++number) {
        const std::size_t end = std::min(content.find('\n'), content.size());
        const std::string_view line = content.substr(0, end);
        content.remove_prefix(std::min(end + 1, content.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        objects.push_back(parse_json(line, path + " line " + std::to_string(number)));
        if (!objects.back().as_map())
            throw Error(ErrorKind::failed, "line " + std::to_string(number) + " is no object");
    }
    return table_of(objects);
}

}  // namespace

DataTable parse_table(std::string_view content, const std::string& path, bool header) {
    if (path.ends_with(".csv")) return parse_delimited(content, ',', header);
    if (path.ends_with(".tsv")) return parse_delimited(content, '\t', header);
    if (path.ends_with(".jsonl") || path.ends_with(".ndjson")) return parse_lines(content, path);
    if (path.ends_with(".json") || path.ends_with(".yaml") || path.ends_with(".yml"))
        return parse_objects(parse_document(content, path).root.to_value());
    throw Error(ErrorKind::failed,
                "its name ends in none of .csv, .tsv, .json, .jsonl, .yaml, .png, .jpg, .svg");
}

}  // namespace mlpipe
