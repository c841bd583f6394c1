#include "plot_reader.hpp"

#include <algorithm>

namespace mlpipe::load {
namespace {

// A column may be written as a number.
std::vector<std::string> columns(const Node& node) {
    std::vector<std::string> names;
    if (!node.is_list()) {
        if (!node.is_null()) names.push_back(node.raw());
        return names;
    }
    for (const Node& item : node.items()) names.push_back(item.raw());
    return names;
}

class PlotReader {
  public:
    PlotReader(Problems& problems, const PathRules& paths) : problems_(problems), paths_(paths) {}

    std::vector<PlotDefinition> read(const Node& node) {
        if (node.is_map())
            read_map(node);
        else if (!node.is_list())
            problems_.wrong(node, "plots", "a list or a map of plots");
        else
            for (const Node& item : node.items()) read_item(item);
        return std::move(plots_);
    }

  private:
    std::string resolve(const std::string& written) const { return paths_.resolve(paths_.home(), written); }

    void read_item(const Node& item) {
        if (item.is_map()) return read_map(item);
        const auto path = problems_.text(item, "plots");
        if (path) plots_.push_back({resolve(*path), {{resolve(*path), {}, "", ""}}, {}, item.position()});
    }

    void read_map(const Node& map) {
        for (const Node::Entry& entry : map.entries()) {
            if (entry.value.is_map() || entry.value.is_null())
                read_plot(entry);
            else
                problems_.wrong(entry.value, "plots: " + entry.key, "a map of settings");
        }
    }

    // The id is a path unless `y` says of which files.
    void read_plot(const Node::Entry& entry) {
        PlotDefinition plot{entry.key, {}, {}, entry.key_position};
        const Node* y = entry.value.find("y");
        if (y && y->is_map()) {
            for (const Node::Entry& file : y->entries())
                plot.series.push_back({resolve(file.key), columns(file.value), "", ""});
        } else {
            plot.name = resolve(entry.key);
            plot.series.push_back({plot.name, y ? columns(*y) : std::vector<std::string>{}, "", ""});
        }
        if (const Node* x = entry.value.find("x")) add_x(*x, plot);
        for (const Node::Entry& setting : entry.value.entries())
            if (setting.key != "x" && setting.key != "y")
                plot.settings.set(setting.key, setting.value.to_value());
        plots_.push_back(std::move(plot));
    }

    // One column for all, or that of one file for all, or one for each in their order.
    void add_x(const Node& node, PlotDefinition& plot) {
        if (!node.is_map()) {
            for (PlotDefinition::Series& series : plot.series) series.x = node.raw();
            return;
        }
        std::vector<std::pair<std::string, std::string>> all;
        for (const Node::Entry& file : node.entries())
            for (const std::string& column : columns(file.value)) all.emplace_back(resolve(file.key), column);
        if (all.size() > 1 && all.size() != plot.series.size())
            return problems_.wrong(node, "plots: " + plot.name + ": x",
                                   "one column, or one for each file of 'y'");
        for (std::size_t i = 0; i < plot.series.size() && !all.empty(); ++i) {
            const auto& [file, column] = all[std::min(i, all.size() - 1)];
            PlotDefinition::Series& series = plot.series[i];
            series.x = column;
            if (file != series.file) series.x_file = file;
        }
    }

    Problems& problems_;
    const PathRules& paths_;
    std::vector<PlotDefinition> plots_;
};

}  // namespace

std::vector<PlotDefinition> read_plots(const Node& node, Problems& problems, const PathRules& paths) {
    return PlotReader(problems, paths).read(node);
}

}  // namespace mlpipe::load
