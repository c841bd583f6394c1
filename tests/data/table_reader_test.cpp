#include "mlpipe/data/table_reader.hpp"

#include <random>

#include "data/tables.hpp"
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

using Rows = std::vector<std::vector<std::string>>;

static std::vector<CellKind> kinds_of(const RowBlock& block, std::size_t column) {
    std::vector<CellKind> kinds;
    for (std::size_t row = 0; row < block.rows(); ++row) kinds.push_back(block.kind(row, column));
    return kinds;
}

TEST_CASE("a CSV file is rows of cells, whatever its line ends") {
    for (const std::string end : {"\n", "\r\n"}) {
        const ReadTable table = read_text("a,b" + end + "1,x" + end + "2,y");
        CHECK(table.columns == std::vector<std::string>{"a", "b"});
        CHECK(table.rows == Rows{{"1", "x"}, {"2", "y"}});
        CHECK(table.lines == std::vector<std::uint64_t>{2, 3});
        CHECK(read_text("a,b" + end + "1,x" + end + "2,y" + end).rows == table.rows);
    }
}

TEST_CASE("a byte order mark is no part of the first name") {
    CHECK(read_text("\xEF\xBB\xBF"
                    "a,b\n1,2\n")
              .columns == std::vector<std::string>{"a", "b"});
}

TEST_CASE("quoted cells hold separators, quotes and line ends, and lines are counted through them") {
    const ReadTable table = read_text("a,b\n\"x,1\",\"say \"\"hi\"\"\"\n\"two\r\nlines\",3\r\n4,5\n");
    CHECK(table.rows == Rows{{"x,1", "say \"hi\""}, {"two\r\nlines", "3"}, {"4", "5"}});
    CHECK(table.lines == std::vector<std::uint64_t>{2, 3, 5});
    CHECK(read_text("a,b\n\"x\",\"y\"\r\n1,2\n").rows == Rows{{"x", "y"}, {"1", "2"}});
}

TEST_CASE("a quote within a cell is a letter, and what follows a closing one belongs to the cell") {
    CHECK(read_text("a,b\n5\" pipe,2\n3,4\n").rows == Rows{{"5\" pipe", "2"}, {"3", "4"}});
    CHECK(read_text("a,b\n\"x\"y,2\n").rows == Rows{{"xy", "2"}});
}

TEST_CASE("empty cells and the usual words are missing, empty lines no rows") {
    const ReadTable table = read_text("a,b\n,NA\n\n\"\",nan\n  ,x\n");
    CHECK(table.rows == Rows{{"-", "-"}, {"-", "-"}, {"  ", "x"}});
    CHECK(table.lines == std::vector<std::uint64_t>{2, 4, 5});
    TableReader reader(std::make_unique<TextSource>("a\nNA\n?\n"), TableFormat::csv, "t.csv", {{"?"}, ""});
    CHECK(read_all(reader).rows == Rows{{"NA"}, {"-"}});
}

TEST_CASE("a row with too few or too many cells is told with its line") {
    const ReadTable table = read_text("a,b\n1\n1,2,3\n4,5\n");
    CHECK(table.rows == Rows{{"1", "-"}, {"1", "2"}, {"4", "5"}});
    REQUIRE(table.uneven.size() == 2);
    CHECK(table.uneven[0].line == 2);
    CHECK(table.uneven[0].cells == 1);
    CHECK(table.uneven[1].line == 3);
    CHECK(table.uneven[1].cells == 3);
}

TEST_CASE("TSV has tabs between its cells") {
    CHECK(read_text("a\tb\n1,5\t\"x\ty\"\n", TableFormat::tsv).rows == Rows{{"1,5", "x\ty"}});
}

