#include "mlpipe/quality/judge_performance.hpp"

#include <cmath>

#include "data/tables.hpp"
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::function<std::unique_ptr<TableReader>()> from_text(std::string text, TableFormat format) {
    return [text = std::move(text), format] {
        return std::make_unique<TableReader>(std::make_unique<TextSource>(text), format, "t", TableOptions{});
    };
}

LabelledPredictions join(const std::string& log, const std::string& labels) {
    return join_labels(
        {"log.jsonl", from_text(log, TableFormat::json_lines), "id", "prediction", "probability"},
        {"labels.csv", from_text(labels, TableFormat::csv), "id", "late"}, {});
}

std::optional<double> metric(const std::vector<PredictionMetric>& metrics, const std::string& name) {
    for (const PredictionMetric& one : metrics)
        if (one.name == name) return one.value;
    return std::nullopt;
}

const DriftFinding& finding(const std::vector<DriftFinding>& findings, const std::string& name) {
    for (const DriftFinding& one : findings)
        if (one.name == name) return one;
    FAIL("no " << name);
    return findings.front();
}

Gate limit(const std::string& name, GateRule rule, double threshold) {
    Gate gate;
    gate.metric = name;
    gate.limits = {{rule, threshold}};
    gate.direction = metric_direction(name);
    if (compares(rule)) gate.baseline = "metrics/eval.json:" + name;
    return gate;
}

}  // namespace

TEST_CASE("labels find their predictions by id, and what does not fit is counted") {
    const LabelledPredictions joined = join(
        "{\"id\":1,\"prediction\":0,\"probability\":0.2}\n"
        "{\"id\":\"2\",\"prediction\":1,\"probability\":0.9}\n"
        "{\"id\":3,\"prediction\":1,\"probability\":0.8}\n"
        "{\"id\":1,\"prediction\":1,\"probability\":0.7}\n",
        "id,late\n2,1\n1,0\n9,1\n2,0\n5,\n");
    CHECK(joined.predictions == 3);
    CHECK(joined.predictions_without_label == 1);
    CHECK(joined.labels_without_prediction == 1);
    CHECK(joined.duplicate_predictions == 1);
    CHECK(joined.duplicate_labels == 1);
    REQUIRE(joined.rows.size() == 2);
    CHECK(joined.rows[0].probability == 0.7);
    CHECK(joined.rows[1].label == "0");
}

TEST_CASE("an empty text of JSON is no prediction") {
    const LabelledPredictions joined =
        join("{\"id\":1,\"prediction\":\"\"}\n{\"id\":2,\"prediction\":\"\",\"probability\":0.4}\n",
             "id,late\n1,0\n2,1\n");
    CHECK(joined.predictions == 1);
    REQUIRE(joined.rows.size() == 1);
    CHECK(joined.rows[0].probability == 0.4);
}

TEST_CASE("a column that is not there, and a probability that is none, are told") {
    CHECK_THROWS_WITH(join("{\"id\":1,\"predicted\":0,\"probability\":0.2}\n", "id,late\n1,0\n"),
                      ContainsSubstring("log.jsonl has no column 'prediction' (did you mean 'predicted'?)"));
    CHECK_THROWS_WITH(join("{\"id\":1,\"prediction\":0,\"probability\":0.2}\n", "id,delay\n1,0\n"),
                      ContainsSubstring("labels.csv has no column 'late'"));
    CHECK_THROWS_WITH(join("\n{\"id\":1,\"prediction\":0,\"probability\":1.2}\n", "id,late\n1,0\n"),
                      ContainsSubstring("log.jsonl:2: '1.2' in column 'probability' is no probability"));
}

TEST_CASE("metrics of a classification are those of its formulas") {
    const std::vector<LabelledPrediction> rows = {{"1", "", 0.9}, {"0", "", 0.8}, {"1", "", 0.6},
                                                  {"0", "", 0.3}, {"0", "", 0.6}, {"true", "", 0.1}};
    const auto metrics = prediction_metrics(rows, {});
    // Of nine pairs four are in order, and one is even.
    CHECK(*metric(metrics, "auc") == Approx(4.5 / 9));
    CHECK(*metric(metrics, "accuracy") == Approx(3.0 / 6));
    CHECK(*metric(metrics, "precision") == Approx(2.0 / 4));
    CHECK(*metric(metrics, "recall") == Approx(2.0 / 3));
    CHECK(*metric(metrics, "brier") == Approx((0.01 + 0.64 + 0.16 + 0.09 + 0.36 + 0.81) / 6));
    CHECK(*metric(metrics, "log_loss") == Approx(-(std::log(0.9) + std::log(0.2) + std::log(0.6) +
                                                   std::log(0.7) + std::log(0.4) + std::log(0.1)) /
                                                 6));
    CHECK(std::isfinite(*metric(prediction_metrics({{"1", "", 0.0}, {"0", "", 1.0}}, {}), "log_loss")));
}

