#include "mlpipe/report/printable.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace std::string_literals;

TEST_CASE("printable escapes whatever could drive a terminal") {
    CHECK(printable("data/raw.csv") == "data/raw.csv");
    CHECK(printable("a\nb\tc\rd") == "a\\nb\\tc\\rd");
    CHECK(printable("\x1b[2J") == "\\x1b[2J");
    CHECK(printable("a\0b"s) == "a\\x00b");
    CHECK(printable("\x7f") == "\\x7f");
}

TEST_CASE("printable escapes C1 controls and bidirectional overrides, which are valid UTF-8") {
    CHECK(printable("\xc2\x9b"
                    "2J") == "\\u{009b}2J");
    CHECK(printable("\xe2\x80\xae"
                    "gpj.exe") == "\\u{202e}gpj.exe");
    CHECK(printable("\xe2\x80\xa8") == "\\u{2028}");
}

TEST_CASE("printable keeps UTF-8 and escapes every byte that is not") {
    CHECK(printable("größe 語 😀") == "größe 語 😀");
    CHECK(printable("\xff") == "\\xff");
    CHECK(printable("a\xc3") == "a\\xc3");                  // truncated
    CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");           // overlong
    CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // surrogate
    CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
    CHECK(is_utf8("größe"));
    CHECK_FALSE(
        is_utf8("gr\xf6\xdf"
                "e"));
}

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
