#include "mlpipe/model/run_table.hpp"

#include <cmath>

#include "mlpipe/base/error.hpp"
#include "mlpipe/model/address.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

RunTable::Row row(const std::string& id, std::size_t rate, std::optional<double> auc) {
    RunTable::Row row;
    row.run.id = id;
    row.run.started_ns = 1000 + static_cast<std::int64_t>(rate);
    row.run.finished_ns = row.run.started_ns + 5'000'000'000;
    row.parameters = {rate, 4};
    row.metrics = {auc, 1.5};
    return row;
}

RunTable table() {
    RunTable table;
    table.parameters = {"params.yaml:train.rate", "params.yaml:train.seed"};
    table.metrics = {"m/eval.json:auc", "m/eval.json:loss"};
    table.values = {"", "10", "9.5", "\"auto\"", "7"};
    table.rows = {row("d", 1, 0.7), row("c", 2, std::nullopt), row("b", 3, 0.9), row("a", 0, 0.7)};
    return table;
}

std::string ids(const RunTable& table) {
    std::string text;
    for (const auto& row : table.rows) text += row.run.id;
    return text;
}

}  // namespace

TEST_CASE("an address is whole, without its file, or an end that only one name has") {
    const std::vector<std::string> names = {"a/m.json:auc", "b/m.json:auc", "b/m.json:loss.train", "p.yaml"};
    CHECK(find_address(names, "a/m.json:auc", "metric") == 0);
    CHECK(find_address(names, "loss.train", "metric") == 2);
    CHECK(find_address(names, "train", "metric") == 2);
    CHECK(find_address(names, "p.yaml", "metric") == 3);
    CHECK_FALSE(find_address(names, "oss.train", "metric"));
    CHECK_FALSE(find_address(names, "", "metric"));
    CHECK_THROWS_WITH(find_address(names, "auc", "metric"), ContainsSubstring("a/m.json:auc, b/m.json:auc"));
    CHECK_THROWS_AS(find_address(names, "m.json:auc", "metric"), Error);
    // Where one is called so behind its file, those that only end so do not count.
    CHECK(find_address({"m.json:auc", "m.json:val.auc"}, "auc", "metric") == 0);
    CHECK(short_addresses(names) ==
          std::vector<std::string>{"a/m.json:auc", "b/m.json:auc", "loss.train", "p.yaml"});
}

TEST_CASE("conditions are read with each comparison, and refused else") {
    const auto holds = [](const char* text, double value) {
        return parse_metric_condition(text).holds(value);
    };
    CHECK(holds("auc<1", 0.5));
    CHECK_FALSE(holds("auc<1", 1));
    CHECK(holds("auc <= 1", 1));
    CHECK(holds("auc>0.5", 0.6));
    CHECK(holds("auc>=+0.5", 0.5));
    CHECK(holds("auc == -1.5e-3", -0.0015));
    CHECK(holds("auc!=0", 1));
    CHECK_FALSE(holds("auc!=0", 0));
    CHECK_FALSE(holds("auc>0", std::nan("")));
    CHECK(parse_metric_condition(" m/eval.json:a.b >= 1").address == "m/eval.json:a.b");
    for (const char* bad : {"", "auc", "auc>", ">1", "auc>x", "auc=1", "auc>1x", "auc > 1 2", "auc<>1"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(parse_metric_condition(bad), Error);
    }
}

TEST_CASE("columns that differ come first") {
    const RunTable runs = table();
    std::vector<std::string> titles;
    for (const RunColumn& column : value_columns(runs)) titles.push_back(title_of(runs, column));
    CHECK(titles == std::vector<std::string>{"m/eval.json:auc", "params.yaml:train.rate", "m/eval.json:loss",
                                             "params.yaml:train.seed"});
    CHECK(find_column(runs, "rate") == RunColumn{RunColumn::Kind::parameter, 0});
    CHECK(find_column(runs, "took") == RunColumn{RunColumn::Kind::took, 0});
    CHECK_THROWS_WITH(find_column(runs, "acu"), ContainsSubstring("did you mean 'auc'?"));
}

TEST_CASE("runs are sorted by a column; what has no value comes last both ways") {
    const auto sorted = [](const char* by) {
        RunTable runs = table();
        sort_runs(runs, by);
        return ids(runs);
    };
    CHECK(sorted("run") == "abcd");
    CHECK(sorted("auc") == "dabc");
    CHECK(sorted("-auc") == "bdac");
    CHECK(sorted("rate") == "cdba");  // 9.5, 10, "auto"
    CHECK(sorted("-rate") == "bdca");
    CHECK(sorted("-started") == "bcda");
    CHECK_THROWS_AS(sorted("nothing"), Error);
}

TEST_CASE("conditions drop runs, and columns that no remaining run has") {
    RunTable runs = table();
    keep_matching(runs, {parse_metric_condition("auc>0.5"), parse_metric_condition("auc<0.8")});
    CHECK(ids(runs) == "da");
    runs = table();
    runs.rows[0].metrics[1].reset();
    keep_first(runs, 1);
    CHECK(ids(runs) == "d");
    CHECK(runs.metrics == std::vector<std::string>{"m/eval.json:auc"});
    CHECK(runs.rows[0].metrics == std::vector<std::optional<double>>{0.7});
    runs = table();
    keep_first(runs, 0);
    CHECK(runs.rows.size() == 4);
    CHECK_THROWS_WITH(keep_matching(runs, {parse_metric_condition("acu>1")}), ContainsSubstring("'auc'"));
}
