#include "mlpipe/report/status_text.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("status lists decisions with reasons and counts them") {
    CHECK(status_text({{"ingest", {DecisionKind::skip, "unchanged", {}}, false},
                       {"train", {DecisionKind::run, "src/train.py changed", {}}, false},
                       {"evaluate", {DecisionKind::unknown, "depends on train", {}}, false},
                       {"deploy", {DecisionKind::held, "", {}}, false}},
                      {}) ==
          "skip     ingest    unchanged\n"
          "run      train     src/train.py changed\n"
          "unknown  evaluate  depends on train\n"
          "held     deploy\n"
          "4 stages: 1 to run, 1 that may have to run, 1 held, 1 up to date.\n");
}

TEST_CASE("status of an unchanged pipeline is one line, unless accepted records or the whole list matter") {
    const StatusLine skip{"a", {DecisionKind::skip, "unchanged", {}}, false};
    StatusLine accepted = skip;
    accepted.accepted = true;
    CHECK(status_text({skip, skip}, {}) == "Everything is up to date (2 stages).\n");
    CHECK(status_text({skip, accepted}, {}) ==
          "skip  a  unchanged\nskip  a  unchanged (accepted)\n2 stages: 2 up to date.\n");
    accepted.decision.reason = "unchanged (accepted by me: a comment)";
    CHECK(status_text({accepted}, {}) ==
          "skip  a  unchanged (accepted by me: a comment)\n1 stage: 1 up to date.\n");
    CHECK(status_text({skip}, {}, true) == "skip  a  unchanged\n1 stage: 1 up to date.\n");
    CHECK(status_text({}, {}) == "No stage is selected.\n");
}

TEST_CASE("status counts many skipped stages instead of listing them") {
    std::vector<StatusLine> lines(1000, StatusLine{"s", {DecisionKind::skip, "unchanged", {}}, false});
    lines.push_back({"train", {DecisionKind::run, "new", {}}, false});
    CHECK(status_text(lines, {}) == "run  train  new\n1001 stages: 1 to run, 1000 up to date.\n");
    CHECK(status_text(lines, {}, true).size() > 10000);
}

TEST_CASE("why shows both sides of each change") {
    CHECK(why_text({"train",
                    {DecisionKind::run,
                     "2 changes",
                     {{"parameter", "params.yaml:train.lr", "0.1", "0.2"},
                      {"dependency", "a\nb", "", "9f86d0"},
                      {"command", "", "x\n", "y"}}},
                    false},
                   {}) ==
          "train: run, 2 changes\n"
          "  parameter params.yaml:train.lr\n"
          "    was: 0.1\n"
          "    now: 0.2\n"
          "  dependency a\\nb\n"
          "    was: (none)\n"
          "    now: 9f86d0\n"
          "  command\n"
          "    was: x\\n\n"
          "    now: y\n");
    CHECK(why_text({"a", {DecisionKind::skip, "", {}}, true}, {}) == "a: skip, accepted\n");
}
