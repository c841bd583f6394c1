// Measurements in the text that Prometheus reads. Knows the format, not what is measured.
// https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mlpipe {

// Name and value; values are bytes of any kind.
using MetricLabels = std::vector<std::pair<std::string_view, std::string>>;

class MetricFamilies {
  public:
    // A gauge. All samples of a name stand together, in the order in which they came; one with the labels of another
    // is dropped, since a second one would spoil the whole text. `help` is one line.
    void add(std::string_view name, std::string_view help, const MetricLabels& labels, double value);
    // "" when there is nothing.
    std::string text() const;

  private:
    struct Family {
        std::string name, help;
        std::vector<std::pair<std::string, double>> samples;  // by their labels, as they are written
        std::set<std::string, std::less<>> known;
    };
    std::vector<Family> families_;
    std::map<std::string, std::size_t, std::less<>> places_;
};

}  // namespace mlpipe
