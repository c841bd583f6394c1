#include "mlpipe/document/table.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

using Row = std::vector<Value>;

}  // namespace

TEST_CASE("CSV is read with quotes, either line end, numbers and gaps") {
    const DataTable table = parse_table(
        "\xEF\xBB\xBF"
        "a,\"b \"\"c\"\"\nd\",e\r\n1, 2.5 ,x y\r\n\r\n,1e-3,\"4\"\n",
        "p.csv", true);
    CHECK(table.columns == std::vector<std::string>{"a", "b \"c\"\nd", "e"});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0] == Row{1.0, 2.5, "x y"});
    CHECK(table.rows[1] == Row{Value(), 0.001, 4.0});
}

TEST_CASE("rows are as long as the header, and TSV without a header counts its columns") {
    const DataTable ragged = parse_table("a,b\n1\n1,2,3\n", "p.csv", true);
    CHECK(ragged.rows[0] == Row{1.0, Value()});
    CHECK(ragged.rows[1] == Row{1.0, 2.0});
    const DataTable bare = parse_table("1\t2\n3\t4\t5", "p.tsv", false);
    CHECK(bare.columns == std::vector<std::string>{"0", "1", "2"});
    CHECK(bare.rows[0] == Row{1.0, 2.0, Value()});
    CHECK(parse_table("", "p.csv", true).rows.empty());
    CHECK(parse_table("\"never closed, x\n", "p.csv", false).rows.size() == 1);
}

TEST_CASE("JSON and YAML give the first list of objects, wherever it lies") {
    const DataTable table = parse_table(
        R"({"n": 1, "roc": {"points": [{"x": 1, "y": 2}, {"y": [3], "z": "t"}]}})", "p.json", true);
    CHECK(table.columns == std::vector<std::string>{"x", "y", "z"});
    CHECK(table.rows[0] == Row{1, 2, Value()});
    CHECK(table.rows[1] == Row{Value(), "[3]", "t"});
    CHECK(parse_table("- {a: 1}\n- {a: 2}\n", "p.yaml", true).rows.size() == 2);
    CHECK_THROWS_AS(parse_table("[1, 2]", "p.json", true), Error);
    CHECK_THROWS_AS(parse_table("{", "p.json", true), Error);
    CHECK_THROWS_AS(parse_table("x", "p.bin", true), Error);
}

TEST_CASE("JSON lines are one object each, and empty lines none") {
    const DataTable table =
        parse_table("{\"id\": 1, \"score\": 0.5}\n\n{\"id\": 2, \"score\": 1}\r\n", "p.jsonl", true);
    CHECK(table.columns == std::vector<std::string>{"id", "score"});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[1] == Row{2, 1});
    CHECK(parse_table("", "p.ndjson", true).rows.empty());
    CHECK_THROWS_AS(parse_table("{\"id\": 1}\n[2]\n", "p.jsonl", true), Error);
    CHECK_THROWS_AS(parse_table("{\"id\": 1}\n{\n", "p.jsonl", true), Error);
}
