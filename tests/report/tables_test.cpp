#include "mlpipe/report/tables.hpp"

#include <sstream>
#include <stdexcept>

#include "mlpipe/report/printable.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("columns align by display width, numbers to the right") {
    Table table({{"name", Align::left, false}, {"size", Align::right, false}, {"note", Align::left, false}});
    table.add({"größe", "12", "first"});
    table.add({"語", "1 234", ""});
    table.add({"x"});
    CHECK(table.text({}) ==
          "name    size  note\n"
          "größe     12  first\n"
          "語     1 234\n"
          "x\n");
}

TEST_CASE("a table without titles has no title line") {
    Table table({{"", Align::left, false}, {"", Align::left, false}});
    table.add({"a", "b"});
    CHECK(table.text({}) == "a  b\n");
    CHECK(Table({{"", Align::left, false}}).text({}).empty());
}

TEST_CASE("a table that is too wide gives way in its flexible columns") {
    Table table({{"stage", Align::left, true}, {"time", Align::right, false}, {"reason", Align::left, true}});
    table.add({"a-stage", "12.3 s", "a very long reason that does not fit into the window"});
    CHECK(table.text({40, false}) ==
          "stage      time  reason\n"
          "a-stage  12.3 s  a very long reason tha…\n");
    std::istringstream lines(table.text({5, false}));  // never below what can be read
    for (std::string line; std::getline(lines, line);) CHECK(display_width(line) <= 7 + 2 + 6 + 2 + 8);
}

TEST_CASE("cells are made printable") {
    Table table({{"", Align::left, false}});
    table.add({"a\x1b[2J\n"});
    CHECK(table.text({}) == "a\\x1b[2J\\n\n");
}

TEST_CASE("colour surrounds the text of a cell, not its padding") {
    Table table({{"", Align::right, false}, {"", Align::left, false}});
    table.add({TableCell("1", Tone::good), "x"});
    table.add({"100", "y"});
    CHECK(table.text({0, true}) == "  \x1b[32m1\x1b[0m  x\n100  y\n");
}

TEST_CASE("a row with too many cells is refused") {
    Table table({{"", Align::left, false}});
    CHECK_THROWS_AS(table.add({"a", "b"}), std::logic_error);
}
