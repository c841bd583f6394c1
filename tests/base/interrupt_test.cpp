#include "mlpipe/base/interrupt.hpp"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("a listener hears every request, and one that came before it") {
    Interrupt interrupt;
    REQUIRE(interrupt.requests() == 0);
    std::vector<int> heard;
    interrupt.on_request([&](int count) { heard.push_back(count); });
    REQUIRE(heard.empty());
    interrupt.request();
    interrupt.request();
    REQUIRE(heard == std::vector<int>{1, 2});
    std::vector<int> later;
    interrupt.on_request([&](int count) { later.push_back(count); });
    interrupt.on_request(nullptr);
    interrupt.request();
    REQUIRE(later == std::vector<int>{2});
    REQUIRE(heard.size() == 2);
    REQUIRE(interrupt.requests() == 3);
}

TEST_CASE("a listener may ask and may replace itself") {
    Interrupt interrupt;
    int first = 0, second = 0;
    interrupt.on_request([&](int) {
        first = interrupt.requests();
        interrupt.on_request([&](int count) { second = count; });
    });
    interrupt.request();
    REQUIRE(first == 1);
    REQUIRE(second == 1);
}

TEST_CASE("after on_request no thread is in the old listener") {
    for (int round = 0; round < 100; ++round) {
        Interrupt interrupt;
        auto alive = std::make_unique<std::atomic<bool>>(true);
        interrupt.on_request([&alive](int) { alive->store(false); });
        std::thread asker([&] { interrupt.request(); });
        interrupt.on_request(nullptr);
        alive.reset();  // a listener that still ran would read freed memory
        asker.join();
        REQUIRE(interrupt.requests() == 1);
    }
}

TEST_CASE("a stop point lets pass until enough requests were made") {
    Interrupt interrupt;
    const StopPoint never, first(&interrupt, 1), second(&interrupt, 2), nobody(nullptr, 0);
    const auto stops = [](const StopPoint& point) {
        try {
            point.pass();
            return false;
        } catch (const Error& error) {
            REQUIRE(error.kind() == ErrorKind::interrupted);
            return true;
        }
    };
    REQUIRE_FALSE(stops(first));
    interrupt.request();
    REQUIRE(stops(first));
    REQUIRE_FALSE(stops(second));
    interrupt.request();
    REQUIRE(stops(second));
    REQUIRE_FALSE(stops(never));
    REQUIRE_FALSE(stops(nobody));
}
