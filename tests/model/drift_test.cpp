#include "mlpipe/model/drift.hpp"

#include <limits>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

ColumnDrift moved(std::string name, double score, DriftVerdict verdict) {
    ColumnDrift column;
    column.name = std::move(name);
    column.type = DriftType::numerical;
    column.method = DriftMethod::ks_statistic;
    column.score = score;
    column.threshold = 0.1;
    column.verdict = verdict;
    return column;
}

DriftResult november() {
    DriftResult result;
    result.drift = true;
    result.share = 0.5;
    result.threshold = 0.3;
    result.rows = {1000, 900};
    result.reason = "1 of 2 columns drift";
    ColumnDrift delay = moved("delay", 0.25, DriftVerdict::drift);
    delay.role = ColumnRole::target;
    delay.warn_threshold = 0.05;
    delay.p_value = 1e-9;
    delay.adjusted_p_value = 2e-9;
    delay.reason = "far";
    delay.worst_bin = DriftBin{"[10, 20)", {0.125, 0.5}};
    delay.rows = {990, 900};
    delay.missing = {{0.01, 0}, 0.07, 0.1, 0.003, 0.006, DriftVerdict::warn};
    delay.summary = DriftSummary{"mean", {7.5, 14}};
    delay.bins = {{"[0, 10)", {0.875, 0.5}}, {"[10, 20)", {0.125, 0.5}}};
    ColumnDrift carrier;
    carrier.name = "carrier";
    carrier.type = DriftType::categorical;
    carrier.new_categories = {1, 0.25, {{"ZZ", {0, 0.25}}}};
    carrier.vanished_categories = {2, 0.5, {{"AA", {0.5, 0}}}};
    result.columns = {delay, carrier};
    result.new_columns = {"gate"};
    result.vanished_columns = {"tail"};
    result.volume = {{"rows", 1000, 900, 500, DriftVerdict::ok, "enough"}};
    result.performance = {{"auc", 0.75, 0.7, std::nullopt, DriftVerdict::warn, "less"}};
    return result;
}

std::vector<std::string> keys_of(const Value& map) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : *map.as_map()) keys.push_back(key);
    return keys;
}

}  // namespace

TEST_CASE("the document has the fields that programs rely on, in order") {
    const Value document = to_value(november());
    CHECK(keys_of(document) == std::vector<std::string>{"drift", "share", "threshold", "preset", "reason",
                                                        "rows", "columns", "new_columns", "vanished_columns",
                                                        "volume", "performance"});
    CHECK(canonical_json(*document.find("rows")) == R"({"current":900,"reference":1000})");
    const Value& column = document.find("columns")->as_list()->front();
    const std::vector<std::string> keys = keys_of(column);
    CHECK(std::vector<std::string>(keys.begin(), keys.begin() + 7) ==
          std::vector<std::string>{"name", "type", "method", "score", "threshold", "verdict", "worst_bin"});
    CHECK(canonical_json(*column.find("worst_bin")) ==
          R"x({"current":0.5,"label":"[10, 20)","reference":0.125})x");
    CHECK(*column.find("verdict")->as_string() == "drift");
}

TEST_CASE("a result of drift is read back as it was written") {
    const DriftResult result = november();
    CHECK(parse_drift_result(parse_json(canonical_json(to_value(result)), "x")) == result);
    CHECK(parse_drift_result(to_value(DriftResult{})) == DriftResult{});
}

TEST_CASE("scores that are no finite number are null") {
    DriftResult result = november();
    result.columns[0].score = std::numeric_limits<double>::infinity();
    CHECK(to_value(result).find("columns")->as_list()->front().find("score")->is_null());
}

TEST_CASE("a damaged result of drift is refused") {
    for (const char* text :
         {"{}", R"({"drift":1,"share":0,"threshold":0,"preset":"robust","rows":{"reference":1,"current":1}})",
          R"({"drift":true,"share":0,"threshold":0,"preset":"brave","rows":{"reference":1,"current":1}})",
          R"({"drift":true,"share":0,"threshold":0,"preset":"robust","rows":{"reference":-1,"current":1}})",
          R"({"drift":true,"share":0,"threshold":0,"preset":"robust","rows":{"reference":1,"current":1},
              "columns":[{"name":"a"}]})"})
        CHECK_THROWS_AS(parse_drift_result(parse_json(text, "x")), Error);
}

TEST_CASE("the worst columns come first") {
    DriftResult result;
    result.columns = {moved("still", 0.01, DriftVerdict::ok), moved("far", 0.3, DriftVerdict::drift),
                      moved("near", 0.06, DriftVerdict::warn), moved("farther", 0.9, DriftVerdict::drift)};
    CHECK(worst_first(result) == std::vector<std::size_t>{3, 1, 2, 0});

    ColumnDrift holes = moved("holes", 0.01, DriftVerdict::drift);
    holes.missing.score = 0.5;
    holes.missing.threshold = 0.1;
    result.columns.push_back(holes);
    CHECK(worst_first(result) == std::vector<std::size_t>{3, 4, 1, 2, 0});
}

TEST_CASE("of p-values the smallest is the worst") {
    DriftResult result;
    for (const double p : {0.04, 0.0, 1e-9}) {
        result.columns.push_back(moved("p", p, DriftVerdict::drift));
        result.columns.back().method = DriftMethod::chisquare;
        result.columns.back().threshold = 0.05;
    }
    CHECK(worst_first(result) == std::vector<std::size_t>{1, 2, 0});
}

TEST_CASE("each word of drift is read as it is written") {
    for (const char* method : {"none", "ks", "ks_statistic", "wasserstein", "psi", "jensenshannon", "kl_div",
                               "chisquare", "z", "cramers_v"})
        CHECK(to_string(parse_drift_method(method).value()) == std::string(method));
    for (const char* preset : {"robust", "evidently"})
        CHECK(to_string(parse_drift_preset(preset).value()) == std::string(preset));
    CHECK_FALSE(parse_drift_method("anderson").has_value());
}
