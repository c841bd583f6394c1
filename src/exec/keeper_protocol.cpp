#include "keeper_protocol.hpp"

#include <sys/mman.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "mlpipe/base/error.hpp"

namespace mlpipe::exec {
namespace {

constexpr std::size_t most_inline = 32 << 10;  // well below the smallest socket buffer
constexpr std::size_t most_descriptors = 2;

void add_count(std::string& bytes, std::size_t count) {
    const auto number = static_cast<std::uint32_t>(count);
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void add_text(std::string& bytes, std::string_view text) {
    if (text.find('\0') != std::string_view::npos)
        throw Error(ErrorKind::usage, "an argument, variable or directory holds a NUL byte");
    bytes.append(text).push_back('\0');
}

class BytesReader {
  public:
    explicit BytesReader(std::string& bytes) : next_(bytes.data()), end_(next_ + bytes.size()) {}
    bool read_count(std::uint32_t& count) {
        if (end_ - next_ < static_cast<std::ptrdiff_t>(sizeof count)) return false;
        std::memcpy(&count, next_, sizeof count);
        next_ += sizeof count;
        return count <= static_cast<std::size_t>(end_ - next_);  // each thing counted takes a byte at least
    }
    char* read_text() {
        void* stop = std::memchr(next_, '\0', static_cast<std::size_t>(end_ - next_));
        if (stop == nullptr) return nullptr;
        return std::exchange(next_, static_cast<char*>(stop) + 1);
    }
    bool read_list(std::vector<char*>& list) {
        std::uint32_t count = 0;
        if (!read_count(count)) return false;
        for (std::uint32_t i = 0; i < count; ++i) {
            list.push_back(read_text());
            if (list.back() == nullptr) return false;
        }
        list.push_back(nullptr);
        return true;
    }

  private:
    char* next_;
    char* end_;
};

Descriptor memory_file(std::string_view content) {
    Descriptor file(::memfd_create("mlpipe-job", MFD_CLOEXEC));
    while (file && !content.empty()) {
        const ssize_t written = ::write(file.number(), content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) break;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (!file || !content.empty()) throw_system_error("hand over", "a job's arguments", errno);
    return file;
}

bool read_memory_file(int file, std::size_t size, std::string& content) {
    content.resize(size);
    for (std::size_t done = 0; done < size;) {
        const ssize_t got = ::pread(file, content.data() + done, size - done, static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        done += static_cast<std::size_t>(got);
    }
    return true;
}

void take_descriptors(msghdr& message, std::vector<Descriptor>& descriptors) {
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int number = -1;
            std::memcpy(&number, CMSG_DATA(part) + i * sizeof(int), sizeof number);
            descriptors.emplace_back(number);
        }
    }
}

union ControlSpace {
    cmsghdr aligned;
    char bytes[CMSG_SPACE(most_descriptors * sizeof(int))];
};

}  // namespace

std::string encode_job(const Job& job) {
    std::string bytes;
    add_text(bytes, job.working_directory);
    const auto foreign = [](const auto& variable) { return variable.first != execution_variable; };
    add_count(bytes, static_cast<std::size_t>(std::ranges::count_if(job.environment, foreign)) + 1);
    for (const auto& variable : job.environment)
        if (foreign(variable)) add_text(bytes, variable.first + "=" + variable.second);
    add_text(bytes, std::string(execution_variable) + "=" + job.id);
    add_count(bytes, job.commands.size());
    for (const auto& command : job.commands) {
        if (command.empty()) throw Error(ErrorKind::usage, "a command without a program");
        add_count(bytes, command.size());
        for (const std::string& argument : command) add_text(bytes, argument);
    }
    return bytes;
}

bool JobMessage::decode(std::string bytes) {
    bytes_ = std::move(bytes);
    environment_.clear();
    commands_.clear();
    BytesReader reader(bytes_);
    directory_ = reader.read_text();
    std::uint32_t count = 0;
    if (directory_ == nullptr || !reader.read_list(environment_) || !reader.read_count(count)) return false;
    commands_.resize(count);
    for (auto& command : commands_)
        if (!reader.read_list(command) || command.size() < 2) return false;
    return true;
}

bool send_request(int socket, RequestHeader header, std::string_view payload,
                  std::span<const int> descriptors) {
    std::vector<int> sent(descriptors.begin(), descriptors.end());
    Descriptor file;
    if (payload.size() > most_inline) {
        file = memory_file(payload);
        header.attached = static_cast<std::uint32_t>(payload.size());
        sent.push_back(file.number());
        payload = {};
    }
    std::array<iovec, 2> parts{iovec{&header, sizeof header},
                               iovec{const_cast<char*>(payload.data()), payload.size()}};
    ControlSpace control{};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = payload.empty() ? 1 : 2;
    if (!sent.empty()) {
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(sent.size() * sizeof(int));
        cmsghdr* part = CMSG_FIRSTHDR(&message);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(sent.size() * sizeof(int));
        std::memcpy(CMSG_DATA(part), sent.data(), sent.size() * sizeof(int));
    }
    ssize_t result = 0;
    do result = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    while (result < 0 && errno == EINTR);
    if (result < 0 && errno != EPIPE && errno != ECONNRESET) throw_system_error("hand over", "a job", errno);
    return result >= 0;
}

std::optional<Message> receive_request(int socket) {
    Message received;
    received.payload.resize(most_inline);
    std::array<iovec, 2> parts{iovec{&received.header, sizeof received.header},
                               iovec{received.payload.data(), received.payload.size()}};
    ControlSpace control{};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    ssize_t length = 0;
    do length = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (length < 0 && errno == EINTR);
    if (length < static_cast<ssize_t>(sizeof received.header)) return std::nullopt;
    take_descriptors(message, received.descriptors);
    received.payload.resize(static_cast<std::size_t>(length) - sizeof received.header);
    if (received.header.attached > 0) {
        if (received.descriptors.empty()) return std::nullopt;
        const Descriptor file = std::move(received.descriptors.back());
        received.descriptors.pop_back();
        if (!read_memory_file(file.number(), received.header.attached, received.payload)) return std::nullopt;
    }
    return received;
}

bool send_reply(int socket, const Reply& reply) {
    return ::send(socket, &reply, sizeof reply, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof reply);
}

std::optional<Reply> receive_reply(int socket) {
    Reply reply;
    ssize_t length = 0;
    do length = ::recv(socket, &reply, sizeof reply, 0);
    while (length < 0 && errno == EINTR);
    if (length != static_cast<ssize_t>(sizeof reply)) return std::nullopt;
    return reply;
}

}  // namespace mlpipe::exec
