// Points in time as people type them.
#include "mlpipe/base/point_in_time.hpp"

#include "mlpipe/base/clock.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
const std::int64_t now_ns = *parse_time("2026-11-23T13:15:02.500Z");

std::string point(const std::string& text) {
    const auto ns = parse_point_in_time(text, now_ns);
    return ns ? format_time(*ns) : "none";
}

}  // namespace

TEST_CASE("a time with a zone, without seconds, without a zone") {
    CHECK(point("2026-11-01T12:00:30.25Z") == "2026-11-01T12:00:30.250Z");
    CHECK(point("2026-11-01T12:00Z") == "2026-11-01T12:00:00.000Z");
    CHECK(point("2026-11-01 12:00") == "2026-11-01T12:00:00.000Z");
    CHECK(point("2026-11-01T12:00:30+01:00") == "2026-11-01T11:00:30.000Z");
    CHECK(point("2026-11-01T00:30+0530") == "2026-10-31T19:00:00.000Z");
    CHECK(point("2026-12-31T23:00-02:00") == "2027-01-01T01:00:00.000Z");
}

TEST_CASE("a day is its beginning") {
    CHECK(point("2026-11-01") == "2026-11-01T00:00:00.000Z");
}

TEST_CASE("a while ago, shortly and in words") {
    CHECK(parse_point_in_time("2h", now_ns) == now_ns - 7200 * second_ns);
    CHECK(point("2h ago") == point("2h"));
    CHECK(point("2 hours ago") == point("2h"));
    CHECK(point("1 day ago") == point("1d"));
    CHECK(point(" 1.5 minutes ago ") == point("90s"));
    CHECK(point("now") == format_time(now_ns));
    CHECK(parse_point_in_time("100000d", now_ns) == 0);
}

TEST_CASE("what is no point in time") {
    for (const char* text : {"", "2025", "yesterday", "2026-13-01", "2026-11-01T25:00Z", "2026-11-01T12",
                             "2026-11-01T12:00+1", "2026-11-01T12:00+99:00", "2026-11-01x12:00", "2 ages ago",
                             "ago", "-2h", "2026-11-01T12:00ZZ", "2026-11-01T12:00+01:00:00"})
        CHECK(point(text) == "none");
}
