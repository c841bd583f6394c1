// Tables from texts, and as texts again.
#pragma once
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "mlpipe/data/scan_table.hpp"
#include "mlpipe/data/table_reader.hpp"

// Hands out a few bytes at a time.
class TextSource : public mlpipe::TableSource {
  public:
    explicit TextSource(std::string text, std::size_t step = 7) : text_(std::move(text)), step_(step) {}
    std::size_t read(std::span<char> buffer) override {
        const std::size_t count = std::min({buffer.size(), step_, text_.size() - at_});
        std::memcpy(buffer.data(), text_.data() + at_, count);
        at_ += count;
        return count;
    }

  private:
    std::string text_;
    std::size_t step_, at_ = 0;
};

struct ReadTable {
    std::vector<std::string> columns;  // of JSON lines: of the first block
    std::vector<std::vector<std::string>> rows;
    std::vector<std::uint64_t> lines;
    std::vector<mlpipe::UnevenRow> uneven;
    std::size_t blocks = 0;
};

// Missing cells are "-".
inline ReadTable read_all(mlpipe::TableReader& reader, std::size_t threads = 3) {
    ReadTable table;
    if (reader.columns()) table.columns = *reader.columns();
    mlpipe::scan_table(
        reader, threads, [](mlpipe::RowBlock block) { return block; },
        [&](const mlpipe::RowBlock& block) {
            if (table.columns.empty()) table.columns = *block.names();
            ++table.blocks;
            for (std::size_t row = 0; row < block.rows(); ++row) {
                std::vector<std::string> cells;
                for (std::size_t column = 0; column < block.names()->size(); ++column) {
                    const bool missing = block.column(column).kinds[row] == mlpipe::CellKind::missing;
                    cells.push_back(missing ? "-" : std::string(block.column(column).cells[row]));
                }
                table.rows.push_back(std::move(cells));
                table.lines.push_back(block.line(row));
            }
            table.uneven.insert(table.uneven.end(), block.uneven().begin(), block.uneven().end());
        });
    return table;
}

inline ReadTable read_text(const std::string& text, mlpipe::TableFormat format = mlpipe::TableFormat::csv,
                           std::size_t step = 7) {
    mlpipe::TableReader reader(std::make_unique<TextSource>(text, step), format, "t.csv", {});
    return read_all(reader);
}
