// The wish to stop, carried from whoever hears it (a signal thread, a test) to whoever must act on it.
// The first request asks for an orderly end, the second for an immediate one. Thread-safe; not for signal handlers.
#pragma once
#include <functional>
#include <mutex>

namespace mlpipe {

class Interrupt {
  public:
    void request();
    int requests() const;
    // Called with the number of requests, on the requesting thread, until the next call of on_request (null: never).
    // A request that was made before is reported at once.
    void on_request(std::function<void(int)> listener);

  private:
    mutable std::mutex mutex_;
    int requests_ = 0;
    std::function<void(int)> listener_;
};

}  // namespace mlpipe
