// Comparisons for people: what `diff`, `params diff` and `metrics diff` print, for a terminal or as Markdown.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/difference.hpp"
#include "mlpipe/report/style.hpp"
#include "mlpipe/report/tables.hpp"

namespace mlpipe {

// A section for each kind of thing that differs, then the notes.
std::string difference_text(const Difference& difference, const TextStyle& style);
// The same, counted: a line for each section.
std::string difference_summary(const Difference& difference, const TextStyle& style);
std::string difference_markdown(const Difference& difference);

// parameter, before, after; the columns of values are called as the states are.
Table parameter_table(const std::vector<ParameterChange>& changes, const std::string& from,
                      const std::string& to);
// metric, before, after, change, relative; a change for the better or the worse has its tone and its word.
Table metric_table(const std::vector<MetricChange>& changes, const std::string& from, const std::string& to);

// added, changed or removed, file, and lines.
Table code_table(const std::vector<CodeChange>& changes);
Table environment_table(const std::vector<Change>& changes, const std::string& from, const std::string& to);

std::string file_counts_text(const std::vector<FileDifference>& files);  // "2 added, 1 changed"
// "params.yaml:train.lr", or the file alone.
std::string parameter_name(const std::string& file, const std::string& key);
std::string value_text(const Value& value);  // a string bare, anything else as JSON

}  // namespace mlpipe
