#include "mlpipe/report/run_table_text.hpp"

#include <sstream>

#include "mlpipe/report/printable.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

RunTable table() {
    RunTable table;
    table.parameters = {"params.yaml:rate", "params.yaml:seed"};
    table.metrics = {"eval.json:auc", "train.json:auc"};
    table.values = {"", "0.1", "\"a, \\\"b\\\"\"", "7"};
    for (int i = 0; i < 2; ++i) {
        RunTable::Row row;
        row.run.id = "run-" + std::to_string(i);
        row.run.status = i == 0 ? RunStatus::succeeded : RunStatus::running;
        row.run.started_ns = 1'700'000'000'000'000'000;
        if (i == 0) row.run.finished_ns = row.run.started_ns + 1'500'000'000;
        row.run.ran = 2;
        row.run.skipped = 1;
        row.run.commit = std::string(40, 'c');
        row.parameters = {i == 0 ? 1u : 2u, 3};
        row.metrics = {i == 0 ? std::optional(0.123456789) : std::nullopt, 3.0};
        table.rows.push_back(row);
    }
    return table;
}

}  // namespace

TEST_CASE("what differs between runs stands before what does not") {
    CHECK(run_table_text(table(), {}, {}) ==
          "run    started (UTC)        status       took  eval.json:auc  rate    stages            name"
          "  train.json:auc  seed\n"
          "run-0  2023-11-14 22:13:20  succeeded  1.50 s       0.123457  0.1     2 ran, 1 skipped      "
          "               3  7\n"
          "run-1  2023-11-14 22:13:20  running                           a, \"b\"  2 ran, 1 skipped      "
          "               3  7\n");
}

TEST_CASE("a narrow terminal does without the rest first, and then without what the id says too") {
    const auto titles = [](std::size_t width) {
        const std::string text = run_table_text(table(), {}, {width, false});
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) CHECK(display_width(line) <= width);
        return text.substr(0, text.find('\n'));
    };
    CHECK(titles(60) == "run    status       took  eval.json:auc  rate    name  seed");
    CHECK(titles(100) ==
          "run    started (UTC)        status       took  eval.json:auc  rate    stages    name  "
          "train.json:auc");
}

TEST_CASE("chosen columns are shown whatever the width") {
    const RunTable runs = table();
    CHECK(run_table_text(runs, {find_column(runs, "seed"), find_column(runs, "commit")}, {5, false}) ==
          "seed  commit\n7     cccccccccccc\n7     cccccccccccc\n");
}

TEST_CASE("CSV quotes what needs it and keeps numbers exact") {
    const RunTable runs = table();
    CHECK(run_table_csv(runs,
                        {find_column(runs, "run"), find_column(runs, "started"), find_column(runs, "took"),
                         find_column(runs, "eval.json:auc"), find_column(runs, "rate")}) ==
          "run,started,took,eval.json:auc,params.yaml:rate\n"
          "run-0,2023-11-14T22:13:20.000Z,1.5,0.123456789,0.1\n"
          "run-1,2023-11-14T22:13:20.000Z,,,\"a, \"\"b\"\"\"\n");
    CHECK(run_table_csv(runs, {}).starts_with(
        "run,started,finished,status,took,stages,name,note,cause,pipeline,"
        "branch,commit,eval.json:auc,params.yaml:rate,"));
}

TEST_CASE("Markdown escapes what would mean something, and leaves empty columns out") {
    RunTable runs = table();
    runs.values[2] = "\"a|b_c *d* <e>\"";
    const RunColumn rate = find_column(runs, "rate");
    CHECK(run_table_markdown(runs, {rate}) == "| rate |\n|---|\n| 0.1 |\n| a\\|b_c \\*d\\* \\<e> |\n");
    CHECK(run_table_markdown(runs, {}).starts_with("| run | started (UTC) | status | took | "));
    CHECK_THAT(run_table_markdown(runs, {}), !ContainsSubstring("name"));
}
