#include <random>

#include "mlpipe/base/error.hpp"
#include "mlpipe/quality/compare_profiles.hpp"
#include "profile_case.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::profile_case;
using Catch::Matchers::Equals;

namespace {

using Random = std::mt19937_64;

std::vector<double> normal(Random& random, std::size_t count, double mean, double spread = 1) {
    std::normal_distribution<double> draw(mean, spread);
    std::vector<double> values(count);
    for (double& value : values) value = draw(random);
    return values;
}

// Counts of so many draws, where category i comes with the i-th weight.
std::map<std::string, std::uint64_t> drawn(Random& random, std::size_t count,
                                           const std::vector<double>& weights) {
    std::discrete_distribution<std::size_t> draw(weights.begin(), weights.end());
    std::map<std::string, std::uint64_t> counts;
    for (std::size_t i = 0; i < count; ++i) ++counts["c" + std::to_string(draw(random))];
    return counts;
}

std::vector<double> moved_by(std::vector<double> values, double shift, double spread = 1) {
    for (double& value : values) value = value * spread + shift;
    return values;
}

// Columns that have moved a good deal, and not at all. Every table has as many rows.
TableProfile moved(Random& random, std::size_t rows, double how_far) {
    const std::vector<double> drawn_values = normal(random, rows, 0);
    return table(
        {numbers("shifted", moved_by(drawn_values, 0.6 * how_far)),
         numbers("wider", moved_by(drawn_values, 0, 1 + how_far)), numbers("still", drawn_values),
         texts("mixed", drawn(random, rows, {5, 3, 1 + 4 * how_far, 1})),
         texts("same", drawn(random, rows, {5, 3, 1, 1})),
         booleans("gaps", rows * 8 / 10, rows / 10, static_cast<std::uint64_t>(how_far) * rows / 10)});
}

// Columns that have nothing to do with each other.
TableProfile unmoved(Random& random, std::size_t rows) {
    std::vector<ColumnProfile> columns;
    for (const char* name : {"a", "b", "c", "d"}) columns.push_back(numbers(name, normal(random, rows, 0)));
    for (const char* name : {"e", "f"}) columns.push_back(texts(name, drawn(random, rows, {5, 3, 1, 1})));
    return table(columns);
}

constexpr const char* moved_verdicts =
    "shifted drift, wider drift, still ok, mixed drift, same ok, gaps drift";

std::string verdicts(const DriftResult& result) {
    std::string text;
    for (const ColumnDrift& column : result.columns)
        text += (text.empty() ? "" : ", ") + column.name + " " + to_string(column.verdict);
    return text;
}

DriftResult compare(const TableProfile& reference, const TableProfile& current,
                    const DriftOptions& options = {}) {
    return compare_profiles(reference, current, options);
}

ColumnDrift compare(const ColumnProfile& reference, const ColumnProfile& current) {
    return compare(table({reference}), table({current})).columns.front();
}

}  // namespace

TEST_CASE("the same shift has the same verdict, whether seen on a thousand rows or on a million") {
    Random random(20261128);
    for (const std::size_t rows : {1000U, 1000U, 1000U, 1000U, 3000U, 10'000U, 100'000U, 1'000'000U}) {
        const DriftResult result = compare(moved(random, rows, 0), moved(random, rows, 1));
        INFO(rows << " rows");
        CHECK_THAT(verdicts(result), Equals(moved_verdicts));
        CHECK(result.drift);
    }
}

