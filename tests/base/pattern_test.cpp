#include "mlpipe/base/pattern.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("an expression is matched with the whole text") {
    const Pattern code("[A-Z]{2}[0-9]+");
    CHECK(code.matches("AA12"));
    CHECK_FALSE(code.matches("AA12 "));
    CHECK_FALSE(code.matches("xAA12"));
    CHECK(Pattern("a|ab").matches("ab"));
    CHECK(Pattern("\\pL+").matches("été"));
    CHECK(Pattern("").matches(""));
    CHECK_FALSE(Pattern(".*").matches("\xff"));
}

TEST_CASE("an expression that others take forever for is answered all the same") {
    CHECK_FALSE(Pattern("(a*)*b").matches(std::string(100'000, 'a')));
}

TEST_CASE("what is wrong with an expression is said") {
    CHECK_THROWS_WITH(Pattern("[a"), ContainsSubstring("'[a' is no regular expression: missing ]"));
    CHECK_THROWS_AS(Pattern("(?<=a)b"), Error);
}
