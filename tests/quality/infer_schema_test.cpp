#include "mlpipe/quality/infer_schema.hpp"

#include "mlpipe/document/node.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"

using namespace mlpipe;

namespace {

std::string infer(const std::string& table, const std::string& name = "/d/t.csv") {
    MemoryFileSystem files;
    files.put(name, table);
    return infer_schema(files, table_file(name), "t.csv", {});
}

std::string rows(std::size_t count, const std::string& header,
                 const std::function<std::string(std::size_t)>& row) {
    std::string text = header + "\n";
    for (std::size_t i = 0; i < count; ++i) text += row(i) + "\n";
    return text;
}

}  // namespace

TEST_CASE("a schema says what a person would write down") {
    const std::string text = infer(rows(240, "id,month,delay,carrier,day,on_time,note", [](std::size_t i) {
        return std::to_string(1000 + i) + "," + std::to_string(i % 12 + 1) + "," +
               (i % 50 == 7 ? "" : std::to_string(i % 97) + ".5") + "," + (i % 2 ? "AA" : "DL") +
               ",2026-01-" + std::to_string(10 + i % 20) + "," + (i % 3 ? "true" : "false") + ",text " +
               std::to_string(i);
    }));
    CHECK(text ==
          "# What t.csv held: 240 rows and 7 columns.\n"
          "# Ranges are a little wider than what was seen. Read it over, and tighten what you know.\n"
          "rows: {min: 100}\n"
          "personal_data: forbid\n"
          "columns:\n"
          "  id: {type: integer, nulls: forbid, unique: true, min: 970}\n"
          "  month: {type: integer, nulls: forbid, min: 1, max: 12}\n"
          "  delay: {type: number, nulls: 0.03, min: 0, max: 107}\n"
          "  carrier: {type: text, nulls: forbid, values: [AA, DL]}\n"
          "  day: {type: time, nulls: forbid}  # from 2026-01-10 to 2026-01-29\n"
          "  on_time: {type: boolean, nulls: forbid}\n"
          "  note: {type: text, nulls: forbid, unique: true}\n");
}

TEST_CASE("what is personal does not get into a schema") {
    const std::string text = infer(rows(100, "mail,iban", [](std::size_t i) {
        return std::string(i % 2 ? "anna@example.org" : "bob@example.org") + ",DE89370400440532013000";
    }));
    CHECK_THAT(text,
               ContainsSubstring("mail: {type: text, nulls: forbid, personal_data: allow}  # holds email\n"));
    CHECK(text.find("example.org") == std::string::npos);
    CHECK(text.find("DE89") == std::string::npos);
}

TEST_CASE("names and values that YAML would take for something else are quoted") {
    const std::string text = infer(rows(40, "\"a: b\",yes,12", [](std::size_t i) {
        return std::string(i % 2 ? "no: 1" : "- x") + "," + (i % 2 ? "null value" : "#") + ",x";
    }));
    const Document read = parse_document(text, "schema.yaml");
    const Node& columns = *read.root.find("columns");
    CHECK(columns.entries().size() == 3);
    CHECK(columns.find("a: b")->find("values")->items()[0].raw() == "- x");
    CHECK(columns.find("12")->find("values")->items()[0].raw() == "x");
}

TEST_CASE("a table without rows, and columns without cells") {
    CHECK_THAT(infer("a,b\n"), ContainsSubstring("  a: {nulls: forbid}"));
    CHECK_THAT(infer("a,b\n1,\n2,\n"), ContainsSubstring("  b: {}  # all cells were missing"));
}

TEST_CASE("large whole numbers keep their digits") {
    const std::string text = infer(rows(40, "order,part", [](std::size_t i) {
        return std::to_string(2024112800001 + i / 10) + "," + std::to_string(i % 4);
    }));
    CHECK_THAT(text, ContainsSubstring("2024112800004"));
    CHECK_THAT(text, !ContainsSubstring("e+12"));
}
