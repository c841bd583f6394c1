// A queue between threads: many send, one receives. Values only; nothing is shared after send().
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace mlpipe {

template <typename Message>
class Mailbox {
  public:
    void send(Message message) {
        // Told under the lock: once the message can be taken, this mailbox may be gone.
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(message));
        arrived_.notify_one();
    }

    // Is taken with the next message, or when the receiver has waited long enough: nobody is woken for it.
    void send_quietly(Message message) {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(message));
    }

    // Before all that wait already.
    void send_first(Message message) {
        const std::lock_guard lock(mutex_);
        queue_.push_front(std::move(message));
        arrived_.notify_one();
    }

    // Waits while `most` or more messages wait, so that a fast sender cannot fill the memory; not once the
    // mailbox is closed.
    void send_below(std::size_t most, Message message) {
        std::unique_lock lock(mutex_);
        taken_.wait(lock, [&] { return closed_ || queue_.size() < most; });
        queue_.push_back(std::move(message));
        arrived_.notify_one();
    }

    // Nobody will receive any more: senders no longer wait.
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        taken_.notify_all();
    }

    std::optional<Message> try_receive() {
        const std::lock_guard lock(mutex_);
        return take();
    }

    // nullopt when nothing came in time.
    std::optional<Message> receive_for(std::chrono::nanoseconds most) {
        std::unique_lock lock(mutex_);
        arrived_.wait_for(lock, most, [this] { return !queue_.empty(); });
        return take();
    }

    Message receive() {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [this] { return !queue_.empty(); });
        return *take();
    }

  private:
    std::optional<Message> take() {
        if (queue_.empty()) return std::nullopt;
        std::optional<Message> message(std::move(queue_.front()));
        queue_.pop_front();
        taken_.notify_all();
        return message;
    }

    std::mutex mutex_;
    std::condition_variable arrived_, taken_;
    std::deque<Message> queue_;
    bool closed_ = false;
};

}  // namespace mlpipe
