// The wish to stop, carried from whoever hears it (a signal thread, a test) to whoever must act on it.
// The first request asks for an orderly end, the second for an immediate one. Thread-safe; not for signal
// handlers.
#pragma once
#include <atomic>
#include <functional>
#include <mutex>

namespace mlpipe {

class Interrupt {
  public:
    void request();
    int requests() const { return requests_; }
    // Called with the number of requests, on the requesting thread, until the next call of on_request (null:
    // never). A request that was made before is reported at once. When this returns, the old listener runs on
    // no thread but perhaps this one: what it referred to may go.
    void on_request(std::function<void(int)> listener);

  private:
    // Held while a listener runs, so that on_request can wait for its end; recursive, for listeners that call
    // back.
    std::recursive_mutex calling_;
    std::mutex mutex_;
    std::atomic<int> requests_ = 0;
    std::function<void(int)> listener_;
};

// What long work asks between two pieces of it: Error(interrupted) once enough requests were made. Cheap.
class StopPoint {
  public:
    StopPoint() = default;  // never
    // Null: never. `requests`: 1 for what can simply be done again, 2 for what would be lost.
    StopPoint(const Interrupt* interrupt, int requests) : interrupt_(interrupt), requests_(requests) {}
    void pass() const;

  private:
    const Interrupt* interrupt_ = nullptr;
    int requests_ = 1;
};

}  // namespace mlpipe
