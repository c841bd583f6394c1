#include "mlpipe/report/difference_text.hpp"

#include <limits>

#include "mlpipe/report/bars.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

Difference sample() {
    Difference difference;
    difference.from = {"main", "commit", "0123456789abcdef0123456789abcdef01234567"};
    difference.to = {"workspace", "workspace", std::nullopt};
    difference.code.push_back({"src/train.py", Existence::changed, 3, 1});
    difference.code.push_back({"logo.png", Existence::added, std::nullopt, std::nullopt});
    difference.parameters.push_back({"params.yaml", "train.lr", Value(0.1), Value(0.05)});
    difference.parameters.push_back({"params.yaml", "name", std::nullopt, Value("a|b")});
    MetricChange auc;
    auc.name = "m.json:auc";
    auc.before = 0.5;
    auc.after = 0.75;
    difference.metrics.push_back(auc);
    Reference directory;
    directory.type = ReferenceType::directory;
    directory.size = 10;
    difference.data.push_back(
        {"parts", true, "train", directory, directory,
         std::vector<FileDifference>{{"a", Existence::added}, {"b", Existence::changed}}});
    difference.environment.push_back({"package", "numpy", "1.0", ""});
    difference.stages.push_back({"train", Existence::changed, {{"dependency", "src/train.py", "aa", "bb"}}});
    difference.stages.push_back({"old", Existence::removed, {}});
    difference.notes.push_back("a note");
    return difference;
}

}  // namespace

TEST_CASE("a difference has a section for each kind of thing") {
    CHECK(difference_text(sample(), {}) ==
          "main (0123456789ab) -> workspace\n"
          "\n"
          "code\n"
          "           file          lines added  removed\n"
          "  changed  src/train.py           +3       -1\n"
          "  added    logo.png\n"
          "\n"
          "parameters\n"
          "  parameter             main    workspace\n"
          "  params.yaml:train.lr  0.1     0.05\n"
          "  params.yaml:name      (none)  a|b\n"
          "\n"
          "metrics\n"
          "  metric      main  workspace  change  relative\n"
          "  m.json:auc   0.5       0.75   +0.25     +50 %  better\n"
          "\n"
          "data\n"
          "           data    of     before              after               files\n"
          "  changed  parts/  train  000000000000, 10 B  000000000000, 10 B  1 added, 1 changed\n"
          "             a                                                    added\n"
          "             b                                                    changed\n"
          "\n"
          "environment\n"
          "                  main  workspace\n"
          "  package  numpy  1.0   (none)\n"
          "\n"
          "stages\n"
          "  stage                            before  after\n"
          "  train  dependency  src/train.py  aa      bb\n"
          "  old    removed\n"
          "\n"
          "note: a note\n");
}

TEST_CASE("counted, a difference has a line for each") {
    CHECK(difference_summary(sample(), {}) ==
          "code         2 files (+3 -1)\n"
          "parameters   2 parameters\n"
          "metrics      1 metric, 1 better\n"
          "data         1 artifact\n"
          "environment  1 difference\n"
          "stages       2 stages\n"
          "note: a note\n");
    CHECK(difference_summary({}, {}) == "Nothing that was compared differs.\n");
    CHECK_THAT(difference_text({}, {}), ContainsSubstring("Nothing that was compared differs."));
}

TEST_CASE("in Markdown nothing that a name holds is markup") {
    Difference difference = sample();
    difference.from.label = "<img src=x>@someone";
    const std::string text = difference_markdown(difference);
    CHECK_THAT(text, ContainsSubstring("### \\<img src=x>@&#8203;someone (0123456789ab) → workspace\n"));
    CHECK_THAT(text, ContainsSubstring("| params.yaml:name | (none) | a\\|b |\n"));
    CHECK_THAT(text, ContainsSubstring(
                         "| metric | \\<img src=x>@&#8203;someone | workspace | change | relative |  |\n"
                         "|---|---:|---:|---:|---:|---|\n"));
    CHECK(markdown_text("a_b _c_ *d* `e` [f](g) #1 \\ ~h~ &lt;\n") ==
          "a_b \\_c_ \\*d\\* \\`e\\` \\[f\\](g) \\#1 \\\\ \\~h\\~ \\&lt;\\\\n");
}

TEST_CASE("names that would steer a terminal are shown as what they are") {
    Difference difference;
    difference.from = {"\x1b[31m", "commit", std::nullopt};
    difference.code.push_back({"a\x1b]0;x\x07\n", Existence::added, 1, 0});
    difference.parameters.push_back({"p", "\r", Value("\x1b[2J"), std::nullopt});
    difference.notes.push_back("\x1b[2J");
    for (const std::string& text : {difference_text(difference, {}), difference_summary(difference, {}),
                                    difference_markdown(difference)}) {
        CHECK(text.find('\x1b') == std::string::npos);
        CHECK(text.find('\r') == std::string::npos);
    }
}

TEST_CASE("bars are as long as their numbers are far from the least") {
    CHECK(value_bars({0, 0.5, 1}, 4) == std::vector<std::string>{"▏", "██", "████"});
    CHECK(value_bars({2, 2}, 1) == std::vector<std::string>{"█", "█"});
    CHECK(value_bars({1, std::numeric_limits<double>::infinity(), 3}, 1) ==
          std::vector<std::string>{"▏", "", "█"});
    CHECK(value_bars({-1e308, 1e308}, 1) == std::vector<std::string>{"▏", "█"});
    CHECK(value_bars({}, 4).empty());
}
