#include "mlpipe/quality/profile_table.hpp"

#include <map>
#include <set>
#include <utility>

#include "column_parts.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/data/scan_table.hpp"

namespace mlpipe {
namespace {

struct BlockParts {
    std::uint64_t rows = 0;
    std::vector<std::pair<std::string, ColumnPart>> columns;
};

// One time through the table.
class Pass {
  public:
    using Read = ColumnPart (*)(const RowBlock& block, std::size_t column);
    using Wanted = std::function<bool(const std::string& name)>;

    Pass(const OpenTable& open, const ProfileOptions& options, Read read, const Wanted& wanted)
        : options_(options) {
        const std::unique_ptr<TableReader> reader = open();
        // A table without rows has columns too.
        if (reader->columns())
            for (const std::string& name : *reader->columns())
                if (wanted(name)) parts_of(name);
        scan_table(
            *reader, options.threads,
            [&](const RowBlock& block) {
                options.stop.pass();
                BlockParts parts{block.rows(), {}};
                for (std::size_t column = 0; column < block.names()->size(); ++column)
                    if (const std::string& name = (*block.names())[column]; wanted(name))
                        parts.columns.emplace_back(name, read(block, column));
                return parts;
            },
            [&](BlockParts parts) {
                rows_ += parts.rows;
                for (auto& [name, part] : parts.columns) parts_of(name).add(std::move(part));
            });
    }

    std::uint64_t rows() const { return rows_; }
    std::vector<ColumnParts>& columns() { return columns_; }
    ColumnParts* find(const std::string& name) {
        const auto place = places_.find(name);
        return place == places_.end() ? nullptr : &columns_[place->second];
    }

  private:
    ColumnParts& parts_of(const std::string& name) {
        const auto [place, added] = places_.emplace(name, columns_.size());
        if (added) columns_.emplace_back(name, options_.most_categories);
        return columns_[place->second];
    }

    const ProfileOptions& options_;
    std::uint64_t rows_ = 0;
    std::map<std::string, std::size_t> places_;
    std::vector<ColumnParts> columns_;  // as they first come
};

void read_needed_texts(const OpenTable& open, const ProfileOptions& options, Pass& pass) {
    std::set<std::string> needed;
    for (const ColumnParts& column : pass.columns())
        if (column.needs_texts()) needed.insert(column.name());
    if (needed.empty()) return;
    Pass again(open, options, read_texts, [&](const std::string& name) { return needed.count(name) > 0; });
    if (again.rows() != pass.rows())
        throw Error(ErrorKind::failed, "the table changed while it was read: it had " +
                                           std::to_string(pass.rows()) + " rows, then " +
                                           std::to_string(again.rows()));
    for (ColumnParts& column : again.columns())
        if (ColumnParts* const before = pass.find(column.name())) *before = std::move(column);
}

}  // namespace

TableProfile profile_table(const OpenTable& open, const ProfileOptions& options) {
    Pass pass(open, options, read_part,
              [&](const std::string& name) { return !options.wanted || options.wanted(name); });
    read_needed_texts(open, options, pass);
    TableProfile table;
    table.rows = pass.rows();
    table.columns.resize(pass.columns().size());
    ThreadPool(options.threads - 1).for_each(table.columns.size(), [&](std::size_t index) {
        options.stop.pass();
        table.columns[index] = pass.columns()[index].finish(table.rows);
    });
    return table;
}

}  // namespace mlpipe
