#include "output_pump.hpp"
#include "system_calls.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace mlpipe::exec {
namespace {

constexpr std::size_t buffer_size = 64 << 10;

}  // namespace

OutputPump::OutputPump(Descriptor pipe, std::string log_file, const std::vector<std::string>& masked,
                       const Executor::LineSink& sink)
    : pipe_(std::move(pipe)), log_file_(std::move(log_file)), masker_(masked), lines_(sink), sink_(sink) {}

void OutputPump::read_some() {
    read_up_to(buffer_size);
}

void OutputPump::finish() {
    for (std::size_t left = pipe_ ? waiting_bytes(pipe_.number()) : 0; left > 0;) {
        const std::size_t got = read_up_to(left);
        if (got == 0) break;
        left -= got;
    }
    take(masker_.finish());
    lines_.finish();
}

std::size_t OutputPump::read_up_to(std::size_t most) {
    if (!buffer_) buffer_.reset(new char[buffer_size]);
    const ssize_t got = ::read(pipe_.number(), buffer_.get(), std::min(most, buffer_size));
    if (got < 0) {
        if (errno != EAGAIN && errno != EINTR) pipe_.reset();
        return 0;
    }
    if (got == 0) pipe_.reset();
    const auto length = static_cast<std::size_t>(got);
    take(masker_.take({buffer_.get(), length}));
    return length;
}

void OutputPump::take(std::string_view bytes) {
    if (bytes.empty()) return;
    write_log(bytes);
    lines_.take(bytes);
    if (log_error_ && sink_)
        sink_("[mlpipe] cannot write the log: " + std::generic_category().message(*log_error_) + ": " +
              log_file_);
    log_error_.reset();
}

void OutputPump::write_log(std::string_view bytes) {
    if (log_file_.empty() || log_failed_) return;
    if (!log_) {
        log_ = Descriptor(::open(log_file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
        if (!log_) return give_up_log(errno);
    }
    while (!bytes.empty()) {
        const ssize_t written = ::write(log_.number(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return give_up_log(written < 0 ? errno : EIO);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void OutputPump::give_up_log(int error) {
    log_failed_ = true;
    log_error_ = error;
}

}  // namespace mlpipe::exec
