#include "mlpipe/base/random.hpp"

#include <set>

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("a random token is 32 hex digits, and another one each time") {
    std::set<std::string> tokens;
    for (int i = 0; i < 100; ++i) {
        const std::string token = random_token();
        CHECK(token.size() == 32);
        CHECK(token.find_first_not_of("0123456789abcdef") == std::string::npos);
        tokens.insert(token);
    }
    CHECK(tokens.size() == 100);
}
