// Gates that ask for confidence: a drop counts when it is more than chance.
#include "gate_case.hpp"
#include "mlpipe/quality/bootstrap.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using gate_case::Case;
using gate_case::gate;
using gate_case::near;

namespace {

Gate sure(GateRule rule, double threshold) {
    Gate against = gate("auc", {{rule, threshold}}, "production");
    against.confidence = 0.95;
    return against;
}

MetricValues folds(const std::vector<double>& values) {
    MetricValues metrics;
    for (std::size_t i = 0; i < values.size(); ++i)
        metrics.emplace_back("e.json:auc." + std::to_string(i), values[i]);
    return metrics;
}

// `good` of 40 examples are right.
std::string correct(int good, bool turned = false) {
    std::string text = "id,correct\n";
    for (int i = 0; i < 40; ++i) {
        const int id = turned ? 39 - i : i;
        text += std::to_string(id) + "," + (id < good ? "1" : "0") + "\n";
    }
    return text;
}

Case scored(double now, const std::string& mine, const std::string& theirs) {
    Case one({{"e.json:auc", now}}, {{"e.json:auc", 0.75}});
    one.candidate.read = [mine](const std::string& path) {
        return path == "s.csv" ? std::optional(mine) : std::nullopt;
    };
    one.baseline.read = [theirs](const std::string&) { return std::optional(theirs); };
    return one;
}

Gate by_scores() {
    Gate against = sure(GateRule::max_drop, 0);
    against.scores = GateScores{"s.csv", "id", "correct", "", ""};
    return against;
}

}  // namespace

TEST_CASE("folds: a drop within the noise passes, the same drop in each fold fails") {
    const std::vector<double> then{0.70, 0.80, 0.75, 0.65, 0.85};
    CHECK(Case(folds({0.80, 0.65, 0.80, 0.60, 0.88}), folds(then))
              .judge(sure(GateRule::max_drop, 0))
              .at(0)
              .verdict == GateVerdict::pass);
    const auto failed =
        Case(folds({0.68, 0.78, 0.73, 0.63, 0.83}), folds(then)).judge(sure(GateRule::max_drop, 0)).at(0);
    CHECK(failed.verdict == GateVerdict::fail);
    REQUIRE(failed.interval.has_value());
    CHECK(near(failed.interval->low, 0.02));
    CHECK_THAT(failed.reason, ContainsSubstring("95 % interval of the drop: 0.02 to 0.02"));
    CHECK(parse_gate_result(to_value(failed)) == failed);
}

TEST_CASE("folds: a gain must be proven") {
    const std::vector<double> then{0.70, 0.80, 0.75, 0.65, 0.85};
    CHECK(Case(folds({0.80, 0.75, 0.80, 0.60, 0.88}), folds(then))
              .judge(sure(GateRule::min_gain, 0))
              .at(0)
              .verdict == GateVerdict::fail);
    CHECK(Case(folds({0.72, 0.82, 0.77, 0.67, 0.87}), folds(then))
              .judge(sure(GateRule::min_gain, 0))
              .at(0)
              .verdict == GateVerdict::pass);
}

TEST_CASE("of a metric that is better when lower the interval is turned round") {
    Gate lower = sure(GateRule::max_drop, 0);
    lower.direction = MetricDirection::lower;
    const auto result = Case(folds({0.3, 0.5}), folds({0.2, 0.4})).judge(lower).at(0);
    CHECK(result.verdict == GateVerdict::fail);
    CHECK(near(result.interval->low, 0.1));
}

TEST_CASE("one number, or lists of two lengths, have no interval") {
    CHECK_THAT(Case({{"e.json:auc", 1}}, {{"e.json:auc", 1}}).verdict(sure(GateRule::max_drop, 0)),
               ContainsSubstring("undecided: auc is one number"));
    CHECK_THAT(Case(folds({1, 2}), folds({1, 2, 3})).verdict(sure(GateRule::max_drop, 0)),
               ContainsSubstring("cannot be paired: 2 and 3"));
}

TEST_CASE("scores are paired by id, in whatever order they stand") {
    CHECK(scored(0.75, correct(30), correct(30, true)).judge(by_scores()).at(0).interval ==
          GateInterval{0.95, 0, 0});
    const auto failed = scored(0.5, correct(20), correct(30, true)).judge(by_scores()).at(0);
    CHECK(failed.verdict == GateVerdict::fail);
    CHECK(failed.interval->low > 0.1);
    // One example of forty may be chance.
    CHECK(scored(0.725, correct(29), correct(30)).judge(by_scores()).at(0).verdict == GateVerdict::pass);
}

TEST_CASE("scores that do not fit each other, or the metric, decide nothing") {
    CHECK_THAT(scored(0.9, correct(30), correct(30)).verdict(by_scores()),
               ContainsSubstring("undecided: the scores in s.csv give 0.75, and the metric is 0.9"));
    CHECK_THAT(scored(0.75, correct(30), "id,correct\n1,1\n2,0\n").verdict(by_scores()),
               ContainsSubstring("not the same examples"));
    CHECK_THAT(scored(0.75, correct(30), "id,right\n1,1\n2,0\n").verdict(by_scores()),
               ContainsSubstring("undecided"));
    CHECK_THAT(scored(0.75, "id,correct\n1,x\n2,0\n", correct(30)).verdict(by_scores()),
               ContainsSubstring("undecided"));
    Case lost = scored(0.75, correct(30), correct(30));
    lost.baseline.read = {};
    CHECK_THAT(lost.verdict(by_scores()), ContainsSubstring("s.csv of production v1.0.0 is not here"));
    Gate repeated = by_scores();
    CHECK_THAT(scored(0.75, "id,correct\n1,1\n1,0\n", "id,correct\n1,1\n1,0\n").verdict(repeated),
               ContainsSubstring("have the same 'id'"));
}

TEST_CASE("label and score: the area under the curve of both models on the same examples") {
    std::vector<bool> labels;
    std::vector<double> scores;
    std::string mine = "y,p\n", theirs = "y,p\n";
    for (int i = 0; i < 80; ++i) {
        labels.push_back(i % 2 == 0);
        scores.push_back(i * 31 % 80);
        const std::string label = labels.back() ? "1," : "0,";
        mine += label + std::to_string(i * 31 % 80) + "\n";
        theirs += label + std::to_string(i * 31 % 80 + (labels.back() ? 60 : 0)) + "\n";
    }
    Gate against = by_scores();
    against.scores = GateScores{"s.csv", "", "", "y", "p"};
    const auto failed = scored(area_under_curve(labels, scores), mine, theirs).judge(against).at(0);
    CHECK(failed.verdict == GateVerdict::fail);
    REQUIRE(failed.interval.has_value());
    CHECK(failed.interval->low > 0.2);
    CHECK(scored(area_under_curve(labels, scores), mine, mine).judge(against).at(0).verdict ==
          GateVerdict::pass);
    const std::string turned = "y,p\n0,1\n1,2\n";
    CHECK_THAT(scored(1, turned, "y,p\n1,1\n0,2\n").verdict(against),
               ContainsSubstring("the labels in s.csv are not"));
    CHECK_THAT(scored(1, "y,p\n2,1\n1,2\n", turned).verdict(against),
               ContainsSubstring("a label is 0 or 1, not 2"));
}
