#include "mlpipe/load/table_schema.hpp"

#include "load_case.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using load_case::stage;
using load_case::stage_errors;

namespace {

TableSchema schema(const std::string& text) {
    return load_table_schema(text, "schema.yaml");
}

std::string errors(const std::string& text) {
    try {
        static_cast<void>(schema(text));
    } catch (const PipelineError& error) {
        return error.what();
    }
    return "no error";
}

const SchemaRule& rule(const std::vector<SchemaRule>& rules, RuleKind kind) {
    for (const SchemaRule& each : rules)
        if (each.kind == kind) return each;
    throw std::logic_error("no such rule");
}

}  // namespace

TEST_CASE("a schema of columns") {
    const TableSchema read = schema(
        "columns:\n"
        "  id: {type: integer, unique: true, nulls: forbid}\n"
        "  age: {min: 0, max: 120, nulls: 0.05, mostly: 0.9}\n"
        "  day: {type: time, min: 2026-01-01, increasing: strict}\n"
        "  code: {values: [1, AA, 'x'], matches: '[A-Z]+', severity: warn, required: false}\n"
        "  flag: boolean\n"
        "  note:\n");
    REQUIRE(read.columns.size() == 6);
    CHECK(read.columns[0].rules.size() == 3);
    CHECK(rule(read.columns[0].rules, RuleKind::unique).texts == std::vector<std::string>{"id"});
    // A bound says what it bounds.
    CHECK(read.columns[1].type == ColumnType::number);
    CHECK(rule(read.columns[1].rules, RuleKind::max).limit == 120);
    CHECK(rule(read.columns[1].rules, RuleKind::max).mostly == 0.9);
    CHECK(rule(read.columns[1].rules, RuleKind::nulls).mostly == 0.95);
    CHECK(rule(read.columns[2].rules, RuleKind::min).limit_ns == 1'767'225'600'000'000'000);
    CHECK(rule(read.columns[2].rules, RuleKind::increasing).strict);
    CHECK(rule(read.columns[3].rules, RuleKind::values).texts == std::vector<std::string>{"1", "AA", "x"});
    CHECK(rule(read.columns[3].rules, RuleKind::matches).severity == GateSeverity::warn);
    CHECK_FALSE(read.columns[3].required);
    CHECK(read.columns[4].type == ColumnType::boolean);
    CHECK(read.columns[5].rules.empty());
}

TEST_CASE("each rule may say its own share and severity") {
    const auto rules = schema(
                           "columns: {a: {mostly: 0.9, min: {value: 0, mostly: 0.99, severity: warn}, max: "
                           "1, nullable: false}}")
                           .columns[0]
                           .rules;
    CHECK(rule(rules, RuleKind::min).mostly == 0.99);
    CHECK(rule(rules, RuleKind::min).severity == GateSeverity::warn);
    CHECK(rule(rules, RuleKind::max).mostly == 0.9);
    CHECK(rule(rules, RuleKind::nulls).mostly == 0.9);
}

TEST_CASE("a schema of the table as a whole") {
    const TableSchema read = schema(
        "rows: {min: 10, max: 20}\nduplicates: 0.01\nunique: [[a, b], c]\nextra_columns: "
        "forbid\nuneven_rows: allow\n"
        "personal_data: warn\nmissing: ['', '-']\n"
        "leakage: {against: ./data/train.csv, keys: [a, b], time: day, severity: warn}\n");
    CHECK(rule(read.rules, RuleKind::min_rows).limit == 10);
    CHECK(rule(read.rules, RuleKind::duplicates).mostly == 0.99);
    CHECK(rule(read.rules, RuleKind::unique).texts == std::vector<std::string>{"a", "b"});
    CHECK(rule(read.rules, RuleKind::personal_data).severity == GateSeverity::warn);
    CHECK(read.missing == std::vector<std::string>{"", "-"});
    CHECK(read.against == "data/train.csv");
    CHECK(rule(read.rules, RuleKind::shared_keys).texts == std::vector<std::string>{"a", "b"});
    CHECK(rule(read.rules, RuleKind::time_overlap).texts == std::vector<std::string>{"day"});
    CHECK(rule(read.rules, RuleKind::shared_rows).severity == GateSeverity::warn);
    for (const SchemaRule& each : read.rules) CHECK(each.kind != RuleKind::uneven_rows);
    // Nobody has to ask for that one.
    CHECK(schema("columns: {}").rules[0].kind == RuleKind::uneven_rows);
}

