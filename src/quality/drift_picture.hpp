// What a person is shown of a column beside its score. For this room's .cpp files.
#pragma once
#include "column_pair.hpp"
#include "mlpipe/model/drift.hpp"

namespace mlpipe {

// Fills bins, worst bin, summary, and new and vanished categories. The column's type is known, and both tables have values
// of it.
void draw(ColumnDrift& column, const ColumnPair& pair);

}  // namespace mlpipe
