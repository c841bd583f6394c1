#include "mlpipe/quality/stored_profile.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "mlpipe/base/diagnostic.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

static ColumnProfile numbers(std::string name, std::vector<double> values) {
    ColumnProfile column;
    column.name = std::move(name);
    column.type = CellType::number;
    column.rows = values.size();
    column.values = std::move(values);
    std::sort(column.values.begin(), column.values.end());
    return column;
}

static StoredProfile example() {
    StoredProfile profile;
    profile.source = "data/train.csv";
    profile.digest = sha256("rows");
    profile.table.rows = 5;
    profile.table.columns.push_back(numbers("n", {1.5, -HUGE_VAL, 1.5, 0.1, HUGE_VAL}));
    ColumnProfile& text = profile.table.columns.emplace_back();
    text.name = "caf\xE9";
    text.type = CellType::text;
    text.rows = 5;
    text.missing = 1;
    text.categories = {{"a", 2}, {"\xFF", 1}};
    text.other_categories = 1;
    return profile;
}

TEST_CASE("a profile reads back from its file as it was") {
    const StoredProfile profile = example();
    const std::string text = profile_text(profile);
    const StoredProfile read = parse_profile(text, "p.json");
    CHECK(read.source == profile.source);
    CHECK(read.digest == profile.digest);
    CHECK(read.table.rows == 5);
    REQUIRE(read.table.columns.size() == 2);
    CHECK(read.table.columns[0].values == profile.table.columns[0].values);
    CHECK(read.table.columns[0].type == CellType::number);
    CHECK(read.table.columns[1].name == "caf\xE9");
    CHECK(read.table.columns[1].missing == 1);
    CHECK(read.table.columns[1].categories[1].text == "\xFF");
    CHECK(read.table.columns[1].other_categories == 1);
    CHECK(profile_text(read) == text);
}

TEST_CASE("a column of many distinct values is kept as quantiles, and its shares hardly change") {
    std::mt19937_64 random(4);
    std::lognormal_distribution<double> spread(0, 2);
    for (const std::size_t count : {4097u, 5000u, 100'000u}) {
        std::vector<double> values(count);
        for (double& value : values) value = spread(random);
        TableProfile table;
        table.rows = count;
        table.columns.push_back(numbers("n", values));
        const std::vector<double> all = table.columns[0].values;
        const ColumnProfile kept = reduce_profile(table).columns[0];
        CHECK(kept.reduced);
        CHECK(kept.values.size() == most_distinct_values);
        CHECK(kept.present() == count);
        CHECK(kept.values.front() == all.front());
        CHECK(kept.values.back() == all.back());
        const auto share = [](const std::vector<double>& of, double upto) {
            return static_cast<double>(std::upper_bound(of.begin(), of.end(), upto) - of.begin()) /
                   static_cast<double>(of.size());
        };
        double error = 0;
        for (const double value : all)
            error = std::max(error, std::abs(share(all, value) - share(kept.values, value)));
        CHECK(error <= 1.0 / 4095 + 1.5 / static_cast<double>(count));
    }
}

TEST_CASE("a column of few distinct values, or with few cells, is kept as it is") {
    TableProfile table;
    std::vector<double> codes;
    for (int row = 0; row < 50'000; ++row) codes.push_back(row % 4096);
    table.rows = codes.size();
    table.columns.push_back(numbers("codes", codes));
    const TableProfile kept = reduce_profile(table);
    CHECK_FALSE(kept.columns[0].reduced);
    CHECK(kept.columns[0].values == table.columns[0].values);
    const StoredProfile read = parse_profile(profile_text({"t.csv", {}, kept}), "p.json");
    CHECK(read.table.columns[0].values == table.columns[0].values);
}

TEST_CASE("what is no profile, or contradicts itself, is told with its place") {
    const std::string good = profile_text(example());
    const auto broken = [&](const std::string& part, const std::string& by) {
        std::string text = good;
        const std::size_t at = text.find(part);
        REQUIRE(at != std::string::npos);
        return text.replace(at, part.size(), by);
    };
    CHECK_THROWS_AS(parse_profile("{", "p.json"), PipelineError);
    CHECK_THROWS_WITH(parse_profile("[]", "p.json"),
                      ContainsSubstring("p.json:1:1") && ContainsSubstring("no profile"));
    CHECK_THROWS_WITH(parse_profile(broken("mlpipe profile", "other"), "p.json"),
                      ContainsSubstring("no profile"));
    CHECK_THROWS_WITH(parse_profile(broken("\"version\":1", "\"version\":2"), "p.json"),
                      ContainsSubstring("has version 2"));
    CHECK_THROWS_WITH(parse_profile(broken("0.1,1.5", "1.5,0.1"), "p.json"),
                      ContainsSubstring("have to ascend"));
    CHECK_THROWS_WITH(parse_profile(broken("\"missing\":1", "\"missing\":6"), "p.json"),
                      ContainsSubstring("more cells are missing"));
    CHECK_THROWS_WITH(parse_profile(broken("\"missing\":1", "\"missing\":2"), "p.json"),
                      ContainsSubstring("counts 4 cells, where 3"));
    CHECK_THROWS_WITH(parse_profile(broken("[1,1,2,1]", "[1,1,9,1]"), "p.json"),
                      ContainsSubstring("more values than rows"));
    CHECK_THROWS_WITH(parse_profile(broken("\"number\"", "\"colour\""), "p.json"),
                      ContainsSubstring("no type of a column"));
}
