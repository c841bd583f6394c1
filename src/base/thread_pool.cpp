#include "mlpipe/base/thread_pool.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "mlpipe/base/error.hpp"

namespace mlpipe {

unsigned core_count() {
    return std::max(1U, std::thread::hardware_concurrency());
}

struct ThreadPool::State {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> queue;
    std::vector<std::thread> threads;
    std::size_t most = 1, idle = 0;
    bool ending = false;

    void work() {
        std::unique_lock lock(mutex);
        while (true) {
            ++idle;
            changed.wait(lock, [this] { return ending || !queue.empty(); });
            --idle;
            if (queue.empty()) return;
            std::function<void()> task = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            task();
            task = nullptr;  // what it holds is released before the lock is taken
            lock.lock();
        }
    }

    // False when there is no thread at all that could ever run a task. Under the lock.
    bool ensure_thread() {
        if (idle >= queue.size() || threads.size() == most) return true;
        try {
            threads.emplace_back([this] { work(); });
        } catch (const std::system_error&) {
        }
        return !threads.empty();
    }
};

namespace {

// One for_each: whoever is free takes the next index. The caller takes part, so that it never waits for a
// thread that waits for it.
struct Share {
    explicit Share(std::size_t count_, const std::function<void(std::size_t)>& body_)
        : count(count_), body(body_) {}

    const std::size_t count;
    const std::function<void(std::size_t)>& body;  // outlives every index below count, but not this object
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::mutex mutex;
    std::condition_variable finished;
    std::size_t done = 0;
    std::exception_ptr error;

    void take_part() {
        std::size_t completed = 0;
        for (std::size_t i = next++; i < count; i = next++, ++completed) {
            if (failed) continue;
            try {
                body(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failed.exchange(true)) error = std::current_exception();
            }
        }
        if (completed == 0) return;
        const std::lock_guard lock(mutex);
        done += completed;
        if (done == count) finished.notify_all();
    }

    void wait() {
        std::unique_lock lock(mutex);
        finished.wait(lock, [this] { return done == count; });
        if (error) std::rethrow_exception(std::exchange(error, nullptr));
    }
};

}  // namespace

ThreadPool::ThreadPool(std::size_t most_threads) : state_(std::make_unique<State>()) {
    state_->most = std::max<std::size_t>(most_threads, 1);
}

ThreadPool::~ThreadPool() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
    }
    state_->changed.notify_all();
    // A task may submit another while the pool ends, and so start a thread.
    while (true) {
        std::vector<std::thread> threads;
        {
            const std::lock_guard lock(state_->mutex);
            threads.swap(state_->threads);
        }
        if (threads.empty()) break;
        for (std::thread& thread : threads) thread.join();
    }
    while (!state_->queue.empty()) {
        const auto task = std::move(state_->queue.front());
        state_->queue.pop_front();
        task();
    }
}

void ThreadPool::submit(std::function<void()> task) {
    {
        const std::lock_guard lock(state_->mutex);
        state_->queue.push_back(std::move(task));
        if (!state_->ensure_thread()) {
            state_->queue.pop_back();
            throw Error(ErrorKind::failed, "cannot start a thread: the system has no room for one");
        }
    }
    state_->changed.notify_one();
}

void ThreadPool::for_each(std::size_t count, const std::function<void(std::size_t)>& body) {
    if (count == 0) return;
    const auto share = std::make_shared<Share>(count, body);
    try {
        for (std::size_t helpers = std::min(count - 1, state_->most); helpers > 0; --helpers)
            submit([share] { share->take_part(); });
    } catch (const Error&) {
        // Without helpers this thread does all the work.
    }
    share->take_part();
    share->wait();
}

}  // namespace mlpipe
