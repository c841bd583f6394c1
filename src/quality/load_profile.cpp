#include "mlpipe/quality/load_profile.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/data/table_file.hpp"
#include "mlpipe/quality/stored_profile.hpp"

namespace mlpipe {
namespace {

TableProfile read_stored(const FileSystem& files, const std::string& path, const ProfileOptions& options) {
    TableProfile table = parse_profile(read_file(files, path), path).table;
    if (options.wanted)
        std::erase_if(table.columns,
                      [&](const ColumnProfile& column) { return !options.wanted(column.name); });
    return table;
}

TableProfile read_table(const FileSystem& files, const std::string& path, const TableOptions& table,
                        const ProfileOptions& options) {
    const TableFile file = table_file(path);
    return profile_table([&] { return std::make_unique<TableReader>(files, file, table); }, options);
}

}  // namespace

bool is_profile_file(const std::string& path) {
    return path.ends_with(".json");
}

TableProfile load_profile(const FileSystem& files, const std::string& path, const TableOptions& table,
                          const ProfileOptions& options) {
    TableProfile profile =
        is_profile_file(path) ? read_stored(files, path, options) : read_table(files, path, table, options);
    if (profile.rows == 0)
        throw Error(ErrorKind::usage, path::printable(path) + " has no rows, and cannot be compared");
    return profile;
}

}  // namespace mlpipe
