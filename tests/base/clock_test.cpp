#include "mlpipe/base/clock.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("times are written in UTC with milliseconds") {
    REQUIRE(format_time(0) == "1970-01-01T00:00:00.000Z");
    REQUIRE(format_time(1795439702123456789) == "2026-11-23T13:15:02.123Z");
    REQUIRE(format_time(-1) == "1969-12-31T23:59:59.999Z");
    REQUIRE(format_time(1709164800000000000) == "2024-02-29T00:00:00.000Z");
}

TEST_CASE("times are read with any number of places up to nine") {
    REQUIRE(parse_time("2026-11-23T13:15:02.123Z") == 1795439702123000000);
    REQUIRE(parse_time("2026-11-23T13:15:02Z") == 1795439702000000000);
    REQUIRE(parse_time("2026-11-23T13:15:02.123456789Z") == 1795439702123456789);
    REQUIRE(parse_time("1969-12-31T23:59:59.5Z") == -500000000);
    for (const std::int64_t ms : {0LL, 1LL, -1LL, 951782400000LL, 4102444799999LL})
        REQUIRE(parse_time(format_time(ms * 1000000)) == ms * 1000000);
}

TEST_CASE("what is no time is refused") {
    for (const char* wrong :
         {"", "2026-11-23", "2026-11-23T13:15:02", "2026-11-23T13:15:02.Z", "2026-11-23T13:15:02,1Z",
          "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T00:60:00Z",
          "2026-11-23 13:15:02Z", "2026-11-23T13:15:02.1234567891Z", "+026-11-23T13:15:02Z",
          "9999-01-01T00:00:00Z"})
        REQUIRE_FALSE(parse_time(wrong));
}

TEST_CASE("the system's clock runs") {
    REQUIRE(system_clock().now_ns() > 1700000000000000000);
    const auto before = system_clock().steady_ns();
    REQUIRE(system_clock().steady_ns() >= before);
}
