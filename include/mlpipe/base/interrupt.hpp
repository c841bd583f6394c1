// The wish to stop, carried from whoever hears it (a signal thread, a test) to whoever must act on it.
// The first request asks for an orderly end, the second for an immediate one. Thread-safe; not for signal
// handlers.
#pragma once
#include <functional>
#include <mutex>

namespace mlpipe {

class Interrupt {
  public:
    void request();
    int requests() const;
    // Called with the number of requests, on the requesting thread, until the next call of on_request (null:
    // never). A request that was made before is reported at once. When this returns, the old listener runs on
    // no thread but perhaps this one: what it referred to may go.
    void on_request(std::function<void(int)> listener);

  private:
    // Held while a listener runs, so that on_request can wait for its end; recursive, for listeners that call
    // back.
    std::recursive_mutex calling_;
    mutable std::mutex mutex_;
    int requests_ = 0;
    std::function<void(int)> listener_;
};

}  // namespace mlpipe
