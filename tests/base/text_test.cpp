#include "mlpipe/base/text.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("nearest finds the slip and leaves the stranger") {
    const std::vector<std::string> known = {"ingest", "prepare", "train", "evaluate", "deploy"};
    REQUIRE(text::nearest("trian", known) == "train");
    REQUIRE(text::nearest("tran", known) == "train");
    REQUIRE(text::nearest("evalaute", known) == "evaluate");
    REQUIRE(text::nearest("Deploy", known) == "deploy");
    REQUIRE_FALSE(text::nearest("monitor", known));
    REQUIRE_FALSE(text::nearest("", known));
    REQUIRE_FALSE(text::nearest("x", std::vector<std::string>{"y"}));
    REQUIRE_FALSE(text::nearest("train", {}));
    REQUIRE(text::nearest("stage2", std::vector<std::string>{"stage11", "stage1", "stage3"}) == "stage1");
    REQUIRE(text::did_you_mean("trian", known) == " (did you mean 'train'?)");
    REQUIRE(text::did_you_mean("monitor", known).empty());
}

TEST_CASE("sizes read well at the borders of units") {
    REQUIRE(text::format_bytes(0) == "0 B");
    REQUIRE(text::format_bytes(1023) == "1023 B");
    REQUIRE(text::format_bytes(1024) == "1.0 KiB");
    REQUIRE(text::format_bytes(1468006) == "1.4 MiB");
    REQUIRE(text::format_bytes(1048575) == "1.0 MiB");
    REQUIRE(text::format_bytes(UINT64_MAX) == "16.0 EiB");
}

TEST_CASE("numbers read back as the same") {
    CHECK(text::format_number(0.761) == "0.761");
    CHECK(text::format_number(3) == "3");
    CHECK(text::format_number(1e-07) == "1e-07");
    CHECK(std::stod(text::format_number(0.1 + 0.2)) == 0.1 + 0.2);
}

TEST_CASE("a shell takes a quoted word as one, whatever it holds") {
    CHECK(text::shell_quoted("data/raw-1.csv") == "data/raw-1.csv");
    CHECK(text::shell_quoted("") == "''");
    CHECK(text::shell_quoted("a b") == "'a b'");
    CHECK(text::shell_quoted("it's $HOME `x`") == "'it'\"'\"'s $HOME `x`'");
    CHECK(text::shell_quoted("~") == "'~'");
}

TEST_CASE("durations never show a unit's own limit") {
    REQUIRE(text::format_duration(0) == "0.00 s");
    REQUIRE(text::format_duration(0.42) == "0.42 s");
    REQUIRE(text::format_duration(9.994) == "9.99 s");
    REQUIRE(text::format_duration(9.996) == "10.0 s");
    REQUIRE(text::format_duration(12.34) == "12.3 s");
    REQUIRE(text::format_duration(59.96) == "1 m 00 s");
    REQUIRE(text::format_duration(200) == "3 m 20 s");
    REQUIRE(text::format_duration(3599.6) == "1 h 00 m");
    REQUIRE(text::format_duration(7500) == "2 h 05 m");
    REQUIRE(text::format_duration(-1) == "0.00 s");
}

TEST_CASE("plural counts") {
    REQUIRE(text::plural(0, "stage") == "0 stages");
    REQUIRE(text::plural(1, "stage") == "1 stage");
    REQUIRE(text::plural(3, "stage") == "3 stages");
}

TEST_CASE("durations are read strictly") {
    REQUIRE(text::parse_duration("10s") == 10.0);
    REQUIRE(text::parse_duration("1.5h") == 5400.0);
    REQUIRE(text::parse_duration("1d") == 86400.0);
    REQUIRE(text::parse_duration("250ms") == 0.25);
    REQUIRE(text::parse_duration("2m") == 120.0);
    REQUIRE(text::parse_duration("7") == 7.0);
    REQUIRE(text::parse_duration("0") == 0.0);
    for (const char* wrong :
         {"", "s", "-1s", "+1s", "1e3", "inf", "nan", "1 hour", "1h30m", "1.s.", "0x1", " 1s", "1s "})
        REQUIRE_FALSE(text::parse_duration(wrong));
    REQUIRE_FALSE(text::parse_duration(std::string(400, '9')));
}

TEST_CASE("sizes know both families of units and their own limits") {
    REQUIRE(text::parse_size("1024") == 1024U);
    REQUIRE(text::parse_size("500MB") == 500000000U);
    REQUIRE(text::parse_size("4GiB") == 4294967296U);
    REQUIRE(text::parse_size("1.5 KiB") == 1536U);
    REQUIRE(text::parse_size("1kB") == 1000U);
    REQUIRE(text::parse_size("2TiB") == 2199023255552U);
    REQUIRE(text::parse_size("18446744073709551615") == UINT64_MAX);
    REQUIRE_FALSE(text::parse_size("18446744073709551616"));
    REQUIRE_FALSE(text::parse_size("18446744073709551615kB"));
    REQUIRE_FALSE(text::parse_size("99999999.5TiB"));
    for (const char* wrong : {"", "-1", "GiB", "1.5", "1.5B", "1gb", "1G", "1MBs", "1e3", "1  MB"})
        REQUIRE_FALSE(text::parse_size(wrong));
}

TEST_CASE("base64 goes there and back, one text for each byte string") {
    REQUIRE(text::base64("").empty());
    REQUIRE(text::base64("f") == "Zg==");
    REQUIRE(text::base64("fo") == "Zm8=");
    REQUIRE(text::base64("foo") == "Zm9v");
    REQUIRE(text::base64("\xff\xfe\xfd") == "//79");
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
        REQUIRE(text::parse_base64(text::base64(bytes)) == bytes);
        bytes += static_cast<char>(i);
    }
    for (const char* wrong :
         {"Zg=", "Zg", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zm 9", "-_79"})
        REQUIRE_FALSE(text::parse_base64(wrong));
}

TEST_CASE("lines end where they end") {
    using Lines = std::vector<std::string>;
    REQUIRE(text::split_lines("").empty());
    REQUIRE(text::split_lines("a") == Lines{"a"});
    REQUIRE(text::split_lines("a\nb\n") == Lines{"a", "b"});
    REQUIRE(text::split_lines("a\r\n\n b") == Lines{"a", "", " b"});
    REQUIRE(text::split_lines("\n") == Lines{""});
}
