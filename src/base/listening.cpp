#include "mlpipe/base/listening.hpp"

#include "mlpipe/base/mailbox.hpp"

namespace mlpipe {

bool wait_unless_interrupted(Interrupt& interrupt, std::chrono::nanoseconds time, int stop_at) {
    Mailbox<int> requests;
    const Listening listening(interrupt, [&](int count) {
        if (count >= stop_at) requests.send(count);
    });
    return !requests.receive_for(time);
}

}  // namespace mlpipe
