#include "mlpipe/report/printable.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace std::string_literals;

TEST_CASE("stage lines lose whole escape sequences") {
    CHECK(printable_line("\x1b[1;31mred\x1b[0m text") == "red text");
    CHECK(printable_line("\x1b]0;title\x07shown") == "shown");
    CHECK(printable_line("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\") == "link");
    CHECK(printable_line("\x1b(Bplain\x1b"
                         "c") == "plain");
}

TEST_CASE("a stage line cannot build an escape sequence from pieces") {
    const std::string shown = printable_line("\x1b\x1b[0m[2J");
    CHECK(shown.find('\x1b') == std::string::npos);
    CHECK(shown == "\\x1b[2J");
    CHECK(printable_line("\x1b[12") == "\\x1b[12");
    CHECK(printable_line("\x1b]0;never ended") == "\\x1b]0;never ended");
}

TEST_CASE("tabs become blanks up to the next multiple of eight columns") {
    CHECK(printable_line("a\tb") == "a       b");
    CHECK(printable_line("12345678\tb") == "12345678        b");
    CHECK(printable_line("語\tb") == "語      b");
}

TEST_CASE("printable_text keeps line ends only") {
    CHECK(printable_text("one\ntwo\x1b[K\r\n") == "one\ntwo\\x1b[K\\r\n");
}

TEST_CASE("display width counts columns, not bytes") {
    CHECK(display_width("größe") == 5);
    CHECK(display_width("語") == 2);
    CHECK(display_width("e\xcc\x81") == 1);
    CHECK(display_width("") == 0);
}

TEST_CASE("cut never exceeds its width and marks what it took") {
    CHECK(cut("abcdef", 6) == "abcdef");
    CHECK(cut("abcdefg", 6) == "abcde…");
    CHECK(cut("größer", 6) == "größer");
    CHECK(cut("größeres", 6) == "größe…");
    CHECK(cut("語語語", 5) == "語語…");
    CHECK(cut("語語語", 4) == "語…");
    CHECK(cut("語", 1) == "…");
    CHECK(cut("abc", 0) == "abc");
    for (std::size_t width = 1; width < 12; ++width) {
        CHECK(display_width(cut("a語b語c\xcc\x81語d", width)) <= width);
    }
}

TEST_CASE("padding goes by columns") {
    CHECK(pad("語", 4) == "語  ");
    CHECK(pad_left("ö", 3) == "  ö");
    CHECK(pad("longer", 3) == "longer");
}
