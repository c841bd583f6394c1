// What is to be drawn: series of points and images of one file in several states of a project. Plain values.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/base/value.hpp"

namespace mlpipe {

// One column of one state.
struct PlotSeries {
    std::string revision;  // label of the state
    std::string field;     // the column that is drawn
    // Numbers, texts or null; where no column is x, its values count from 0.
    std::vector<std::pair<Value, Value>> points;
};

struct PlotImage {
    std::string revision;
    std::string path;        // of the file
    std::string media_type;  // image/png ...
    std::string bytes;
};

// A plot output, or another file that was asked for.
struct Plot {
    std::string path;
    std::string title;             // "": the path
    std::string template_name;     // "": linear
    std::string x_label, y_label;  // as declared, else the names of the columns
    std::vector<PlotSeries> series;
    std::vector<PlotImage> images;
    std::vector<std::string> notes;  // what could not be drawn, and why
};

struct PlotSet {
    std::vector<std::string> revisions;  // labels, in the order that was asked for
    std::vector<Plot> plots;             // sorted by path
};

}  // namespace mlpipe
