#include "check_case.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace check_case;
using Lines = std::vector<std::uint64_t>;

namespace {

TableSchema leakage(std::vector<SchemaRule> rules) {
    for (SchemaRule& each : rules) each.text = "train.csv";
    TableSchema schema = table(std::move(rules));
    schema.against = "/d/train.csv";
    return schema;
}

}  // namespace

TEST_CASE("rows are counted, and cells too many or too few are told") {
    Case made;
    CHECK(made.check("a\n1\n2\n", table({bound(RuleKind::min_rows, 2), bound(RuleKind::max_rows, 2)}))
              .verdict == GateVerdict::pass);
    CHECK(made.check("a\n1\n", table({bound(RuleKind::min_rows, 2)})).reason == "rows.min: there are 1 row");
    const auto uneven = made.check("a,b\n1,2\n1\n1,2,3\n", table({rule(RuleKind::uneven_rows)}));
    CHECK(of(uneven, "uneven_rows").lines == Lines{3, 4});
    const auto empty = made.check("a\n", column("a", ColumnType::integer, {rule(RuleKind::nulls)}));
    CHECK(empty.verdict == GateVerdict::pass);
    CHECK(empty.rows == 0);
}

TEST_CASE("columns that the schema does not name") {
    Case made;
    TableSchema schema = column("a", ColumnType::any, {});
    schema.rules.push_back(rule(RuleKind::extra_columns));
    CHECK(made.check("a\n1\n", schema).verdict == GateVerdict::pass);
    CHECK(of(made.check("a,b\n1,2\n", schema), "extra_columns").reason ==
          "1 column that the schema does not name: 'b'");
}

TEST_CASE("a value or a key stands in a table once") {
    Case made;
    const auto single =
        made.check("a\n1\n2\nNA\n1\nNA\n1\n", column("a", ColumnType::any, {rule(RuleKind::unique, {"a"})}));
    CHECK(of(single, "unique").judged == 4);
    CHECK(of(single, "unique").lines == Lines{5, 7});
    const TableSchema pair = table({rule(RuleKind::unique, {"a", "b"})});
    // "1" and "23" are not "12" and "3", nor is the order of columns without meaning.
    CHECK(made.check("a,b\n1,23\n12,3\n23,1\n", pair).verdict == GateVerdict::pass);
    CHECK(of(made.check("a,b\n1,2\n1,3\n1,2\n", pair), "unique").lines == Lines{4});
    CHECK(of(made.check("a\n1\n", pair), "unique").reason == "there is no column 'b'");
}

TEST_CASE("duplicates are rows that are the same as a whole, however far apart") {
    Case made;
    std::string text = "a,b\n";
    for (int i = 0; i < 50'000; ++i)
        text += std::to_string(i % 49'999) + ",some filling so that there are blocks\n";
    const auto result = made.check(text, table({rule(RuleKind::duplicates)}));
    CHECK(of(result, "duplicates").judged == 50'000);
    CHECK(of(result, "duplicates").lines == Lines{50'001});
    CHECK(made.check("a,b\n1,\n,1\n", table({rule(RuleKind::duplicates)})).verdict == GateVerdict::pass);
}

TEST_CASE("rows and keys that another table has too") {
    Case made;
    made.files.put("/d/train.csv", "id,day,x\n1,2026-01-01,5\n2,2026-01-02,6\n");
    const TableSchema rows = leakage({rule(RuleKind::shared_rows)});
    const auto result = made.check("id,day,x\n3,2026-01-03,5\n2,2026-01-02,6\n", rows);
    CHECK(of(result, "leakage.rows").lines == Lines{3});
    CHECK(result.reason == "leakage.rows: 1 of 2 rows (50 %) that are in train.csv too; line 3");
    // Compared by the columns that both have, in whichever order.
    CHECK(of(made.check("x,id,day,score\n6,2,2026-01-02,0.5\n", rows), "leakage.rows").failed == 1);
    CHECK(of(made.check("other\n1\n", rows), "leakage.rows").reason == "no column is in both tables");
    const TableSchema keys = leakage({rule(RuleKind::shared_keys, {"id"})});
    CHECK(of(made.check("id,x\n2,99\n3,99\n", keys), "leakage.keys").lines == Lines{2});
    CHECK(of(made.check("x\n2\n", keys), "leakage.keys").reason == "there is no column 'id'");
}

TEST_CASE("JSON lines with other keys are not taken for rows that are new") {
    Case made;
    made.files.put("/d/train.jsonl", "{\"id\":1,\"x\":5}\n");
    TableSchema rows = leakage({rule(RuleKind::shared_rows)});
    rows.against = "/d/train.jsonl";
    const auto same = made.check("{\"x\":5,\"id\":1}\n", rows, "/d/t.jsonl");
    CHECK(of(same, "leakage.rows").failed == 1);
    const auto more = made.check("{\"id\":1,\"x\":5,\"score\":0.2}\n", rows, "/d/t.jsonl");
    CHECK(more.verdict == GateVerdict::fail);
    CHECK_THAT(of(more, "leakage.rows").reason, ContainsSubstring("the tables have other columns"));
}

TEST_CASE("what is tested must be later than all of what was trained on") {
    Case made;
    made.files.put("/d/train.csv", "day\n2026-01-01\n2026-01-05 12:00\nNA\n");
    const TableSchema later = leakage({rule(RuleKind::time_overlap, {"day"})});
    const auto result = made.check("day\n2026-01-05 12:00\n2026-01-05 12:01\n2026-01-04\n", later);
    CHECK(of(result, "leakage.time").lines == Lines{2, 4});
    CHECK_THAT(of(made.check("day\n05.01.2026\n", later), "leakage.time").reason,
               ContainsSubstring("no row has a time in column 'day'"));
    made.files.put("/d/train.csv", "day\nNA\n");
    CHECK(of(made.check("day\n2026-01-01\n", later), "leakage.time").reason ==
          "column 'day' of train.csv holds no time");
}

TEST_CASE("personal data is told by kind and column, whether the schema names the column or not") {
    Case made;
    TableSchema schema = column("id", ColumnType::integer, {});
    schema.rules.push_back(rule(RuleKind::personal_data));
    const std::string text =
        "id,note\n1,ask anna@example.org or +49 170 1234567\n2,nothing\n3,bob@example.org\n";
    const auto result = made.check(text, schema);
    const RuleResult& found = result.rules.back();
    CHECK(found.column == "note");
    CHECK(found.found == std::vector<std::pair<std::string, std::uint64_t>>{{"email", 2}, {"phone", 1}});
    CHECK(result.reason == "column 'note', personal_data: email in 2 cells, phone in 1 cell");
    CHECK(canonical(result).find("anna") == std::string::npos);
    schema.columns.push_back({"note", ColumnType::any, true, GateSeverity::error, true, {}, {}});
    CHECK(made.check(text, schema).verdict == GateVerdict::pass);
}

TEST_CASE("a table that cannot be read is an error, and an interruption is one") {
    Case made;
    CHECK_THROWS(check_table(made.files, {table_file("/d/none.csv"), std::nullopt}, {}, made.options));
    Interrupt interrupt;
    interrupt.request();
    made.options.stop = StopPoint(&interrupt, 1);
    CHECK_THROWS(made.check("a\n1\n", column("a", ColumnType::integer, {})));
}
