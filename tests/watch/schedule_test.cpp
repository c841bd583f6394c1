// When a watch looks next: a table of clocks, and clocks that do what they like.
#include "mlpipe/watch/schedule.hpp"

#include <random>
#include <set>

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

constexpr std::int64_t minute = 60'000'000'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
// 2026-11-23T00:00:00Z
constexpr std::int64_t midnight = 1'795'392'000'000'000'000;

Moment at(std::int64_t wall, std::int64_t steady, const char* boot = "a") {
    return {midnight + wall, steady, boot};
}

std::optional<Slot> looked(std::int64_t begin, std::int64_t wall, std::int64_t steady) {
    return Slot{midnight + begin, at(wall, steady)};
}

}  // namespace

TEST_CASE("the next slot, by what the clocks have done since the last") {
    struct Case {
        const char* what;
        std::optional<Slot> last;
        std::int64_t every;
        Moment now;
        std::int64_t begin, wait;
    };
    const Case cases[] = {
        {"the first look is at once", std::nullopt, hour, at(10 * hour + 20 * minute, 0), 10 * hour, 0},
        {"a slot is looked at once, also by a watch that was started again", looked(10 * hour, 10 * hour, 0),
         hour, at(10 * hour + 20 * minute, 20 * minute), 11 * hour, 40 * minute},
        {"the next one begins on the hour", looked(10 * hour, 10 * hour + 20 * minute, 0), hour,
         at(11 * hour, 40 * minute), 11 * hour, 0},
        {"five that were slept through are one", looked(10 * hour, 10 * hour, 0), hour,
         at(15 * hour + 5 * minute, 30 * minute), 15 * hour, 0},
        {"a clock that jumps ahead brings one look", looked(10 * hour, 10 * hour, 0), hour,
         at(365 * day, minute), 365 * day, 0},
        {"a clock that goes back within its slot changes nothing",
         looked(10 * hour, 10 * hour + 50 * minute, 0), hour, at(10 * hour + 1 * minute, minute), 11 * hour,
         59 * minute},
        {"a clock that goes back looks at no slot again", looked(10 * hour, 10 * hour + 5 * minute, 0), hour,
         at(9 * hour + 6 * minute, minute), 11 * hour, 59 * minute},
        {"and does not stop the watch", looked(10 * hour, 10 * hour + 5 * minute, 0), hour,
         at(7 * hour + 5 * minute, hour), 11 * hour, 0},
        {"nor does one that was a year ahead for a moment", looked(365 * day, 365 * day, minute), hour,
         at(11 * hour, hour + minute), 365 * day + hour, 0},
        {"after a boot nobody knows how long that was", looked(10 * hour, 10 * hour, 5 * hour), hour,
         at(7 * hour, 6 * hour, "b"), 11 * hour, 0},
        {"a steady clock that began anew is another boot", looked(10 * hour, 10 * hour, 5 * hour), hour,
         at(7 * hour, minute), 11 * hour, 0},
        {"nor is it held up by one that goes back within each slot",
         looked(10 * hour, 10 * hour + 5 * minute, 0), hour, at(10 * hour + 16 * minute, hour), 11 * hour, 0},
        {"another rhythm waits for its own slot", looked(10 * hour, 10 * hour, 0), day, at(11 * hour, hour),
         day, 13 * hour},
        {"and a quicker one takes over within the hour", looked(10 * hour, 10 * hour, 0), 30 * minute,
         at(10 * hour + 31 * minute, 31 * minute), 10 * hour + 30 * minute, 0},
    };
    for (const Case& one : cases) {
        INFO(one.what);
        const NextSlot next = next_slot(one.last, one.every, one.now);
        CHECK(next.begin_ns - midnight == one.begin);
        CHECK(next.wait_ns == one.wait);
    }
}

TEST_CASE("whatever the clock does, no slot comes twice and none is waited for in vain") {
    for (unsigned seed = 0; seed < 200; ++seed) {
        std::mt19937_64 random(seed);
        const auto below = [&](std::int64_t most) {
            return std::uniform_int_distribution<std::int64_t>(0, most - 1)(random);
        };
        std::int64_t wall = 100 * day, steady = below(day), since_last = 0;
        std::optional<Slot> last;
        std::set<std::int64_t> seen;
        for (int step = 0; step < 500; ++step) {
            const std::int64_t passed = below(20 * minute);
            wall += passed;
            steady += passed;
            since_last += passed;
            if (below(10) == 0) wall += below(6 * hour) - 3 * hour;
            if (below(100) == 0) wall += below(2) == 0 ? 300 * day : -300 * day;
            const Moment now = at(wall, steady);
            const NextSlot next = next_slot(last, hour, now);
            INFO("seed " << seed << ", step " << step);
            REQUIRE(next.wait_ns >= 0);
            REQUIRE(next.wait_ns <= hour);
            if (next.wait_ns > 0) continue;
            REQUIRE(since_last <= hour + 20 * minute);
            REQUIRE(seen.insert(next.begin_ns).second);
            if (last) REQUIRE(next.begin_ns > last->begin_ns);
            last = Slot{next.begin_ns, now};
            since_last = 0;
        }
        REQUIRE(seen.size() > 1);
    }
}
