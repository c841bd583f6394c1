#include "mlpipe/report/drift_text.hpp"

#include "mlpipe/report/drift_page.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using Catch::Matchers::Equals;

namespace {

ColumnDrift column(std::string name, double score, DriftVerdict verdict) {
    ColumnDrift column;
    column.name = std::move(name);
    column.method = DriftMethod::ks_statistic;
    column.score = score;
    column.threshold = 0.1;
    column.verdict = verdict;
    column.summary = DriftSummary{"mean", {7.25, 14.123456}};
    column.bins = {{"[0, 10)", {0.75, 0.5}}, {">= 10", {0.25, 0.5}}};
    column.worst_bin = column.bins[1];
    return column;
}

DriftResult result() {
    DriftResult result;
    result.drift = true;
    result.share = 0.5;
    result.threshold = 0.3;
    result.rows = {1000, 900};
    result.reason = "1 of 2 columns drifted: 50 % reaches 30 %";
    result.columns = {column("still", 0.01, DriftVerdict::ok),
                      column("delay", 0.256789, DriftVerdict::drift)};
    result.columns[1].role = ColumnRole::target;
    result.columns[1].reason = "ks_statistic 0.2568 reaches 0.1";
    return result;
}

}  // namespace

TEST_CASE("the verdict comes first, then the columns, the worst of them first") {
    CHECK_THAT(
        drift_text(result(), {}),
        Equals(
            "drift: 1 of 2 columns drifted: 50 % reaches 30 %\n"
            "rows: 1000 in the reference, 900 in the current table; preset robust\n\n"
            "verdict  column          method         score  threshold  summary  reference  current  reason\n"
            "drift    delay (target)  ks_statistic  0.2568        0.1  mean          7.25    14.12  "
            "ks_statistic 0.2568 reaches 0.1\n"
            "ok       still           ks_statistic    0.01        0.1  mean          7.25    14.12\n"));
}

TEST_CASE("findings beside the columns, and columns of one table alone, are told") {
    DriftResult drift = result();
    drift.volume = {{"rows", 1000, 900, 950, DriftVerdict::warn, "fewer than 950"}};
    drift.vanished_columns = {"tail", "gate"};
    const std::string text = drift_text(drift, {});
    CHECK_THAT(text, ContainsSubstring("only in the reference: tail, gate\n"));
    CHECK_THAT(text, ContainsSubstring("warn     rows       1000      900        950  fewer than 950\n"));
}

TEST_CASE("what the tables hold cannot become code or move the cursor") {
    DriftResult drift = result();
    drift.columns[1].name = "<script>\x1b[2J";
    drift.columns[1].bins[0].label = "<b>&\n";
    drift.columns[1].worst_bin = drift.columns[1].bins[0];
    drift.columns[1].summary->name = "share of '<i>'";
    drift.columns[1].new_categories = {1, 0.1, {{"<u>", {0, 0.1}}}};
    drift.reason = "<script>";
    drift.new_columns = {"<s>"};
    CHECK(drift_text(drift, {}).find('\x1b') == std::string::npos);
    const std::string page = drift_page(drift, {"<a>.csv", "<b>.csv"});
    for (const char* markup : {"<script>\\", "<b>", "<i>&", "<u>", "<s>", "<script>", "\x1b"})
        CHECK(page.find(markup) == std::string::npos);
    CHECK_THAT(page, ContainsSubstring("&lt;b&gt;&amp;\\n: 75 %, now 50 %"));
}

TEST_CASE("the page draws both distributions and opens what moved") {
    const std::string page = drift_page(result(), {"train.csv", "november.csv"});
    CHECK_THAT(page, ContainsSubstring("<title>Drift of november.csv</title>"));
    CHECK_THAT(page,
               ContainsSubstring("<details open><summary><span class=\"bad\">drift</span> delay (target)"));
    CHECK_THAT(page, ContainsSubstring("<details><summary><span class=\"good\">ok</span> still"));
    CHECK(page.find("delay (target)</summary>") < page.find("still</summary>"));
    // 0.25 of 0.75, which is the tallest bar with 150 pixels.
    CHECK_THAT(page,
               ContainsSubstring(
                   "<rect class=\"reference\" x=\"100.0\" y=\"110.0\" width=\"14.0\" height=\"50.0\"/>"));
    CHECK_THAT(page, ContainsSubstring("class=\"worst\""));
    CHECK(page.find("://") == std::string::npos);
}

TEST_CASE("a comparison of nothing is a page all the same") {
    CHECK_THAT(drift_page({}, {"a", "b"}), ContainsSubstring("no drift"));
    CHECK_THAT(drift_text({}, {}), ContainsSubstring("no drift\n"));
}