TEST_CASE("all that is wrong with a schema is said at once, with its place") {
    CHECK(errors("columns:\n"
                 "  a: {typ: integer, min: 5, max: 3}\n"
                 "  b: {type: whole, nulls: some, matches: '[a', values: []}\n"
                 "  c: {increasing: true, mostly: 2}\n"
                 "  d: {type: text, min: 0}\n"
                 "row: {min: 1}\n"
                 "leakage: {keys: [a]}\n") ==
          "schema.yaml:2:7: unknown key 'typ' in column 'a' (did you mean 'type'?)\n"
          "schema.yaml:2:21: 'min' of column 'a' is above its 'max'\n"
          "schema.yaml:3:13: 'type' of column 'b' expects integer, number, boolean, time or text, not the "
          "string 'whole'\n"
          "schema.yaml:3:27: 'nulls' of column 'b' expects forbid, allow or a share of the rows such as "
          "0.05, not the "
          "string 'some'\n"
          "schema.yaml:3:42: '[a' is no regular expression: missing ]: [a\n"
          "schema.yaml:3:56: 'values' of column 'b' expects a list of values such as [AA, DL], not a list\n"
          "schema.yaml:4:7: 'increasing' of column 'c' expects its type: integer, number or time\n"
          "schema.yaml:4:33: 'mostly' of column 'c' expects a share of the rows above 0 and up to 1, such as "
          "0.99, not "
          "the number 2\n"
          "schema.yaml:5:19: 'min' of column 'd' does not fit its type, text\n"
          "schema.yaml:6:1: unknown key 'row' in a schema (did you mean 'rows'?)\n"
          "schema.yaml:7:10: 'leakage' has no 'against': the table of which nothing may be here");
    CHECK_THAT(errors("[]"), ContainsSubstring("schema.yaml:1:1: 'schema' expects a map"));
    CHECK_THAT(errors("columns: {a: {min: 7d}}"),
               ContainsSubstring("a number, or a time such as 2026-01-31"));
}

TEST_CASE("checks of a stage: a schema in a file, or beside the data") {
    const auto checks = stage(
                            "    deps: [data]\n    outs: [t.csv]\n    checks:\n"
                            "      - {data: data/x.csv, schema: s.yaml, severity: warn}\n"
                            "      - data: t.csv\n        schema: {columns: {a: integer}}\n"
                            "        leakage: {against: data/train.csv, keys: id}\n")
                            .checks;
    REQUIRE(checks.size() == 2);
    CHECK(checks[0].schema_file == "s.yaml");
    CHECK(checks[0].severity == GateSeverity::warn);
    CHECK(checks[1].schema.columns[0].name == "a");
    CHECK(checks[1].schema.against == "data/train.csv");
    CHECK(checks[1].position.line == 8);
    const Pipeline dvc = load_case::load(
        "stages: {s: {cmd: x, deps: [a.csv], meta: {mlpipe: {checks: [{data: a.csv, schema: s.yaml}]}}}}",
        "/project/dvc.yaml");
    CHECK(dvc.stages[0].checks[0].data == "a.csv");
}

TEST_CASE("a check speaks of what its stage reads or makes") {
    CHECK_THAT(
        stage_errors("    checks: [{data: other.csv, schema: s.yaml}]\n"),
        ContainsSubstring("'other.csv' of a check is neither a dependency nor an output of stage 's'"));
    CHECK_THAT(stage_errors("    deps: [a.csv]\n    checks: [{data: a.csv}]\n"),
               ContainsSubstring("a check has neither 'schema' nor 'leakage'"));
    CHECK_THAT(stage_errors("    deps: [a.csv]\n    checks: [{data: a.csv, shema: s.yaml}]\n"),
               ContainsSubstring("did you mean 'schema'?"));
    CHECK_THAT(
        stage_errors("    deps: [a.csv]\n    checks: [{data: a.csv, schema: {columns: {a: {typ: text}}}}]\n"),
        ContainsSubstring("pipeline.yaml:5:51: unknown key 'typ' in column 'a'"));
    CHECK_THAT(stage_errors("    checks: {}\n"), ContainsSubstring("'checks' of stage 's' expects a list"));
}
