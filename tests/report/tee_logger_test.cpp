#include <stdexcept>
#include <thread>

#include "events.hpp"
#include "mlpipe/report/logger.hpp"
#include "mlpipe/report/tee_reporter.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;

namespace {

struct Counting : Reporter {
    void handle(const Event&) override {
        ++events;
        if (fails) throw std::runtime_error("no space");
    }
    void tick() override { ++ticks; }
    int events = 0, ticks = 0;
    bool fails = false;
};

}  // namespace

TEST_CASE("a tee hands everything to everybody, also past a failure") {
    Counting first, second, third;
    first.fails = true;
    TeeReporter tee({&first, &second, &third});
    CHECK_THROWS_WITH(tee.handle(StageRecorded{"a"}), ContainsSubstring("no space"));
    CHECK(second.events == 1);
    CHECK(third.events == 1);
    tee.tick();
    CHECK(first.ticks + second.ticks + third.ticks == 3);
}

TEST_CASE("the logger writes level and message, from its level on") {
    std::string text;
    const auto logger = make_logger([&](std::string_view part) { text += part; }, LogLevel::warning);
    logger->log(LogLevel::debug, "unseen");
    logger->log(LogLevel::info, "unseen");
    logger->log(LogLevel::warning, "disk {} is %s full\x1b[2J");
    logger->log(LogLevel::error, "a\nb");
    CHECK(text == "warning: disk {} is %s full\\x1b[2J\nerror: a\nb\n");
    CHECK_FALSE(logger->wants(LogLevel::info));
    CHECK(logger->wants(LogLevel::error));
}

TEST_CASE("a sink that throws costs the message, nothing else") {
    int calls = 0;
    const auto logger = make_logger(
        [&](std::string_view) {
            ++calls;
            throw std::runtime_error("gone");
        },
        LogLevel::debug);
    CHECK_NOTHROW(logger->log(LogLevel::error, "one"));
    CHECK_NOTHROW(logger->log(LogLevel::error, "two"));
    CHECK(calls == 2);
}

TEST_CASE("threads do not mix their messages") {
    std::string text;
    const auto logger = make_logger([&](std::string_view part) { text += part; }, LogLevel::debug);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int j = 0; j < 100; ++j) logger->log(LogLevel::info, "0123456789");
        });
    }
    for (std::thread& thread : threads) thread.join();
    std::string expected;
    for (int i = 0; i < 400; ++i) expected += "info: 0123456789\n";
    CHECK(text == expected);
}
