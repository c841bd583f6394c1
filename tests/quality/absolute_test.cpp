#include <limits>

#include "gate_case.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using gate_case::Case;
using gate_case::gate;

namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

std::string verdict(double auc, GateRule rule, double threshold, double tolerance = 0) {
    Gate one = gate("auc", {{rule, threshold}});
    one.tolerance = tolerance;
    return Case({{"e.json:auc", auc}}, {}).verdict(one);
}

}  // namespace

TEST_CASE("min and max hold at the threshold itself") {
    CHECK(verdict(0.7, GateRule::min, 0.7) == "pass: auc 0.7 >= 0.7");
    CHECK(verdict(0.61, GateRule::min, 0.7) == "fail: auc 0.61 < 0.7");
    CHECK(verdict(0.7, GateRule::max, 0.7) == "pass: auc 0.7 <= 0.7");
    CHECK(verdict(0.71, GateRule::max, 0.7) == "fail: auc 0.71 > 0.7");
}

TEST_CASE("six digits are shown, and all where it takes these to see the difference") {
    CHECK(verdict(0.7598530887432163, GateRule::min, 0.7) == "pass: auc 0.759853 >= 0.7");
    CHECK(verdict(0.69999999, GateRule::min, 0.7) == "fail: auc 0.69999999 < 0.7");
}

TEST_CASE("equals has a tolerance, and forgives what decimal fractions are not") {
    CHECK(verdict(3, GateRule::equals, 3) == "pass: auc 3 == 3");
    CHECK(verdict(3.5, GateRule::equals, 3) == "fail: auc 3.5 != 3");
    CHECK(verdict(3.5, GateRule::equals, 3, 0.5) == "pass: auc 3.5 == 3 (tolerance 0.5)");
    CHECK(verdict(3.6, GateRule::equals, 3, 0.5) == "fail: auc 3.6 != 3 (tolerance 0.5)");
    CHECK(verdict(0.1 + 0.2, GateRule::equals, 0.3).substr(0, 5) == "pass:");
}

TEST_CASE("what is no finite number fails, whatever the rule") {
    for (const GateRule rule : {GateRule::min, GateRule::max, GateRule::equals}) {
        CHECK(verdict(no_number, rule, 0) == "fail: auc is not a number");
        CHECK(verdict(infinite, rule, 0) == "fail: auc is infinite");
        CHECK(verdict(-infinite, rule, 0) == "fail: auc is infinite");
    }
    const auto results = Case({{"e.json:auc", no_number}}, {}).judge(gate("auc", {{GateRule::min, 0}}));
    CHECK_FALSE(results.at(0).value.has_value());
}

TEST_CASE("a missing metric fails, and says why its file has none") {
    Case none({}, {});
    CHECK(none.verdict(gate("auc", {{GateRule::min, 0}})) == "fail: there is no metric 'auc'");
    none.candidate.unreadable["e.json"] = "e.json:1:9: expected a value";
    CHECK(none.verdict(gate("auc", {{GateRule::min, 0}})) ==
          "fail: there is no metric 'auc'; e.json: e.json:1:9: expected a value");
    CHECK(none.judge(gate("auc", {{GateRule::min, 0}, {GateRule::max, 1}})).size() == 2);
}

TEST_CASE("each limit is judged by itself") {
    const auto results = Case({{"e.json:auc", 0.99}}, {})
                             .judge(gate("e.json:auc", {{GateRule::min, 0.7}, {GateRule::max, 0.9}}));
    REQUIRE(results.size() == 2);
    CHECK(results[0].verdict == GateVerdict::pass);
    CHECK(results[1].verdict == GateVerdict::fail);
    CHECK(results[1].rule == GateRule::max);
    CHECK(results[1].threshold == 0.9);
    CHECK(results[1].value == 0.99);
    CHECK(results[1].metric == "e.json:auc");
    CHECK(results[1].stage == "evaluate");
    CHECK_FALSE(results[1].baseline.has_value());
}

TEST_CASE("an address that may be several is refused") {
    Case two({{"e.json:a.auc", 1}, {"e.json:b.auc", 1}}, {});
    CHECK_THAT(two.verdict(gate("auc", {{GateRule::min, 0}})),
               ContainsSubstring("fail: 'auc' may be more than one metric"));
    CHECK(two.verdict(gate("b.auc", {{GateRule::min, 0}})) == "pass: b.auc 1 >= 0");
}

TEST_CASE("a pattern judges each metric that fits it") {
    Case regions({{"e.json:auc", 0.1},
                  {"e.json:by_region.EWR.auc", 0.8},
                  {"e.json:by_region.JFK.auc", 0.6},
                  {"e.json:by_region.JFK.n", 5},
                  {"other.json:by_region.LGA.auc", 0.1}},
                 {});
    Gate slices = gate("e.json:auc", {{GateRule::min, 0.7}});
    slices.slice = "by_region.*";
    CHECK(regions.verdict(slices) == "pass: by_region.EWR.auc 0.8 >= 0.7\nfail: by_region.JFK.auc 0.6 < 0.7");
    CHECK(regions.judge(gate("by_region.*.*", {{GateRule::min, 0}})).size() == 4);
    slices.slice = "by_carrier.*";
    CHECK(regions.verdict(slices) == "fail: there is no metric 'e.json:by_carrier.*.auc'");
}

TEST_CASE("a list is one metric: the mean of its values") {
    MetricValues folds;
    for (int i = 11; i >= 0; --i) folds.emplace_back("e.json:auc." + std::to_string(i), i < 6 ? 0.5 : 1);
    CHECK(Case(folds, {}).verdict(gate("auc", {{GateRule::min, 0.75}})) == "pass: auc 0.75 >= 0.75");
    CHECK(Case(folds, {}).verdict(gate("auc.11", {{GateRule::min, 0.75}})) == "pass: auc.11 1 >= 0.75");
}

TEST_CASE("severity warn lets everything through, and says so") {
    Gate soft = gate("auc", {{GateRule::min, 0.7}});
    soft.severity = GateSeverity::warn;
    const auto results = Case({{"e.json:auc", 0.6}}, {}).judge(soft);
    CHECK(results.at(0).verdict == GateVerdict::warn);
    CHECK_FALSE(blocks(results.at(0)));
    CHECK(Case({{"e.json:auc", 0.8}}, {}).judge(soft).at(0).verdict == GateVerdict::pass);
}

TEST_CASE("why nothing follows is said with the first gate that failed") {
    const auto results =
        Case({{"e.json:auc", 0.61}}, {})
            .judge(gate("auc", {{GateRule::min, 0.5}, {GateRule::min, 0.7}, {GateRule::max, 0.1}}));
    CHECK(blocking_reason(results) == "gate of evaluate failed: auc 0.61 < 0.7");
    CHECK(blocking_reason(std::vector<GateResult>{}).empty());
}
