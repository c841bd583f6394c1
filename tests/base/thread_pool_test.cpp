#include "mlpipe/base/thread_pool.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("for_each calls each index once") {
    ThreadPool pool(3);
    for (const std::size_t count : {0U, 1U, 2U, 3U, 1000U}) {
        std::vector<std::atomic<int>> calls(count);
        pool.for_each(count, [&](std::size_t i) { ++calls[i]; });
        int wrong = 0;
        for (const auto& call : calls) wrong += call != 1;
        REQUIRE(wrong == 0);
    }
}

TEST_CASE("for_each inside for_each inside a task does not wait for itself") {
    for (const std::size_t threads : {1U, 2U, 4U}) {
        ThreadPool pool(threads);
        std::atomic<int> calls{0};
        std::mutex mutex;
        std::condition_variable changed;
        int tasks_done = 0;
        for (int task = 0; task < 6; ++task)
            pool.submit([&] {
                pool.for_each(8, [&](std::size_t) { pool.for_each(8, [&](std::size_t) { ++calls; }); });
                const std::lock_guard lock(mutex);
                ++tasks_done;
                changed.notify_one();
            });
        pool.for_each(8, [&](std::size_t) { pool.for_each(8, [&](std::size_t) { ++calls; }); });
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return tasks_done == 6; });
        REQUIRE(calls == 7 * 64);
    }
}

TEST_CASE("for_each rethrows the first exception once all calls have ended") {
    ThreadPool pool(4);
    std::atomic<int> running{0}, begun{0};
    REQUIRE_THROWS_AS(pool.for_each(1000,
                                    [&](std::size_t i) {
                                        ++running, ++begun;
                                        std::this_thread::yield();
                                        --running;
                                        if (i == 5) throw std::out_of_range("five");
                                    }),
                      std::out_of_range);
    REQUIRE(running == 0);
    REQUIRE(begun >= 6);
    std::atomic<int> after{0};
    pool.for_each(10, [&](std::size_t) { ++after; });
    REQUIRE(after == 10);
}

TEST_CASE("a pool of one runs tasks in order, and the end of a pool waits for all") {
    std::vector<int> order;
    {
        ThreadPool pool(1);
        for (int i = 0; i < 100; ++i) pool.submit([&order, i] { order.push_back(i); });
        pool.submit([&] { pool.submit([&order] { order.push_back(100); }); });
    }
    REQUIRE(order.size() == 101);
    for (int i = 0; i < 101; ++i) REQUIRE(order[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("a pool uses as many threads as it may, and the caller's") {
    std::mutex mutex;
    std::condition_variable changed;
    std::set<std::thread::id> threads;
    ThreadPool pool(3);
    // Each call waits until four different threads are here: it ends only if three join the caller.
    pool.for_each(4, [&](std::size_t) {
        std::unique_lock lock(mutex);
        threads.insert(std::this_thread::get_id());
        changed.notify_all();
        changed.wait(lock, [&] { return threads.size() == 4; });
    });
    REQUIRE(threads.size() == 4);
    REQUIRE(threads.count(std::this_thread::get_id()) == 1);
}
