// Threads that run tasks in the order they were given. Tasks must not throw; they send their result
// themselves.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>

namespace mlpipe {

// Of this machine, at least 1.
unsigned core_count();

class ThreadPool {
  public:
    // Threads start when the first tasks need them.
    explicit ThreadPool(std::size_t most_threads);
    ~ThreadPool();  // waits for every task
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    void submit(std::function<void()> task);
    // Calls body(0) ... body(count - 1) on the pool and on this thread; returns when all are done and
    // rethrows the first exception, after which no further call is begun. May be called from a task.
    void for_each(std::size_t count, const std::function<void(std::size_t)>& body);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
