// One conversation with an sftp server through the program that leads to it. Requests are answered in any
// order and by number, so that many can be on their way. Safe for several threads.
#pragma once
#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "mlpipe/exec/connected_program.hpp"
#include "sftp_packet.hpp"

namespace mlpipe::sftp {

struct Reply {
    std::uint8_t type = 0;
    std::string body;  // after the number
    // Of a status; ok for any other reply.
    std::uint32_t code() const;
};

class Session {
  public:
    // `shown`: the place, for messages. Throws Error(failed) with what the program said when no sftp server
    // answers.
    Session(const std::vector<std::string>& command, std::string shown);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    std::future<Reply> send(Type type, std::string_view body);
    bool offers(const std::string& extension) const { return extensions_.contains(extension); }
    const std::string& shown() const { return shown_; }

    // `issue` sends the i-th request, `handle` gets its reply, in order; so many are on their way at once
    // that the distance costs little.
    void pipeline(std::size_t count, const std::function<std::future<Reply>(std::size_t)>& issue,
                  const std::function<void(std::size_t, Reply)>& handle);

    // Throws Error(failed): "cannot <doing> '<path>' at ssh://…: permission denied".
    [[noreturn]] void fail(const std::string& doing, const std::string& path, const Reply& reply) const;
    // fail() for a reply that is a status other than ok.
    void expect_ok(const std::string& doing, const std::string& path, const Reply& reply) const;

  private:
    void greet();
    void receive_all();
    std::string receive_packet();
    bool fill(char* into, std::size_t count);
    std::string why_ended() const;

    std::string shown_;
    ConnectedProgram program_;
    std::set<std::string> extensions_;
    std::mutex sending_;
    mutable std::mutex waiting_mutex_;
    std::uint32_t next_ = 0;
    std::map<std::uint32_t, std::promise<Reply>> waiting_;
    std::string ended_;  // why; empty while it goes on
    std::promise<void> finished_;
    std::thread receiver_;
};

}  // namespace mlpipe::sftp
