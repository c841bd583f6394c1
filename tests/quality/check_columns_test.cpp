#include "check_case.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace check_case;
using Lines = std::vector<std::uint64_t>;

TEST_CASE("a type is that of each cell, and what is missing has none") {
    Case made;
    const auto integers = made.check("a\n1\n-2\n3.0\nx\nNA\n+4\n", column("a", ColumnType::integer, {}));
    CHECK(of(integers, "type").judged == 5);
    CHECK(of(integers, "type").failed == 2);
    CHECK(of(integers, "type").lines == Lines{4, 5});
    CHECK(integers.verdict == GateVerdict::fail);
    CHECK(integers.reason == "column 'a', type: 2 of 5 rows (40 %) of another type than integer; lines 4, 5");
    CHECK(made.check("a\n1\n3.5\n1e9\n", column("a", ColumnType::number, {})).verdict == GateVerdict::pass);
    CHECK(made.check("a\ntrue\nFalse\n", column("a", ColumnType::boolean, {})).verdict == GateVerdict::pass);
    CHECK(made.check("a\n2026-01-31\n", column("a", ColumnType::time, {})).verdict == GateVerdict::pass);
    CHECK(made.check("a\n2026-01-32\n", column("a", ColumnType::time, {})).verdict == GateVerdict::fail);
    const std::string json = "{\"a\": \"5\"}\n{\"a\": 5}\n{\"a\": [5]}\n";
    CHECK(of(made.check(json, column("a", ColumnType::text, {}), "/d/t.jsonl"), "type").lines == Lines{2, 3});
    CHECK(of(made.check(json, column("a", ColumnType::integer, {}), "/d/t.jsonl"), "type").lines == Lines{3});
}

TEST_CASE("ranges leave what is of another type to the type") {
    Case made;
    const auto result =
        made.check("a\n-1\n0\nx\n10\n11\n",
                   column("a", ColumnType::number, {bound(RuleKind::min, 0), bound(RuleKind::max, 10)}));
    CHECK(of(result, "min").judged == 4);
    CHECK(of(result, "min").lines == Lines{2});
    CHECK(of(result, "max").lines == Lines{6});
    CHECK(of(result, "type").lines == Lines{4});
    CHECK(result.judged == 4);  // with `required`
    CHECK(result.reason.find("3 of 4 rules do not hold, the first: column 'a', type: ") == 0);
    SchemaRule earliest = rule(RuleKind::min);
    earliest.limit_ns = 1'767'225'600'000'000'000;  // 2026-01-01
    CHECK(
        of(made.check("t\n2025-12-31 23:59\n2026-01-01\n", column("t", ColumnType::time, {earliest})), "min")
            .lines == Lines{2});
}

TEST_CASE("values are compared as the column's type has them") {
    Case made;
    const SchemaRule codes = rule(RuleKind::values, {"1", "2"});
    CHECK(of(made.check("a\n1.0\n2\n3\n", column("a", ColumnType::number, {codes})), "values").lines ==
          Lines{4});
    CHECK(of(made.check("a\n1.0\n2\n", column("a", ColumnType::any, {codes})), "values").lines == Lines{2});
    const SchemaRule flags = rule(RuleKind::values, {"true"});
    CHECK(of(made.check("a\nTRUE\nfalse\n", column("a", ColumnType::boolean, {flags})), "values").lines ==
          Lines{3});
}

TEST_CASE("an expression speaks of the whole cell") {
    Case made;
    SchemaRule form = rule(RuleKind::matches);
    form.text = "[A-Z]{2}[0-9]+";
    const auto result = made.check("a\nAA12\nxAA12\nAA12x\n\xff\n", column("a", ColumnType::any, {form}));
    CHECK(of(result, "matches").lines == Lines{3, 4, 5});
}

