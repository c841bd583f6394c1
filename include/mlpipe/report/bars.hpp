// Numbers as bars of characters, to be compared at a glance.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace mlpipe {

// Each as long as its place between the least and the greatest of them, at most `columns`; the least keeps an
// eighth of a column. No bar for what is not finite. Bars of equal numbers are full.
std::vector<std::string> value_bars(const std::vector<double>& values, std::size_t columns);

}  // namespace mlpipe
