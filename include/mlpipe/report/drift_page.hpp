// A comparison of two tables as a page that needs nothing else: the verdict, all columns in a table, and below it the
// distributions of each, those that moved farthest first.
#pragma once
#include <string>

#include "mlpipe/model/drift.hpp"

namespace mlpipe {

// `tables`: what they are called; bytes of any kind.
std::string drift_page(const DriftResult& result, const BothTables<std::string>& tables);

}  // namespace mlpipe
