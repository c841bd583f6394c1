#include "mlpipe/data/table_reader.hpp"

#include <algorithm>
#include <utility>

#include "missing_texts.hpp"
#include "mlpipe/base/error.hpp"
#include "row_block_builder.hpp"
#include "row_splitter.hpp"

namespace mlpipe {
namespace {

char separator_of(TableFormat format) {
    switch (format) {
        case TableFormat::tsv:
            return '\t';
        case TableFormat::json_lines:
            return '\0';
        case TableFormat::csv:
        case TableFormat::parquet:  // comes as CSV
            break;
    }
    return ',';
}

ColumnNames read_header(RowSplitter& rows, char separator, const std::string& name) {
    std::vector<std::string> names = cells_of_row(rows.first().text, separator);
    if (names.empty())
        throw Error(ErrorKind::failed, name + ": it is empty, and has not even names of columns");
    std::vector<std::string> sorted = names;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end())
        throw Error(ErrorKind::failed, name + ": two columns are called '" + *twice + "'");
    return std::make_shared<const std::vector<std::string>>(std::move(names));
}

}  // namespace

std::vector<std::string> usual_missing_texts() {
    return {"",     "#N/A", "#N/A N/A", "#NA",  "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
            "<NA>", "N/A",  "NA",       "NULL", "NaN",     "None",     "n/a",  "nan",  "null"};
}

struct TableReader::State {
    State(std::unique_ptr<TableSource> bytes, TableFormat format_, std::string name_,
          const TableOptions& options)
        : format(format_),
          name(std::move(name_)),
          separator(separator_of(format_)),
          missing(options.missing),
          rows(std::move(bytes), separator, name) {
        if (format != TableFormat::json_lines) columns = read_header(rows, separator, name);
    }

    TableFormat format;
    std::string name;
    char separator;
    MissingTexts missing;
    RowSplitter rows;
    ColumnNames columns;
};

TableReader::TableReader(const FileSystem& files, const TableFile& file, const TableOptions& options)
    : TableReader(open_table(files, file, options.python), file.format, file.path, options) {}

TableReader::TableReader(std::unique_ptr<TableSource> bytes, TableFormat format, const std::string& name,
                         const TableOptions& options)
    : state_(std::make_unique<State>(std::move(bytes), format, name, options)) {}

TableReader::~TableReader() = default;

const ColumnNames& TableReader::columns() const {
    return state_->columns;
}

std::optional<TableReader::RawRows> TableReader::next() {
    return state_->rows.next();
}

RowBlock TableReader::parse(RawRows rows) const {
    RowBlockBuilder builder(state_->columns, std::move(rows), state_->missing);
    if (state_->format == TableFormat::json_lines) return builder.json_lines(state_->name);
    return builder.delimited(state_->separator);
}

}  // namespace mlpipe
