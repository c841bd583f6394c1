#include "plot_series.hpp"

#include <algorithm>

#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {
namespace {

// A screen has a few thousand columns; more points make the page slow and nothing clearer.
constexpr std::size_t most_points = 10'000;

// Column names may be written as numbers.
std::string text_of(const Value& value) {
    if (const std::string* text = value.as_string()) return *text;
    return value.is_null() ? std::string() : canonical_json(value);
}

std::string setting(const Value& declared, const char* key) {
    const Value* value = declared.find(key);
    return value ? text_of(*value) : std::string();
}

class SeriesMaker {
  public:
    SeriesMaker(const DataTable& table, const std::string& revision, std::string prefix, Plot& plot)
        : table_(table), revision_(revision), prefix_(std::move(prefix)), plot_(plot) {}

    std::optional<std::size_t> column(const std::string& name) {
        const auto found = std::find(table_.columns.begin(), table_.columns.end(), name);
        if (found != table_.columns.end()) return static_cast<std::size_t>(found - table_.columns.begin());
        std::string known;
        for (const std::string& one : table_.columns) known += (known.empty() ? "" : ", ") + one;
        note("there is no column '" + name + "'; it has " + (known.empty() ? "none" : known));
        return std::nullopt;
    }

    void add(std::optional<std::size_t> x, std::size_t y) {
        // Counting problems of a confusion matrix need every row.
        const std::size_t step = plot_.template_name.starts_with("confusion")
                                     ? 1
                                     : (table_.rows.size() + most_points - 1) / most_points;
        PlotSeries series{revision_, prefix_ + table_.columns[y], {}};
        for (std::size_t row = 0; row < table_.rows.size(); row += std::max<std::size_t>(step, 1)) {
            const auto& cells = table_.rows[row];
            series.points.emplace_back(x ? cells[*x] : Value(static_cast<std::int64_t>(row)), cells[y]);
        }
        if (step > 1) {
            note("one of " + std::to_string(step) + " points is drawn of " +
                 std::to_string(table_.rows.size()));
        }
        plot_.series.push_back(std::move(series));
    }

  private:
    void note(const std::string& what) { plot_.notes.push_back(revision_ + ": " + what); }

    const DataTable& table_;
    const std::string& revision_;
    const std::string prefix_;
    Plot& plot_;
};

}  // namespace

PlotSettings plot_settings(const Value& declared, Plot& plot) {
    plot.title = setting(declared, "title");
    plot.template_name = setting(declared, "template");
    plot.x_label = setting(declared, "x_label");
    plot.y_label = setting(declared, "y_label");
    PlotSettings settings;
    if (declared.find("x")) settings.x = setting(declared, "x");
    if (const Value* y = declared.find("y")) {
        if (const Value::List* list = y->as_list()) {
            for (const Value& one : *list) settings.y.push_back(text_of(one));
        } else {
            settings.y.push_back(text_of(*y));
        }
    }
    if (const Value* header = declared.find("header"); header && header->as_bool())
        settings.header = *header->as_bool();
    return settings;
}

void add_series(const DataTable& table, const PlotSettings& settings, const std::string& revision,
                const std::string& file, Plot& plot) {
    if (table.columns.empty()) {
        plot.notes.push_back(revision + ": there are no columns in it");
        return;
    }
    SeriesMaker maker(table, revision, settings.names_file ? file + ":" : "", plot);
    std::optional<std::size_t> x;
    if (settings.x) {
        x = maker.column(*settings.x);
        if (!x) return;
    }
    std::vector<std::size_t> ys;
    for (const std::string& name : settings.y) {
        if (const auto y = maker.column(name)) ys.push_back(*y);
    }
    if (settings.y.empty()) {
        const std::size_t last = table.columns.size() - 1;
        ys.push_back(x && *x == last && last > 0 ? last - 1 : last);
    }
    for (const std::size_t y : ys) maker.add(x, y);
    if (plot.x_label.empty()) plot.x_label = x ? table.columns[*x] : "step";
    if (plot.y_label.empty() && !ys.empty())
        plot.y_label = ys.size() == 1 ? table.columns[ys.front()] : "value";
}

}  // namespace mlpipe
