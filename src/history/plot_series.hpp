// From a table and the settings of a plot to the series that are drawn.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/document/table.hpp"
#include "mlpipe/model/plot.hpp"

namespace mlpipe {

struct PlotSettings {
    std::optional<std::string> x;
    std::vector<std::string> y;  // none: the last column
    bool header = true;
    bool names_file = false;  // series are called by their file too, for the plot has several
};

// Of `plots:` in the pipeline; null: none. What concerns the look goes into `plot`.
PlotSettings plot_settings(const Value& declared, Plot& plot);

// Adds a series a column of the table that `file` holds. Columns that are not there, and points beyond what can be drawn,
// are noted.
void add_series(const DataTable& table, const PlotSettings& settings, const std::string& revision,
                const std::string& file, Plot& plot);

}  // namespace mlpipe
