#include "mlpipe/base/utf8.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace std::string_literals;

TEST_CASE("UTF-8 is checked to the letter") {
    for (const char* good : {"", "abc", "é", "€", "😀", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf"})
        CHECK(is_utf8(good));
    for (const char* bad : {"\x80", "\xc3", "\xc1\x81", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
                            "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xe2\x82"})
        CHECK_FALSE(is_utf8(bad));
}

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