TEST_CASE("what is missing counts against all rows, and mostly allows a share") {
    Case made;
    SchemaRule nulls = rule(RuleKind::nulls);
    CHECK(of(made.check("a,b\n1,\n,2\nNA,3\n4,4\n", column("a", ColumnType::any, {nulls})), "nulls").lines ==
          Lines{3, 4});
    nulls.mostly = 0.5;
    CHECK(made.check("a,b\n1,\n,2\nNA,3\n4,4\n", column("a", ColumnType::any, {nulls})).verdict ==
          GateVerdict::pass);
    nulls.mostly = 0.6;
    nulls.severity = GateSeverity::warn;
    CHECK(made.check("a,b\n1,\n,2\nNA,3\n4,4\n", column("a", ColumnType::any, {nulls})).verdict ==
          GateVerdict::warn);
    // 0.99 is no binary fraction: one row in a hundred is allowed all the same.
    std::string table = "a\nx\n";
    for (int i = 1; i < 100; ++i) table += "1\n";
    TableSchema schema = column("a", ColumnType::number, {});
    schema.columns[0].rules[0].mostly = 0.99;
    CHECK(made.check(table, schema).verdict == GateVerdict::pass);
}

TEST_CASE("an order goes on from block to block") {
    Case made;
    std::string table = "t,filling\n";
    const std::string filling(200, 'x');
    for (int i = 0; i < 20'000; ++i) {
        const int value = i == 12'345 ? 0 : i;
        table += std::to_string(value) + "," + filling + "\n";
    }
    SchemaRule order = rule(RuleKind::increasing);
    CHECK(of(made.check(table, column("t", ColumnType::integer, {order})), "increasing").lines ==
          Lines{12'347});
    CHECK(of(made.check("t\n1\nNA\n1\n", column("t", ColumnType::integer, {order})), "increasing").failed ==
          0);
    order.strict = true;
    CHECK(of(made.check("t\n1\nNA\n1\n", column("t", ColumnType::integer, {order})), "increasing").lines ==
          Lines{4});
    // Whole numbers that are the same as doubles.
    CHECK(of(made.check("t\n9007199254740992\n9007199254740993\n", column("t", ColumnType::integer, {order})),
             "increasing")
              .failed == 0);
    const auto times = made.check("t\n2026-01-01\n2026-01-01T00:00:01Z\n2025-01-01\n",
                                  column("t", ColumnType::time, {order}));
    CHECK(of(times, "increasing").lines == Lines{4});
}

TEST_CASE("a column that is not there fails once, unless it may be absent") {
    Case made;
    TableSchema schema =
        column("b", ColumnType::integer, {rule(RuleKind::nulls), rule(RuleKind::unique, {"b"})});
    const auto result = made.check("a\n1\n", schema);
    CHECK(result.judged == 1);
    CHECK(result.reason == "column 'b', required: there is no such column");
    schema.columns[0].required = false;
    CHECK(made.check("a\n1\n", schema).verdict == GateVerdict::pass);
    // JSON lines name their columns row by row.
    CHECK(of(made.check("{\"a\": 1}\n{\"b\": 2}\n", schema, "/d/t.jsonl"), "nulls").lines == Lines{1});
}

TEST_CASE("values of failing rows are kept for who asks, and personal data for nobody") {
    Case made;
    const TableSchema schema = column("a", ColumnType::integer, {});
    const std::string table = "a\nabc\nanna@example.org\n";
    CHECK(of(made.check(table, schema), "type").values.empty());
    made.options.show_values = true;
    CHECK(of(made.check(table, schema), "type").values == std::vector<std::string>{"abc", "(personal data)"});
}

TEST_CASE("more than ten rows are counted, and ten named") {
    Case made;
    std::string table = "a\n";
    for (int i = 0; i < 5'000; ++i) table += "x\n";
    const auto result = made.check(table, column("a", ColumnType::integer, {}));
    CHECK(of(result, "type").failed == 5'000);
    CHECK(of(result, "type").lines == Lines{2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
}
