#include "sftp_session.hpp"

#include <chrono>
#include <deque>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe::sftp {
namespace {

// Larger than any packet that an honest server sends: data of 256 KiB at most.
constexpr std::uint32_t most_bytes = 1 << 20;
constexpr std::size_t most_under_way = 64;
constexpr std::chrono::seconds patience(2);

std::string status_text(std::uint32_t code, std::string_view said) {
    if (code == no_such_file) return "there is no such file or directory";
    if (code == permission_denied) return "permission denied";
    return said.empty() || said == "Failure" ? "the server could not (no space, or a read-only place?)"
                                             : path::printable(said);
}

}  // namespace

Attributes read_attributes(PacketReader& packet) {
    Attributes found;
    const std::uint32_t flags = packet.number();
    if (flags & 1) found.size = packet.long_number();
    if (flags & 2) packet.long_number();  // user and group
    if (flags & 4) found.permissions = packet.number();
    if (flags & 8) {
        packet.number();  // time of the last access
        found.mtime_s = packet.number();
    }
    if (flags & 0x80000000u) {
        for (std::uint32_t left = packet.number(); left > 0; --left) {
            packet.text();
            packet.text();
        }
    }
    return found;
}

std::uint32_t Reply::code() const {
    return type == status ? PacketReader(body).number() : std::uint32_t{ok};
}

Session::Session(const std::vector<std::string>& command, std::string shown)
    : shown_(std::move(shown)), program_(command) {
    greet();
    receiver_ = std::thread([this] {
        receive_all();
        finished_.set_value();
    });
}

Session::~Session() {
    program_.close_input();
    // A server ends with its input; what hangs on a dead line does not.
    if (finished_.get_future().wait_for(patience) != std::future_status::ready) program_.kill();
    receiver_.join();
}

bool Session::fill(char* into, std::size_t count) {
    while (count > 0) {
        const std::size_t got = program_.read(std::as_writable_bytes(std::span(into, count)));
        if (got == 0) return false;
        into += got;
        count -= got;
    }
    return true;
}

// Empty at the end of the conversation.
std::string Session::receive_packet() {
    char length[4];
    if (!fill(length, sizeof length)) return "";
    const std::uint32_t size = PacketReader(std::string_view(length, sizeof length)).number();
    if (size == 0 || size > most_bytes) {
        throw Error(ErrorKind::failed, "what answers at '" + shown_ +
                                           "' is no sftp server: it begins with '" +
                                           path::printable(std::string_view(length, sizeof length)) +
                                           "'; a shell that prints at login is one cause");
    }
    std::string packet(size, '\0');
    if (!fill(packet.data(), size)) return "";
    return packet;
}

std::string Session::why_ended() const {
    std::string said;
    for (const std::string& line : text::split_lines(program_.errors())) {
        if (line.empty()) continue;
        const bool return_at_end = line.back() == '\r';
        said += (said.empty() ? "" : "; ") +
                path::printable(return_at_end ? std::string_view(line).substr(0, line.size() - 1) : line);
    }
    return said.empty() ? "the other side closed the connection" : said;
}

void Session::greet() {
    const std::string hello = PacketWriter().number(5).take() + '\x01' + PacketWriter().number(3).take();
    try {
        program_.write(std::as_bytes(std::span(hello)));
    } catch (const Error&) {
        // A program that is gone says why, and that is read first.
    }
    const std::string packet = receive_packet();
    if (packet.empty())
        throw Error(ErrorKind::failed, "cannot reach '" + path::printable(shown_) + "': " + why_ended());
    PacketReader reader(std::string_view(packet).substr(1));
    if (static_cast<std::uint8_t>(packet[0]) != version || reader.number() < 3)
        throw Error(ErrorKind::failed, "the sftp server at '" + shown_ + "' speaks another version than 3");
    while (!reader.at_end()) {
        extensions_.emplace(reader.text());
        reader.text();
    }
}

void Session::receive_all() {
    std::string why;
    try {
        while (true) {
            const std::string packet = receive_packet();
            if (packet.empty()) break;
            PacketReader reader(std::string_view(packet).substr(1));
            const std::uint32_t number = reader.number();
            const std::lock_guard lock(waiting_mutex_);
            const auto found = waiting_.find(number);
            if (found == waiting_.end()) continue;
            found->second.set_value({static_cast<std::uint8_t>(packet[0]), packet.substr(5)});
            waiting_.erase(found);
        }
        why = why_ended();
    } catch (const std::exception& error) {
        why = error.what();
    }
    const std::lock_guard lock(waiting_mutex_);
    ended_ = "the connection to '" + path::printable(shown_) + "' ended: " + why;
    for (auto& [number, promise] : waiting_)
        promise.set_exception(std::make_exception_ptr(Error(ErrorKind::failed, ended_)));
    waiting_.clear();
}

std::future<Reply> Session::send(Type type, std::string_view body) {
    std::promise<Reply> promise;
    std::future<Reply> reply = promise.get_future();
    std::uint32_t number = 0;
    {
        const std::lock_guard lock(waiting_mutex_);
        if (!ended_.empty()) throw Error(ErrorKind::failed, ended_);
        number = next_++;
        waiting_.emplace(number, std::move(promise));
    }
    std::string packet = PacketWriter().number(static_cast<std::uint32_t>(body.size() + 5)).take();
    packet += static_cast<char>(type);
    packet += PacketWriter().number(number).take();
    packet += body;
    const std::lock_guard lock(sending_);
    try {
        program_.write(std::as_bytes(std::span(packet)));
    } catch (const Error&) {
        // The receiving side learns why, and tells whoever waits for the reply.
    }
    return reply;
}

void Session::pipeline(std::size_t count, const std::function<std::future<Reply>(std::size_t)>& issue,
                       const std::function<void(std::size_t, Reply)>& handle) {
    std::deque<std::future<Reply>> under_way;
    std::size_t handled = 0;
    for (std::size_t i = 0; i < count; ++i) {
        under_way.push_back(issue(i));
        if (under_way.size() < most_under_way) continue;
        Reply reply = under_way.front().get();
        under_way.pop_front();
        handle(handled++, std::move(reply));
    }
    for (; !under_way.empty(); under_way.pop_front()) handle(handled++, under_way.front().get());
}

void Session::fail(const std::string& doing, const std::string& path, const Reply& reply) const {
    std::string why = "the server gave an answer of the wrong kind";
    if (reply.type == status) {
        PacketReader packet(reply.body);
        const std::uint32_t code = packet.number();
        why = status_text(code, packet.at_end() ? std::string_view() : packet.text());
    }
    throw Error(ErrorKind::failed, "cannot " + doing + " '" + path::printable(path) + "' at '" +
                                       path::printable(shown_) + "': " + why);
}

void Session::expect_ok(const std::string& doing, const std::string& path, const Reply& reply) const {
    if (reply.type != status || reply.code() != ok) fail(doing, path, reply);
}

}  // namespace mlpipe::sftp
