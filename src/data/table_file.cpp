#include "mlpipe/data/table_file.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mlpipe/base/error.hpp"

namespace mlpipe {
namespace {

constexpr std::array<std::pair<std::string_view, TableFormat>, 7> endings{{
    {".csv", TableFormat::csv},
    {".tsv", TableFormat::tsv},
    {".tab", TableFormat::tsv},
    {".jsonl", TableFormat::json_lines},
    {".ndjson", TableFormat::json_lines},
    {".parquet", TableFormat::parquet},
    {".pq", TableFormat::parquet},
}};

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return text;
}

}  // namespace

TableFile table_file(const std::string& path) {
    std::string name = lower(path);
    TableFile file{path, TableFormat::csv, name.ends_with(".gz")};
    if (file.gzip) name.resize(name.size() - 3);
    for (const auto& [ending, format] : endings) {
        if (!name.ends_with(ending)) continue;
        file.format = format;
        if (file.gzip && format == TableFormat::parquet) break;  // which is compressed within
        return file;
    }
    throw Error(ErrorKind::usage,
                "'" + path +
                    "' is no table that can be read: its name has to end in .csv, .tsv or .jsonl, "
                    "each also with .gz, or in .parquet");
}

std::string_view to_word(TableFormat format) {
    switch (format) {
        case TableFormat::csv:
            return "CSV";
        case TableFormat::tsv:
            return "TSV";
        case TableFormat::json_lines:
            return "JSON lines";
        case TableFormat::parquet:
            break;
    }
    return "Parquet";
}

}  // namespace mlpipe