TEST_CASE("metrics that rows do not have say why") {
    const auto metrics = prediction_metrics({{"0", "0", 0.2}, {"0", "0", 0.3}}, {});
    CHECK(metric(metrics, "accuracy") == 1.0);
    for (const char* name : {"auc", "precision", "recall"}) CHECK_FALSE(metric(metrics, name));
    CHECK(prediction_metrics({}, {}).empty());
    const std::vector<LabelledPrediction> words = {{"late", "", 0.2}, {"early", "", 0.3}};
    CHECK_THROWS_WITH(prediction_metrics(words, {}), ContainsSubstring("--positive"));
    CHECK(*metric(prediction_metrics(words, {std::nullopt, "late"}), "auc") == 0.0);
    CHECK(metric(prediction_metrics({{"a", "a", {}}, {"b", "c", {}}}, {}), "accuracy") == 0.5);
}

TEST_CASE("metrics of a regression are those of its formulas") {
    const auto metrics = prediction_metrics({{"1.5", "1", {}}, {"2", "3", {}}, {"4", "4", {}}}, {});
    CHECK(*metric(metrics, "mae") == Approx(0.5));
    CHECK(*metric(metrics, "rmse") == Approx(std::sqrt(1.25 / 3)));
    CHECK(*metric(metrics, "r2") == Approx(1 - 1.25 / 3.5));
    CHECK_FALSE(metric(prediction_metrics({{"1.5", "1", {}}}, {}), "r2"));
    CHECK_THROWS_WITH(prediction_metrics({{"x", "1", {}}}, {PredictionTask::regression, ""}),
                      ContainsSubstring("no number"));
    CHECK(metric(prediction_metrics({{"1", "2", {}}}, {}), "accuracy") == 0.0);
}

TEST_CASE("performance is judged as gates are") {
    LabelledPredictions joined;
    joined.rows.resize(40);
    joined.predictions = 50;
    const std::vector<PredictionMetric> metrics = {
        {"auc", 0.70, ""}, {"log_loss", 0.5, ""}, {"recall", {}, "no label is positive"}};
    PerformanceLimits limits;
    limits.gates = {limit("auc", GateRule::min, 0.6), limit("auc", GateRule::max_drop, 0.02),
                    limit("log_loss", GateRule::max_drop, 0.1), limit("recall", GateRule::min, 0.5)};
    limits.baselines = {{"metrics/eval.json:auc", 0.756}, {"metrics/eval.json:log_loss", 0.45}};
    const auto findings = judge_performance(joined, metrics, limits);
    const DriftFinding& auc = finding(findings, "auc");
    CHECK(auc.verdict == DriftVerdict::drift);
    CHECK(auc.reference == 0.756);
    CHECK(auc.current == 0.70);
    CHECK(*auc.threshold == Approx(0.736));
    CHECK(auc.reason == "auc 0.7 is 0.056 below metrics/eval.json:auc (0.756), more than 0.02");
    CHECK(finding(findings, "log_loss").verdict == DriftVerdict::ok);
    CHECK(finding(findings, "recall").verdict == DriftVerdict::warn);
    CHECK(finding(findings, "labelled_predictions").reason == "40 of 50 predictions have a label");

    joined.rows.resize(10);
    const DriftFinding few = finding(judge_performance(joined, metrics, limits), "auc");
    CHECK(few.verdict == DriftVerdict::warn);
    CHECK_THAT(few.reason, ContainsSubstring("10 labelled predictions alone"));
    limits.gates.push_back(limit("aucc", GateRule::min, 0.5));
    CHECK_THROWS_WITH(judge_performance(joined, metrics, limits), ContainsSubstring("did you mean 'auc'?"));
    joined.rows.clear();
    CHECK(judge_performance(joined, {}, limits).front().verdict == DriftVerdict::warn);
}
