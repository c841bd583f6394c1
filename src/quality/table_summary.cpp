#include "table_summary.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <utility>

#include "fingerprint.hpp"
#include "mlpipe/data/scan_table.hpp"
#include "row_keys.hpp"

namespace mlpipe {
namespace {

void widen(std::optional<CellOrder>& low, std::optional<CellOrder>& high,
           const std::optional<CellOrder>& order) {
    if (!order) return;
    if (!low || *order < *low) low = order;
    if (!high || *high < *order) high = order;
}

void keep_text(ColumnSummary& column, std::string_view text) {
    if (column.many_texts || column.texts.contains(std::string(text))) return;
    column.texts.emplace(text);
    column.many_texts = column.texts.size() > ColumnSummary::most_texts;
}

// Keys that may still all be different. Others ask `repeated`, and spare themselves the work.
struct Keys {
    FingerprintSet seen;
    std::atomic<bool> repeated = false;
};

class Summary {
  public:
    // `columns`: where all blocks have the same; else null.
    Summary(const CheckOptions& options, const ColumnNames& columns)
        : options_(options), fixed_(columns != nullptr) {
        if (columns)
            for (const std::string& name : *columns) static_cast<void>(place_of(name));
    }

    TableSummary of(TableReader& reader) {
        scan_table(
            reader, options_.threads, [this](const RowBlock& block) { return read(block); },
            [this](Part part) {
                options_.stop.pass();
                take(std::move(part));
            });
        for (std::size_t i = 0; i < table_.columns.size(); ++i) {
            ColumnSummary& column = table_.columns[i];
            column.repeated = keys_[i].repeated || column.type == CellType::number;
        }
        table_.repeated = rows_.repeated;
        return std::move(table_);
    }

  private:
    struct Part {
        std::uint64_t rows = 0;
        bool uneven = false;
        std::vector<ColumnSummary> columns;
        std::vector<std::vector<Fingerprint>> keys;  // by column
        std::vector<Fingerprint> whole;
    };

    Part read(const RowBlock& block) const {
        Part part;
        part.rows = block.rows();
        part.uneven = !block.uneven().empty();
        for (std::size_t index = 0; index < block.names()->size(); ++index) {
            part.columns.push_back(column_of_block(block, index));
            part.keys.push_back(keys_of_block(block, index, part.columns.back()));
        }
        if (!rows_.repeated) part.whole = whole_rows(block, std::nullopt);
        return part;
    }

    static ColumnSummary column_of_block(const RowBlock& block, std::size_t index) {
        ColumnSummary column;
        column.name = (*block.names())[index];
        const RowBlock::Column& cells = block.column(index);
        for (std::size_t row = 0; row < block.rows(); ++row) {
            const CellKind kind = cells.kinds[row];
            if (kind == CellKind::missing) continue;
            ++column.present;
            const std::string_view text = cells.cells[row];
            column.nested = column.nested || kind == CellKind::nested;
            const CellType type = type_of(text, kind);
            column.type = wider(column.type, type);
            column.personal.look_at(text);
            if (type == CellType::integer || type == CellType::number)
                widen(column.low, column.high, number_order(text));
            else if (type == CellType::time)
                widen(column.low, column.high, time_order(text));
            keep_text(column, text);
        }
        return column;
    }

    std::vector<Fingerprint> keys_of_block(const RowBlock& block, std::size_t index,
                                           const ColumnSummary& column) const {
        std::vector<Fingerprint> keys;
        if (column.type == CellType::number || (fixed_ && keys_[index].repeated)) return keys;
        const RowBlock::Column& cells = block.column(index);
        for (std::size_t row = 0; row < block.rows(); ++row)
            if (cells.kinds[row] != CellKind::missing) keys.push_back(fingerprint(cells.cells[row]));
        return keys;
    }

    void take(Part part) {
        table_.rows += part.rows;
        table_.uneven = table_.uneven || part.uneven;
        for (std::size_t i = 0; i < part.columns.size(); ++i) {
            const std::size_t place = place_of(part.columns[i].name);
            add(table_.columns[place], part.columns[i]);
            add(keys_[place], part.keys[i]);
        }
        add(rows_, part.whole);
    }

    std::size_t place_of(const std::string& name) {
        for (std::size_t i = 0; i < table_.columns.size(); ++i)
            if (table_.columns[i].name == name) return i;
        table_.columns.emplace_back().name = name;
        keys_.emplace_back();
        return table_.columns.size() - 1;
    }

    static void add(ColumnSummary& whole, const ColumnSummary& part) {
        whole.type = wider(whole.type, part.type);
        whole.nested = whole.nested || part.nested;
        whole.present += part.present;
        whole.personal.add(part.personal);
        whole.many_texts = whole.many_texts || part.many_texts;
        widen(whole.low, whole.high, part.low);
        widen(whole.low, whole.high, part.high);
        for (const std::string& text : part.texts) keep_text(whole, text);
    }

    static void add(Keys& keys, const std::vector<Fingerprint>& more) {
        for (const Fingerprint& key : more) {
            if (keys.repeated) return;
            if (keys.seen.insert(key)) continue;
            keys.repeated = true;
            keys.seen = FingerprintSet();
        }
    }

    const CheckOptions& options_;
    bool fixed_;  // the columns are those of the beginning, and stand in the same order in each block
    TableSummary table_;
    std::deque<Keys> keys_;  // by column
    Keys rows_;
};

}  // namespace

TableSummary summarise(const FileSystem& files, const TableFile& data, const CheckOptions& options) {
    TableOptions table;
    table.python = options.python;
    TableReader reader(files, data, table);
    return Summary(options, reader.columns()).of(reader);
}

}  // namespace mlpipe
