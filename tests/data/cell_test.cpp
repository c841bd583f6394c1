#include "mlpipe/data/cell.hpp"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("numbers are what a reader of tables takes for one") {
    CHECK(number_of("1") == 1.0);
    CHECK(number_of(" -2.5e3 ") == -2500.0);
    CHECK(number_of("+0.5") == 0.5);
    CHECK(number_of(".5") == 0.5);
    CHECK(number_of("0.1") == 0.1);
    CHECK(number_of("inf") == HUGE_VAL);
    CHECK(number_of("-1e999") == -HUGE_VAL);
    CHECK(number_of("1e-999") == 0.0);
    for (const char* other : {"", " ", "1,5", "0x10", "1 2", "nan", "+-1", "one", "1e", "--1"})
        CHECK_FALSE(number_of(other));
}

TEST_CASE("times are days, or moments with or without a zone") {
    constexpr std::int64_t second = 1'000'000'000;
    CHECK(time_of("1970-01-02") == 86400 * second);
    CHECK(time_of("1969-12-31") == -86400 * second);
    CHECK(time_of("1970-01-01 00:01") == 60 * second);
    CHECK(time_of("1970-01-01T01:00:00.25+01:00") == second / 4);
    CHECK(time_of("1970-01-01T00:00:00-0130") == 5400 * second);
    CHECK(time_of("2024-02-29").has_value());
    for (const char* other : {"2023-02-29", "2023-13-01", "2023-1-1", "20230101", "2023-01-01x",
                              "2023-01-01 25:00", "0001-01-01", "13:15"})
        CHECK_FALSE(time_of(other));
}

TEST_CASE("truth is written in three ways") {
    for (const char* yes : {"true", "True", " TRUE "}) CHECK(boolean_of(yes) == true);
    for (const char* no : {"false", " False", "FALSE"}) CHECK(boolean_of(no) == false);
    for (const char* other : {"", "t", "tRUE", "1", "yes"}) CHECK_FALSE(boolean_of(other));
}

TEST_CASE("a cell's type is the narrowest, a column's the widest of its cells") {
    CHECK(type_of("12", CellKind::text) == CellType::integer);
    CHECK(type_of("-7", CellKind::text) == CellType::integer);
    CHECK(type_of("-", CellKind::text) == CellType::text);
    CHECK(type_of("1.0", CellKind::text) == CellType::number);
    CHECK(type_of("inf", CellKind::text) == CellType::number);
    CHECK(type_of("True", CellKind::text) == CellType::boolean);
    CHECK(type_of("2026-11-23", CellKind::text) == CellType::time);
    CHECK(type_of("x", CellKind::text) == CellType::text);
    CHECK(type_of("", CellKind::missing) == CellType::none);
    CHECK(type_of("[1]", CellKind::nested) == CellType::text);
    CHECK(wider(CellType::none, CellType::time) == CellType::time);
    CHECK(wider(CellType::integer, CellType::number) == CellType::number);
    CHECK(wider(CellType::time, CellType::integer) == CellType::text);
    CHECK(wider(CellType::boolean, CellType::boolean) == CellType::boolean);
}

TEST_CASE("numbers are read to the last bit as the C library reads them") {
    std::mt19937_64 random(11);
    const auto digits = [&](std::size_t most) {
        std::string text;
        for (std::size_t count = random() % (most + 1); count > 0; --count)
            text.push_back(static_cast<char>('0' + random() % 10));
        return text;
    };
    for (int round = 0; round < 200'000; ++round) {
        std::string text = random() % 2 == 0 ? "-" : "";
        text += digits(round % 3 == 0 ? 22 : 6);
        if (random() % 4 != 0) text += "." + digits(round % 5 == 0 ? 22 : 8);
        if (random() % 8 == 0) text += "e" + std::string(random() % 2 == 0 ? "-" : "") + digits(3);
        const NumericCell read = numeric_cell(text);
        char* end = nullptr;
        const double expected = std::strtod(text.c_str(), &end);
        INFO(text);
        const bool whole_text = !text.empty() && end == text.c_str() + text.size();
        REQUIRE((read.type != CellType::none) == whole_text);
        if (whole_text)
            REQUIRE(std::bit_cast<std::uint64_t>(read.number) == std::bit_cast<std::uint64_t>(expected));
    }
}

TEST_CASE("what a number is called and what it is are told in one look") {
    CHECK(numeric_cell(" 12 ").type == CellType::integer);
    CHECK(numeric_cell("+12").number == 12.0);
    CHECK(numeric_cell("9007199254740993").number == 9007199254740992.0);
    CHECK(numeric_cell("123456789012345678901234567890").type == CellType::integer);
    CHECK(numeric_cell("1.").type == CellType::number);
    CHECK(numeric_cell(".").type == CellType::none);
    CHECK(numeric_cell("-").type == CellType::none);
    CHECK(std::signbit(numeric_cell("-0").number));
}
