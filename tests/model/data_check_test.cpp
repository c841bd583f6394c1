#include "mlpipe/model/data_check.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

CheckResult failed_check() {
    RuleResult nulls;
    nulls.column = "age";
    nulls.rule = "nulls";
    nulls.expected = "not missing";
    nulls.verdict = GateVerdict::fail;
    nulls.judged = 10;
    nulls.failed = 2;
    nulls.lines = {3, 7};
    nulls.reason = "2 of 10 rows (20 %) missing; lines 3, 7";
    RuleResult personal;
    personal.column = "note";
    personal.rule = "personal_data";
    personal.verdict = GateVerdict::warn;
    personal.found = {{"email", 3}};
    personal.reason = "email in 3 cells";
    RuleResult good;
    good.rule = "rows.min";
    CheckResult result;
    result.stage = "prepare";
    result.data = "data.csv";
    result.schema = "schema.yaml";
    result.rows = 10;
    result.columns = 2;
    result.judged = 3;
    result.verdict = GateVerdict::fail;
    result.reason = "column 'age', nulls: 2 of 10 rows (20 %) missing";
    result.rules = {nulls, personal, good};
    return result;
}

}  // namespace

TEST_CASE("what came of a check survives its JSON") {
    const CheckResult result = failed_check();
    CHECK(parse_check_result(parse_json(canonical_json(to_value(result)), "a test")) == result);
    CHECK_THROWS_AS(parse_check_result(parse_json("{\"data\": 1}", "a test")), Error);
}

TEST_CASE("a run keeps the rules that do not hold, and how many there were") {
    const CheckResult kept = without_passes(failed_check());
    CHECK(kept.rules.size() == 2);
    CHECK(kept.judged == 3);
}

TEST_CASE("a check blocks where it fails or cannot be decided, and not as a warning") {
    CHECK(blocking_reason(std::vector{failed_check()}) ==
          "check of prepare failed: column 'age', nulls: 2 of 10 rows (20 %) missing");
    CHECK_FALSE(blocks(as_warning(failed_check())));
    DataCheck check;
    check.data = "data.csv";
    CHECK(blocking_reason({undecided_check(check, "prepare", "it is not there")}) ==
          "check of prepare cannot be decided: it is not there");
    check.severity = GateSeverity::warn;
    CHECK(blocking_reason({undecided_check(check, "prepare", "it is not there")}) == "");
}

TEST_CASE("a rule holds up to the share that it allows") {
    RuleResult rule;
    rule.mostly = 0.99;
    rule.judged = 100;
    rule.failed = 1;
    CHECK(holds(rule));
    rule.failed = 2;
    CHECK_FALSE(holds(rule));
    rule.judged = rule.failed = 0;
    CHECK(holds(rule));
}
