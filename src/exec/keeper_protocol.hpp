// What LocalExecutor, the supervisor and the keepers say to each other, over SOCK_SEQPACKET pairs.
// Both ends are the same program on the same machine: numbers travel as they lie in memory.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/descriptor.hpp"
#include "mlpipe/exec/executor.hpp"
#include "system_calls.hpp"

namespace mlpipe::exec {

inline constexpr std::string_view execution_variable = "MLPIPE_EXECUTION";

enum class Request : std::uint32_t {
    new_keeper,  // to the supervisor, with the keeper's end of a new pair
    job,         // to a keeper, with the write end of the output pipe
    terminate,   // TERM, then KILL after the grace
    kill,
};

struct RequestHeader {
    Request request{};
    std::uint32_t attached =
        0;  // the payload is a memory file, sent along, of this size; 0: it follows the header
    std::int64_t timeout_ns = never, grace_ns = 0;
};

enum class Trouble : std::uint32_t {
    none,
    supervisor,   // no keeper could be forked
    directory,    // the working directory cannot be entered
    program,      // not found, or may not be executed
    interpreter,  // the program exists, what its first line names does not
    spawn,        // any other failure
};

struct Reply {
    JobEnd end = JobEnd::exited;
    std::int32_t code = 0;
    Trouble trouble = Trouble::none;
    std::int32_t error = 0;         // errno of the trouble
    std::uint32_t command = 0;      // that could not be started
    std::uint32_t left_behind = 0;  // outlived the commands and were ended
    std::uint32_t not_ended = 0;    // could not be ended
    std::int64_t wall_ns = 0, cpu_ns = 0;
    std::uint64_t peak_memory = 0;
};

// A job as one block of bytes. Throws Error(usage) if a string of it holds a NUL byte, or a command has no
// program.
std::string encode_job(const Job& job);

// A job taken apart again, in place.
class JobMessage {
  public:
    // False if the bytes are no job.
    bool decode(std::string bytes);
    const char* directory() const { return directory_; }
    std::size_t commands() const { return commands_.size(); }
    char* const* arguments(std::size_t command) { return commands_[command].data(); }
    char* const* environment() { return environment_.data(); }

  private:
    std::string bytes_;
    char* directory_ = nullptr;
    std::vector<char*> environment_;  // ends with null, as execve wants it
    std::vector<std::vector<char*>> commands_;
};

struct Message {
    RequestHeader header;
    std::string payload;
    std::vector<Descriptor> descriptors;
};

// False if the other end is gone. Throws Error(failed) when the payload cannot be handed over.
bool send_request(int socket, RequestHeader header, std::string_view payload,
                  std::span<const int> descriptors);
// Waits. nullopt if the other end is gone.
std::optional<Message> receive_request(int socket);
bool send_reply(int socket, const Reply& reply);
std::optional<Reply> receive_reply(int socket);

}  // namespace mlpipe::exec