TEST_CASE("what is no table says why, with the line") {
    CHECK_THROWS_WITH(read_text(""), ContainsSubstring("empty"));
    CHECK_THROWS_WITH(read_text("\n\n"), ContainsSubstring("empty"));
    CHECK_THROWS_WITH(read_text("a,b,a\n"), ContainsSubstring("two columns are called 'a'"));
    CHECK_THROWS_WITH(read_text("a,b\n1,2\n3,\"never\nclosed\n"),
                      ContainsSubstring("t.csv:3: a quote is opened here"));
    CHECK_THROWS_WITH(read_text("{\"a\":1}\n[1]\n", TableFormat::json_lines),
                      ContainsSubstring("t.csv:2: a row has to be a JSON object"));
    CHECK_THROWS_WITH(read_text("{\"a\":1}\n{\n", TableFormat::json_lines), ContainsSubstring("t.csv:2"));
    CHECK(read_text("a,b\n").rows.empty());
}

TEST_CASE("JSON lines are rows whose values have their types") {
    TableReader reader(std::make_unique<TextSource>(
                           "{\"a\":1,\"b\":\"x\"}\n\n{\"b\":null,\"c\":[1, 2],\"a\":true}\n{\"b\":\"NA\"}"),
                       TableFormat::json_lines, "t.jsonl", {});
    CHECK(reader.columns() == nullptr);
    auto rows = reader.next();
    REQUIRE(rows);
    const RowBlock block = reader.parse(std::move(*rows));
    CHECK(*block.names() == std::vector<std::string>{"a", "b", "c"});
    CHECK(block.rows() == 3);
    CHECK(block.line(1) == 3);
    CHECK(kinds_of(block, 0) ==
          std::vector<CellKind>{CellKind::number, CellKind::boolean, CellKind::missing});
    CHECK(block.column(0).cells[1] == "true");
    // A word that stands for a missing cell in CSV is a word here.
    CHECK(kinds_of(block, 1) == std::vector<CellKind>{CellKind::text, CellKind::missing, CellKind::text});
    CHECK(block.column(2).kinds[1] == CellKind::nested);
    CHECK(block.column(2).cells[1] == "[1,2]");
    CHECK_FALSE(reader.next());
}

TEST_CASE("a table of many blocks keeps its rows and lines, wherever the blocks are cut") {
    std::mt19937 random(7);
    std::string text = "id,text,number\n";
    Rows expected;
    std::vector<std::uint64_t> lines;
    std::uint64_t line = 2;
    while (text.size() < (3u << 20)) {
        std::vector<std::string> row = {std::to_string(expected.size()), "", std::to_string(random())};
        std::string cell(random() % 60, 'x');
        std::uint64_t breaks = 0;
        if (random() % 3 == 0) {
            for (char& letter : cell) {
                const auto pick = random() % 10;
                letter = pick == 0 ? '\n' : pick == 1 ? ',' : pick == 2 ? '"' : 'y';
                breaks += letter == '\n' ? 1 : 0;
            }
            std::string quoted;
            for (const char letter : cell) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
            text += row[0] + ",\"" + quoted + "\"," + row[2] + "\n";
        } else {
            text += row[0] + "," + cell + "," + row[2] + "\r\n";
        }
        row[1] = cell.empty() ? "-" : cell;
        expected.push_back(std::move(row));
        lines.push_back(line);
        line += 1 + breaks;
    }
    const ReadTable table = read_text(text, TableFormat::csv, 100'003);
    CHECK(table.blocks > 3);
    CHECK(table.rows == expected);
    CHECK(table.lines == lines);
    CHECK(table.uneven.empty());
}

TEST_CASE("what goes wrong in one block is thrown after the rows before it") {
    std::string text;
    while (text.size() < (2u << 20)) text += "{\"a\": 1}\n";
    const auto bad_line = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    text += "no\n";
    TableReader reader(std::make_unique<TextSource>(text, 1 << 16), TableFormat::json_lines, "t.jsonl", {});
    std::size_t rows = 0;
    CHECK_THROWS_WITH(scan_table(
                          reader, 2, [](const RowBlock& block) { return block.rows(); },
                          [&](std::size_t count) { rows += count; }),
                      ContainsSubstring("t.jsonl:" + std::to_string(bad_line)));
    CHECK(rows > 100'000);
}
