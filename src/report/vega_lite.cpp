#include "mlpipe/report/vega_lite.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "mlpipe/report/printable.hpp"

namespace mlpipe {
namespace {

constexpr std::array<std::string_view, 8> templates = {"linear",         "simple",
                                                       "smooth",         "scatter",
                                                       "confusion",      "confusion_normalized",
                                                       "bar_horizontal", "bar_horizontal_sorted"};
// Told apart by most eyes, on light and on dark ground.
constexpr std::array<const char*, 8> colours = {"#4c78a8", "#f58518", "#54a24b", "#e45756",
                                                "#72b7b2", "#b279a2", "#d4a72c", "#9d755d"};
constexpr std::size_t most_marked_points = 50;
constexpr double matrix_width = 260;

Value text_of(std::string_view bytes) {
    return Value(printable(bytes));
}

bool all_numbers(const Plot& plot, bool of_y) {
    for (const PlotSeries& series : plot.series) {
        for (const auto& [x, y] : series.points) {
            const Value& value = of_y ? y : x;
            if (!value.is_null() && !value.number()) return false;
        }
    }
    return true;
}

std::size_t count_points(const Plot& plot) {
    std::size_t count = 0;
    for (const PlotSeries& series : plot.series) count = std::max(count, series.points.size());
    return count;
}

bool several_fields(const Plot& plot) {
    return std::any_of(plot.series.begin(), plot.series.end(),
                       [&](const PlotSeries& series) { return series.field != plot.series.front().field; });
}

// JSON has no number for what is none, and no text for what is not UTF-8.
Value drawn(const Value& value) {
    if (const double* number = value.as_float()) return std::isfinite(*number) ? value : Value();
    if (const std::string* text = value.as_string()) return text_of(*text);
    return value;
}

Value rows(const Plot& plot) {
    Value::List list;
    for (const PlotSeries& series : plot.series) {
        for (const auto& [x, y] : series.points) {
            list.push_back(Value::Map{{"revision", text_of(series.revision)},
                                      {"series", text_of(series.field)},
                                      {"x", drawn(x)},
                                      {"y", drawn(y)}});
        }
    }
    return list;
}

Value channel(const char* field, const char* type, const std::string& title) {
    return Value::Map{{"field", Value(field)}, {"type", Value(type)}, {"title", text_of(title)}};
}

Value axis(const char* field, bool numbers, const std::string& title) {
    Value axis = channel(field, numbers ? "quantitative" : "nominal", title);
    if (numbers) {
        axis.set("scale", Value::Map{{"zero", Value(false)}, {"nice", Value(false)}});
    } else {
        axis.set("sort", Value());  // as the file has them
    }
    return axis;
}

Value revision_colour(const std::vector<std::string>& revisions) {
    Value::List domain, range;
    for (std::size_t i = 0; i < revisions.size(); ++i) {
        domain.push_back(text_of(revisions[i]));
        range.emplace_back(colours[i % colours.size()]);
    }
    Value colour = channel("revision", "nominal", "revision");
    colour.set("scale", Value::Map{{"domain", std::move(domain)}, {"range", std::move(range)}});
    if (revisions.size() < 2) colour.set("legend", Value());
    return colour;
}

Value tooltip(const Plot& plot, bool fields) {
    Value::List list{channel("revision", "nominal", "revision")};
    if (fields) list.push_back(channel("series", "nominal", "column"));
    list.push_back(channel("x", all_numbers(plot, false) ? "quantitative" : "nominal", plot.x_label));
    list.push_back(channel("y", all_numbers(plot, true) ? "quantitative" : "nominal", plot.y_label));
    return list;
}

Value curve_encoding(const Plot& plot, const std::vector<std::string>& revisions) {
    const bool fields = several_fields(plot);
    Value encoding = Value::Map{{"x", axis("x", all_numbers(plot, false), plot.x_label)},
                                {"y", axis("y", all_numbers(plot, true), plot.y_label)},
                                {"color", revision_colour(revisions)},
                                {"tooltip", tooltip(plot, fields)}};
    return encoding;
}

void add_zoom(Value& spec) {
    spec.set("params",
             Value::List{Value::Map{
                 {"name", Value("zoom")}, {"select", Value("interval")}, {"bind", Value("scales")}}});
}

void add_curve(Value& spec, const Plot& plot, const std::vector<std::string>& revisions,
               const std::string& name) {
    Value encoding = curve_encoding(plot, revisions);
    if (name == "scatter") {
        if (several_fields(plot)) encoding.set("shape", channel("series", "nominal", "column"));
        spec.set("mark", Value::Map{{"type", Value("point")}, {"filled", Value(true)}});
    } else {
        if (several_fields(plot)) {
            Value dash = channel("series", "nominal", "column");
            // A grey for both grounds.
            dash.set("legend", Value::Map{{"symbolType", Value("stroke")},
                                          {"symbolStrokeColor", Value("#80868e")},
                                          {"symbolStrokeWidth", Value(2)},
                                          {"symbolSize", Value(400)}});
            encoding.set("strokeDash", std::move(dash));
        }
        Value mark = Value::Map{{"type", Value("line")}};
        // Points on dashed lines would leave the legend of the dashes empty.
        const std::size_t points = count_points(plot);
        if (points <= (several_fields(plot) ? 1 : most_marked_points)) mark.set("point", true);
        spec.set("mark", std::move(mark));
    }
    if (name == "smooth") {
        spec.set("transform",
                 Value::List{Value::Map{{"loess", Value("y")},
                                        {"on", Value("x")},
                                        {"groupby", Value::List{Value("revision"), Value("series")}},
                                        {"bandwidth", Value(0.3)}}});
    }
    if (name != "simple" && all_numbers(plot, false) && all_numbers(plot, true)) add_zoom(spec);
    spec.set("encoding", std::move(encoding));
    spec.set("width", Value("container"));
    spec.set("height", 300);
}

// x holds the numbers, y says of what.
void add_bars(Value& spec, const Plot& plot, const std::vector<std::string>& revisions, bool sorted) {
    Value categories = channel("y", "nominal", plot.y_label);
    categories.set("sort", sorted ? Value("-x") : Value());
    Value encoding = Value::Map{{"x", channel("x", "quantitative", plot.x_label)},
                                {"y", std::move(categories)},
                                {"color", revision_colour(revisions)},
                                {"tooltip", tooltip(plot, false)}};
    if (revisions.size() > 1) encoding.set("yOffset", Value::Map{{"field", Value("revision")}});
    spec.set("mark", Value("bar"));
    spec.set("encoding", std::move(encoding));
    spec.set("width", Value("container"));
}

Value aggregate(const char* operation, const char* field, const char* as) {
    Value entry = Value::Map{{"op", Value(operation)}, {"as", Value(as)}};
    if (*field != '\0') entry.set("field", Value(field));
    return Value::List{std::move(entry)};
}

// A matrix for each revision: how often x was said where y was true.
void add_confusion(Value& spec, const Plot& plot, bool normalised) {
    const char* shown = normalised ? "share" : "count";
    Value::List steps{Value::Map{{"aggregate", aggregate("count", "", "count")},
                                 {"groupby", Value::List{Value("revision"), Value("x"), Value("y")}}}};
    if (normalised) {
        steps.push_back(Value::Map{{"joinaggregate", aggregate("sum", "count", "row")},
                                   {"groupby", Value::List{Value("revision"), Value("y")}}});
        steps.push_back(Value::Map{{"calculate", Value("datum.count / datum.row")}, {"as", Value("share")}});
    }
    Value text = channel(shown, "quantitative", shown);
    text.set("format", Value(normalised ? ".2f" : "d"));
    const Value colour = [&] {
        Value channel_ = channel(shown, "quantitative", shown);
        channel_.set("scale", Value::Map{{"scheme", Value("blues")}});
        return channel_;
    }();
    // Dark digits on the light cells, light ones on the dark: two thirds of the largest are the border. All
    // matrices share one scale.
    steps.push_back(Value::Map{{"joinaggregate", aggregate("max", shown, "largest")}});
    const std::string dark = std::string("datum.") + shown + " > datum.largest * 0.66";
    const Value digits =
        Value::Map{{"condition", Value::Map{{"test", Value(dark)}, {"value", Value("white")}}},
                   {"value", Value("black")}};
    Value inner = Value::Map{
        {"width", Value(matrix_width)},
        {"height", Value(matrix_width)},
        {"encoding", Value::Map{{"x", channel("x", "nominal", plot.x_label)},
                                {"y", channel("y", "nominal", plot.y_label)}}},
        {"layer",
         Value::List{Value::Map{{"mark", Value("rect")}, {"encoding", Value::Map{{"color", colour}}}},
                     Value::Map{{"mark", Value("text")},
                                {"encoding", Value::Map{{"text", text}, {"color", digits}}}}}}};
    spec.set("transform", std::move(steps));
    spec.set(
        "facet",
        Value::Map{
            {"field", Value("revision")}, {"type", Value("nominal")}, {"title", Value()}, {"sort", Value()}});
    spec.set("columns", 3);
    spec.set("spec", std::move(inner));
}

}  // namespace

bool is_plot_template(std::string_view name) {
    return std::find(templates.begin(), templates.end(), name) != templates.end();
}

Value vega_lite(const Plot& plot, const std::vector<std::string>& revisions) {
    if (plot.series.empty()) return {};
    const std::string& title = plot.title.empty() ? plot.path : plot.title;
    Value spec = Value::Map{{"title", text_of(title)},
                            {"description", text_of(title)},
                            {"data", Value::Map{{"values", rows(plot)}}}};
    const std::string& name = plot.template_name;
    if (name == "confusion" || name == "confusion_normalized") {
        add_confusion(spec, plot, name == "confusion_normalized");
    } else if (name == "bar_horizontal" || name == "bar_horizontal_sorted") {
        add_bars(spec, plot, revisions, name == "bar_horizontal_sorted");
    } else {
        add_curve(spec, plot, revisions, name);
    }
    return spec;
}

}  // namespace mlpipe