TEST_CASE(
    "a small shift is no drift on any number of rows, and a warning once they can tell it from chance") {
    Random random(29);
    for (const std::size_t rows : {200U, 1000U, 1000U, 1000U, 10'000U, 100'000U}) {
        const ColumnDrift column =
            compare(numbers("x", normal(random, rows, 0)), numbers("x", normal(random, rows, 0.18)));
        INFO(rows << " rows, score " << *column.score);
        CHECK(column.verdict != DriftVerdict::drift);
        if (rows >= 10'000) CHECK(column.verdict == DriftVerdict::warn);
    }
}

TEST_CASE("a small sample against a large one has the verdict that two large ones have") {
    Random random(7);
    CHECK_THAT(verdicts(compare(moved(random, 300'000, 0), moved(random, 2000, 1))), Equals(moved_verdicts));
}

TEST_CASE("tables from the same distributions hardly ever drift, whatever their size") {
    Random random(1);
    int columns = 0, drifted = 0, warned = 0, tables = 0;
    for (const std::size_t rows : {100U, 200U, 500U, 1000U, 5000U})
        for (int round = 0; round < 60; ++round) {
            const DriftResult result = compare(unmoved(random, rows), unmoved(random, rows));
            tables += result.drift;
            for (const ColumnDrift& column : result.columns) {
                ++columns;
                drifted += column.verdict == DriftVerdict::drift;
                warned += column.verdict == DriftVerdict::warn;
            }
        }
    REQUIRE(columns == 1800);
    CHECK(tables == 0);
    // One of a hundred tables may have one, of those that are small enough.
    CHECK(drifted <= 3);
    CHECK(warned <= 3);
}

TEST_CASE("a million rows that moved by a hair do not drift, although it is no chance") {
    Random random(3);
    const ColumnDrift column =
        compare(numbers("x", normal(random, 1'000'000, 0)), numbers("x", normal(random, 1'000'000, 0.02)));
    CHECK(*column.adjusted_p_value < 1e-9);
    CHECK(column.verdict == DriftVerdict::ok);
}

TEST_CASE("too few rows are no ground for more than a warning") {
    Random random(5);
    const ColumnDrift far = compare(numbers("x", normal(random, 60, 0)), numbers("x", normal(random, 60, 5)));
    CHECK(far.verdict == DriftVerdict::warn);
    CHECK_THAT(far.reason, ContainsSubstring("too few rows to be sure: 60, not 100"));
    const ColumnDrift near =
        compare(numbers("x", normal(random, 20, 0)), numbers("x", normal(random, 20, 0.3)));
    CHECK(near.verdict == DriftVerdict::ok);
}

TEST_CASE("a difference that may be chance is none, and says so") {
    Random random(11);
    const ColumnDrift column =
        compare(texts("x", {{"a", 60}, {"b", 60}}), texts("x", {{"a", 70}, {"b", 50}}));
    CHECK(column.verdict == DriftVerdict::ok);
    CHECK(column.score < 0.1);
    const ColumnDrift larger =
        compare(texts("x", {{"a", 60}, {"b", 60}}), texts("x", {{"a", 77}, {"b", 43}}));
    CHECK(larger.score > 0.1);
    CHECK(larger.verdict == DriftVerdict::ok);
    CHECK_THAT(larger.reason, ContainsSubstring("may be chance"));
}

TEST_CASE("new and vanished categories are counted, and the first of them named") {
    std::map<std::string, std::uint64_t> after{{"a", 900}};
    for (int i = 0; i < 30; ++i) after["new" + std::to_string(i)] = 100 + static_cast<std::uint64_t>(i);
    const ColumnDrift column = compare(texts("x", {{"a", 900}, {"b", 100}}), texts("x", after));
    CHECK(column.new_categories.count == 30);
    REQUIRE(column.new_categories.first.size() == 10);
    CHECK(column.new_categories.first.front().label == "new29");
    CHECK(column.vanished_categories.count == 1);
    CHECK(column.vanished_categories.share == Approx(0.1));
    CHECK(column.bins.size() == 16);
    CHECK(column.bins.back().label == "others");
    CHECK(column.verdict == DriftVerdict::drift);
}

TEST_CASE("a category that was never seen is a warning, even where little else moved") {
    const ColumnDrift column =
        compare(texts("x", {{"a", 9000}, {"b", 1000}}), texts("x", {{"a", 8970}, {"b", 900}, {"c", 130}}));
    CHECK(column.verdict == DriftVerdict::warn);
    CHECK_THAT(column.reason, ContainsSubstring("new categories: 1.3 % of the cells"));
}

TEST_CASE("missing cells drift by themselves") {
    Random random(13);
    const ColumnDrift column =
        compare(numbers("x", normal(random, 5000, 0)), numbers("x", normal(random, 4500, 0), 500));
    CHECK(column.verdict == DriftVerdict::drift);
    CHECK(column.missing.verdict == DriftVerdict::drift);
    CHECK_THAT(column.reason, Equals("missing: 0 %, now 10 %"));
    const ColumnDrift emptied = compare(numbers("x", normal(random, 500, 0)), texts("x", {}, 500));
    CHECK(emptied.verdict == DriftVerdict::drift);
    CHECK(emptied.method == DriftMethod::none);
}

TEST_CASE("a column that holds something else now has drifted") {
    const ColumnDrift column = compare(integers("x", {1, 2, 3}), texts("x", {{"a", 3}}));
    CHECK(column.verdict == DriftVerdict::drift);
    CHECK_THAT(column.reason, Equals("held integer cells, and now holds text cells"));
}

TEST_CASE("what is unlike in each row is not compared") {
    std::map<std::string, std::uint64_t> one, other;
    for (int i = 0; i < 500; ++i) {
        one["a" + std::to_string(i)] = 1;
        other["b" + std::to_string(i)] = 1;
    }
    const ColumnDrift column = compare(texts("id", one), texts("id", other));
    CHECK(column.verdict == DriftVerdict::ok);
    CHECK(column.method == DriftMethod::none);
    CHECK(column.type == DriftType::text);
}

TEST_CASE("the worst range of numbers is named by round edges, and the means stand beside it") {
    std::vector<double> before, after;
    for (int i = 0; i < 1000; ++i) {
        before.push_back(i % 100);
        after.push_back(i % 4 == 0 ? 42.5 : i % 100);
    }
    const ColumnDrift column = compare(numbers("x", before), numbers("x", after));
    REQUIRE(column.worst_bin);
    CHECK_THAT(column.worst_bin->label, Equals("[40, 45)"));
    CHECK(column.worst_bin->share.reference == Approx(0.05));
    CHECK(column.summary->name == "mean");
    CHECK(column.summary->value.reference == Approx(49.5));
    double total = 0;
    for (const DriftBin& bin : column.bins) total += bin.share.current;
    CHECK(total == Approx(1));
}

TEST_CASE("the target decides alone") {
    Random random(17);
    DriftOptions options;
    const auto columns = [&](std::uint64_t late) {
        std::vector<ColumnProfile> all{booleans("late", 10'000 - late, late)};
        for (const char* name : {"a", "b", "c", "d", "e"})
            all.push_back(numbers(name, normal(random, 10'000, 0)));
        return table(all);
    };
    const TableProfile before = columns(1900), after = columns(3800);
    CHECK_FALSE(compare(before, after).drift);
    options.target = "late";
    const DriftResult result = compare(before, after, options);
    CHECK(result.drift);
    CHECK_THAT(result.reason, Equals("1 of 6 columns drifted, among them the target 'late'"));
    CHECK(result.columns.front().summary->name == "share of 'true'");
    CHECK(result.columns.front().summary->value.current == Approx(0.38));
}

TEST_CASE("columns of one table alone are named, and nobody waits for them") {
    const DriftResult result = compare(table({numbers("a", {1, 2}), numbers("b", {1, 2})}),
                                       table({numbers("b", {1, 2}), numbers("c", {1, 2})}));
    CHECK(result.vanished_columns == std::vector<std::string>{"a"});
    CHECK(result.new_columns == std::vector<std::string>{"c"});
    CHECK(result.columns.size() == 1);
}

TEST_CASE("who asks for a method or a threshold gets it") {
    Random random(19);
    const TableProfile before = table(
                           {numbers("a", normal(random, 2000, 0)), numbers("b", normal(random, 2000, 0))}),
                       after = table({numbers("a", normal(random, 2000, 0.4)),
                                      numbers("b", normal(random, 2000, 0.4))});
    DriftOptions options;
    options.numerical = {DriftMethod::psi, std::nullopt};
    options.columns["b"] = {DriftMethod::wasserstein, 0.9};
    const DriftResult result = compare(before, after, options);
    CHECK(result.columns[0].method == DriftMethod::psi);
    CHECK(*result.columns[0].threshold == 0.25);
    CHECK(result.columns[1].method == DriftMethod::wasserstein);
    CHECK(*result.columns[1].threshold == 0.9);
    CHECK(*result.columns[1].warn_threshold == Approx(0.36));
    CHECK(result.columns[1].verdict == DriftVerdict::warn);

    options.columns["b"] = {DriftMethod::chisquare, std::nullopt};
    CHECK_THROWS_WITH(compare(before, after, options),
                      ContainsSubstring("column 'b' is numerical: 'chisquare' does not fit it"));
    options.columns = {{"bb", {}}};
    CHECK_THROWS_WITH(compare(before, after, options),
                      ContainsSubstring("no column 'bb' stands in both tables"));
}

TEST_CASE("a profile that is kept as quantiles has nearly the score of the whole column") {
    Random random(23);
    const std::vector<double> before = normal(random, 50'000, 0), after = normal(random, 50'000, 0.3);
    ColumnProfile reduced = numbers("x", before);
    std::vector<double> quantiles;
    for (std::size_t i = 0; i < 1000; ++i) quantiles.push_back(reduced.values[i * (before.size() - 1) / 999]);
    reduced.values = quantiles;
    reduced.reduced = true;
    const ColumnDrift whole = compare(numbers("x", before), numbers("x", after));
    const ColumnDrift kept = compare(reduced, numbers("x", after));
    CHECK(*kept.score == Approx(*whole.score).margin(0.002));
    CHECK(kept.rows.reference == 50'000);
    CHECK(kept.verdict == whole.verdict);
}

TEST_CASE("tables without anything to compare are no drift") {
    CHECK_THAT(compare(table({numbers("a", {})}), table({numbers("a", {})})).reason,
               Equals("no column could be compared"));
    CHECK_FALSE(compare(TableProfile{}, TableProfile{}).drift);
    const ColumnDrift constant =
        compare(numbers("x", std::vector<double>(500, 3)), numbers("x", std::vector<double>(500, 3)));
    CHECK(constant.verdict == DriftVerdict::ok);
    CHECK(*constant.score == 0);
}
