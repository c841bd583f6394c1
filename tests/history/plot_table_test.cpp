#include "../../src/history/plot_table.hpp"

#include "../../src/history/plot_series.hpp"
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

using Row = std::vector<Value>;

Plot plot_of(const char* csv, const Value& declared) {
    Plot plot;
    plot.path = "p.csv";
    const PlotSettings settings = plot_settings(declared, plot);
    add_series(parse_plot_table(csv, "p.csv", settings.header), settings, "main", plot);
    return plot;
}

}  // namespace

TEST_CASE("CSV is read with quotes, either line end, numbers and gaps") {
    const PlotTable table = parse_plot_table(
        "\xEF\xBB\xBF"
        "a,\"b \"\"c\"\"\nd\",e\r\n1, 2.5 ,x y\r\n\r\n,1e-3,\"4\"\n",
        "p.csv", true);
    CHECK(table.columns == std::vector<std::string>{"a", "b \"c\"\nd", "e"});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0] == Row{1.0, 2.5, "x y"});
    CHECK(table.rows[1] == Row{Value(), 0.001, 4.0});
}

TEST_CASE("rows are as long as the header, and TSV without a header counts its columns") {
    const PlotTable ragged = parse_plot_table("a,b\n1\n1,2,3\n", "p.csv", true);
    CHECK(ragged.rows[0] == Row{1.0, Value()});
    CHECK(ragged.rows[1] == Row{1.0, 2.0});
    const PlotTable bare = parse_plot_table("1\t2\n3\t4\t5", "p.tsv", false);
    CHECK(bare.columns == std::vector<std::string>{"0", "1", "2"});
    CHECK(bare.rows[0] == Row{1.0, 2.0, Value()});
    CHECK(parse_plot_table("", "p.csv", true).rows.empty());
    CHECK(parse_plot_table("\"never closed, x\n", "p.csv", false).rows.size() == 1);
}

TEST_CASE("JSON and YAML give the first list of objects, wherever it lies") {
    const PlotTable table = parse_plot_table(
        R"({"n": 1, "roc": {"points": [{"x": 1, "y": 2}, {"y": [3], "z": "t"}]}})", "p.json", true);
    CHECK(table.columns == std::vector<std::string>{"x", "y", "z"});
    CHECK(table.rows[0] == Row{1, 2, Value()});
    CHECK(table.rows[1] == Row{Value(), "[3]", "t"});
    CHECK(parse_plot_table("- {a: 1}\n- {a: 2}\n", "p.yaml", true).rows.size() == 2);
    CHECK_THROWS_AS(parse_plot_table("[1, 2]", "p.json", true), Error);
    CHECK_THROWS_AS(parse_plot_table("{", "p.json", true), Error);
    CHECK_THROWS_AS(parse_plot_table("x", "p.bin", true), Error);
}

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
