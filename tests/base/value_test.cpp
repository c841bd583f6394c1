#include "mlpipe/base/value.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("an integer has one text") {
    const auto text = [](const char* written) { return Integer::parse(written).value().text(); };
    REQUIRE(text("0") == "0");
    REQUIRE(text("-0") == "0");
    REQUIRE(text("+0007") == "7");
    REQUIRE(text("-00120") == "-120");
    REQUIRE(text("340282366920938463463374607431768211456") == "340282366920938463463374607431768211456");
    for (const char* wrong : {"", "-", "+", "1.0", "1e3", " 1", "1 ", "0x10", "1_000", "--1"})
        REQUIRE_FALSE(Integer::parse(wrong));
}

TEST_CASE("an integer becomes 64 bits only where it fits") {
    REQUIRE(Integer::parse("9223372036854775807")->to_int64() == std::numeric_limits<std::int64_t>::max());
    REQUIRE(Integer::parse("-9223372036854775808")->to_int64() == std::numeric_limits<std::int64_t>::min());
    REQUIRE_FALSE(Integer::parse("9223372036854775808")->to_int64());
    REQUIRE(Integer(std::numeric_limits<std::int64_t>::min()).text() == "-9223372036854775808");
}

TEST_CASE("an integer as a double is the nearest one, or infinite") {
    REQUIRE(Integer::parse("9007199254740993")->to_double() == 9007199254740992.0);
    REQUIRE(Integer::parse("-1" + std::string(400, '0'))->to_double() ==
            -std::numeric_limits<double>::infinity());
    REQUIRE(Value(3).number() == 3.0);
    REQUIRE(Value(2.5).number() == 2.5);
    REQUIRE_FALSE(Value("3").number());
}

TEST_CASE("values of different types differ") {
    REQUIRE_FALSE(Value(1) == Value(1.0));
    REQUIRE_FALSE(Value(true) == Value(1));
    REQUIRE_FALSE(Value() == Value(false));
    REQUIRE_FALSE(Value("1") == Value(1));
    REQUIRE(Value("text").as_string() != nullptr);  // not a bool
    REQUIRE(Value(true).as_bool() != nullptr);
}

TEST_CASE("floats are equal where their text is") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    REQUIRE(Value(nan) == Value(nan));
    REQUIRE(Value(nan) == Value(-nan));
    REQUIRE_FALSE(Value(nan) == Value(0.0));
    REQUIRE_FALSE(Value(0.0) == Value(-0.0));
    REQUIRE(Value(Value::List{nan}) == Value(Value::List{nan}));
}

TEST_CASE("the order of a map does not count, that of a list does") {
    const Value ab(Value::Map{{"a", 1}, {"b", Value::List{1, 2}}});
    const Value ba(Value::Map{{"b", Value::List{1, 2}}, {"a", 1}});
    REQUIRE(ab == ba);
    REQUIRE_FALSE(ab == Value(Value::Map{{"a", 1}, {"b", Value::List{2, 1}}}));
    REQUIRE_FALSE(ab == Value(Value::Map{{"a", 1}}));
    REQUIRE_FALSE(ab == Value(Value::Map{{"a", 1}, {"c", Value::List{1, 2}}}));
}

TEST_CASE("a map keeps its order, and set replaces in place") {
    Value map;
    map.set("z", 1);
    map.set("a", 2);
    map.set("z", 3);
    map.set("list", Value()).push(4);
    map.set("z", 5);
    REQUIRE(map.as_map()->size() == 3);
    REQUIRE(map.as_map()->front().first == "z");
    REQUIRE(*map.find("z") == Value(5));
    REQUIRE(*map.find("list") == Value(Value::List{4}));
    REQUIRE(map.find("absent") == nullptr);
    REQUIRE(Value(1).find("z") == nullptr);
}

TEST_CASE("a dotted path goes through maps and lists") {
    const Value value(
        Value::Map{{"a", Value::Map{{"b", Value::List{10, Value::Map{{"c", "deep"}}}}, {"0", "zero"}}}});
    REQUIRE(*value.find_path("a.b.0") == Value(10));
    REQUIRE(*value.find_path("a.b.1.c") == Value("deep"));
    REQUIRE(*value.find_path("a.0") == Value("zero"));  // in a map a number is a name
    for (const char* absent : {"a.b.2", "a.b.-1", "a.b.x", "a.b.0.c", "b", "", "a.", "a.b.00x"})
        REQUIRE(value.find_path(absent) == nullptr);
}
