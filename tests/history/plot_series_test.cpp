#include "../../src/history/plot_series.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

Plot plot_of(const char* csv, const Value& declared) {
    Plot plot;
    plot.path = "p.csv";
    const PlotSettings settings = plot_settings(declared, plot);
    add_series(parse_table(csv, "p.csv", settings.header), settings, "main", "p.csv", plot);
    return plot;
}

}  // namespace

TEST_CASE("settings choose the columns; without them the last one is drawn over the rows") {
    const Plot plain = plot_of("a,b\n5,6\n7,8\n", Value());
    REQUIRE(plain.series.size() == 1);
    CHECK(plain.series[0].field == "b");
    CHECK(plain.series[0].points == std::vector<std::pair<Value, Value>>{{0, 6.0}, {1, 8.0}});
    CHECK(plain.x_label == "step");

    const Plot chosen =
        plot_of("a,b,c\n5,6,7\n", Value::Map{{"x", "b"}, {"y", Value::List{"a", "c"}}, {"title", "T"}});
    REQUIRE(chosen.series.size() == 2);
    CHECK(chosen.series[1].points == std::vector<std::pair<Value, Value>>{{6.0, 7.0}});
    CHECK(chosen.title == "T");
    CHECK(chosen.x_label == "b");

    const Plot numbered = plot_of("5,6\n", Value::Map{{"x", 1}, {"y", 0}, {"header", false}});
    REQUIRE(numbered.series.size() == 1);
    CHECK(numbered.series[0].points == std::vector<std::pair<Value, Value>>{{6.0, 5.0}});
}

TEST_CASE("a column that is not there is named with those that are") {
    const Plot plot = plot_of("a,b\n5,6\n", Value::Map{{"x", "q"}});
    CHECK(plot.series.empty());
    CHECK(plot.notes == std::vector<std::string>{"main: there is no column 'q'; it has a, b"});
}

TEST_CASE("more points than a screen can show are thinned out evenly, and said to be") {
    std::string csv = "y\n";
    for (int i = 0; i < 25'000; ++i) csv += std::to_string(i) + "\n";
    const Plot plot = plot_of(csv.c_str(), Value());
    REQUIRE(plot.series.size() == 1);
    CHECK(plot.series[0].points.size() == 8334);
    CHECK(plot.series[0].points.back().second == Value(24'999.0));
    REQUIRE(plot.notes.size() == 1);
}
