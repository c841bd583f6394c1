// Whether lineage.db is whole, as SQLite itself sees it: its pages, its indexes and the references between
// its rows.
#pragma once
#include <string>
#include <vector>

namespace mlpipe {

// What is wrong, a line each; none: the database is whole, or is not there. Reads the whole file, writes
// nothing.
std::vector<std::string> check_lineage(const std::string& path);

}  // namespace mlpipe
