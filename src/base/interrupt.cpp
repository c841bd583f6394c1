#include "mlpipe/base/interrupt.hpp"

#include <utility>

#include "mlpipe/base/error.hpp"

namespace mlpipe {

void Interrupt::request() {
    const std::lock_guard calling(calling_);
    std::function<void(int)> listener;
    int count = 0;
    {
        const std::lock_guard lock(mutex_);
        count = ++requests_;
        listener = listener_;
    }
    if (listener) listener(count);
}

void Interrupt::on_request(std::function<void(int)> listener) {
    const std::lock_guard calling(calling_);
    int count = 0;
    {
        const std::lock_guard lock(mutex_);
        listener_ = listener;
        count = requests_;
    }
    if (listener && count > 0) listener(count);
}

void StopPoint::pass() const {
    if (interrupt_ != nullptr && interrupt_->requests() >= requests_)
        throw Error(ErrorKind::interrupted, "interrupted");
}

}  // namespace mlpipe
