#include "mlpipe/model/difference.hpp"

#include <limits>

#include "mlpipe/base/json.hpp"
#include "mlpipe/model/address_filter.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

MetricChange metric(const char* name, std::optional<double> before, std::optional<double> after) {
    MetricChange change;
    change.name = name;
    change.before = before;
    change.after = after;
    return change;
}

}  // namespace

TEST_CASE("a change of a metric is absolute, relative, and for the better or the worse") {
    const MetricChange auc = metric("auc", 0.5, 0.75);
    CHECK(auc.change() == 0.25);
    CHECK(auc.relative() == 0.5);
    CHECK(auc.better() == true);
    CHECK(metric("loss", 0.5, 0.75).better() == false);
    CHECK(metric("loss", -2.0, -3.0).relative() == -0.5);
    CHECK(metric("loss", -2.0, -3.0).better() == true);
    CHECK(metric("rows", 1.0, 2.0).better() == std::nullopt);
}

TEST_CASE("what cannot be told of a metric is not told") {
    CHECK(metric("auc", std::nullopt, 1.0).change() == std::nullopt);
    CHECK(metric("auc", std::nullopt, 1.0).better() == std::nullopt);
    CHECK(metric("auc", 0.0, 1.0).relative() == std::nullopt);
    CHECK(metric("auc", 1.0, 1.0).better() == std::nullopt);
    CHECK(metric("auc", not_a_number, not_a_number).same());
    CHECK_FALSE(metric("auc", not_a_number, 1.0).same());
    CHECK(metric("auc", not_a_number, 1.0).better() == std::nullopt);
}

TEST_CASE("parameters are compared by file and key, with their types") {
    const std::vector<ParameterValue> before = {
        {"a.yaml", "x", 1}, {"p.yaml", "gone", true}, {"p.yaml", "lr", 1}};
    const std::vector<ParameterValue> after = {
        {"a.yaml", "x", 1}, {"p.yaml", "lr", 1.0}, {"p.yaml", "new", "v"}};
    const auto changes = compare_parameters(before, after, false);
    REQUIRE(changes.size() == 3);
    CHECK(changes[0] == ParameterChange{"p.yaml", "gone", Value(true), std::nullopt});
    CHECK(changes[1] == ParameterChange{"p.yaml", "lr", Value(1), Value(1.0)});
    CHECK(changes[2] == ParameterChange{"p.yaml", "new", std::nullopt, Value("v")});
    CHECK(compare_parameters(before, after, true).size() == 4);
    CHECK(compare_parameters(before, before, false).empty());
}

TEST_CASE("the document of a difference holds whatever names hold") {
    Difference difference;
    difference.from = {"HEAD", "commit", "abc"};
    difference.to = {"workspace", "workspace", std::nullopt};
    difference.code.push_back({"src/\xff.py", Existence::added, 3, std::nullopt});
    difference.metrics.push_back(metric("m.json:\xff.auc", 0.5, 0.25));
    difference.data.push_back({"data", false, "train", Reference{}, std::nullopt, std::nullopt});
    difference.stages.push_back({"train", Existence::changed, {{"command", "", "a", "\xfe"}}});
    difference.notes.push_back("\xff");
    const std::string text = canonical_json(to_value(difference));
    CHECK_THAT(text, ContainsSubstring(R"("path_base64":"c3JjL/8ucHk=")"));
    CHECK_THAT(text, ContainsSubstring(R"("verdict":"worse")"));
    CHECK_THAT(text, ContainsSubstring(R"("added":3)"));
    CHECK_THAT(text, ContainsSubstring(R"("removed":null)"));
    CHECK_THAT(text, ContainsSubstring(R"("role":"source")"));
}

TEST_CASE("a target selects a file, an address, a key, or what lies below one") {
    CHECK(selects("params.yaml", "params.yaml", "train.lr"));
    CHECK(selects("params.yaml:train", "params.yaml", "train.lr"));
    CHECK(selects("train", "params.yaml", "train.lr"));
    CHECK(selects("train.lr", "params.yaml", "train.lr"));
    CHECK_FALSE(selects("train.l", "params.yaml", "train.lr"));
    CHECK_FALSE(selects("other.yaml:train", "params.yaml", "train.lr"));
    CHECK(selects("m/eval.json:auc", "m/eval.json:auc.mean"));
    CHECK(selects("m/eval.json", "m/eval.json:auc"));
    CHECK_FALSE(selects("auc", "m/eval.json:x.auc"));
    CHECK(selected({}, "a", "b"));
    CHECK(selected({"x", "b"}, "a", "b"));
    CHECK_FALSE(selected({"x"}, "a", "b"));
}
