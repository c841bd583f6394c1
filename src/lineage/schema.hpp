// The tables of lineage.db and how older databases become newer ones. docs/format.md says what the columns
// mean.
#pragma once
#include <string>

#include "mlpipe/base/sqlite.hpp"

namespace mlpipe::lineage {

// The number of the newest migration, and PRAGMA user_version of a database that had them all.
int newest_schema();
// 0: empty. Throws Error(failed) for a database of a newer mlpipe; `path` is for that message.
int schema_of(Database& database, const std::string& path);
// Applies what is missing, each migration in one transaction; safe when several processes do so at once.
void migrate(Database& database, const std::string& path);

}  // namespace mlpipe::lineage
