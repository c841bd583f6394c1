#include "mlpipe/exec/local_executor.hpp"

#include <poll.h>

#include <cerrno>
#include <system_error>

#include "keeper_pool.hpp"
#include "keeper_protocol.hpp"
#include "mlpipe/base/error.hpp"
#include "orphans.hpp"
#include "output_pump.hpp"
#include "system_calls.hpp"

namespace mlpipe {

using namespace exec;

struct LocalExecutor::State {
    explicit State(const std::string& lease_file) : keepers(lease_file) {}
    KeeperPool keepers;
};

namespace {

// A keeper at work on one job; let go of in order, whatever happens between.
class WorkingKeeper {
  public:
    explicit WorkingKeeper(KeeperPool& pool) : pool_(pool) {}
    WorkingKeeper(const WorkingKeeper&) = delete;
    WorkingKeeper& operator=(const WorkingKeeper&) = delete;
    ~WorkingKeeper() {
        if (socket_) pool_.drop(std::move(socket_));
    }
    KeeperPool::Started start(const RequestHeader& header, const std::string& job, Descriptor output) {
        return pool_.start(header, job, output.number(), socket_);
    }
    std::optional<Reply> receive() { return receive_reply(socket_.number()); }
    void give_back() { pool_.give_back(std::move(socket_)); }
    int descriptor() const { return socket_.number(); }

  private:
    KeeperPool& pool_;
    Descriptor socket_;
};

std::string describe(const Reply& reply, const Job& job) {
    const std::string system = std::generic_category().message(reply.error);
    if (reply.trouble == Trouble::supervisor)
        return "cannot start a process to watch over the job: " + system;
    const std::string program = "'" + job.commands[reply.command].front() + "'";
    switch (reply.trouble) {
        case Trouble::directory:
            return "cannot start " + program + ": the working directory '" + job.working_directory +
                   "': " + system;
        case Trouble::interpreter:
            return "cannot start " + program +
                   ": the file is there, but not the interpreter that its first line names";
        case Trouble::program:
            if (reply.error == ENOENT && program.find('/') == std::string::npos)
                return "cannot start " + program + ": no such program on the PATH";
            break;
        default:
            if (reply.error == E2BIG)
                return "cannot start " + program +
                       ": arguments and environment are larger than the system allows";
            if (reply.error == ENOEXEC)
                return "cannot start " + program +
                       ": not a program; a script needs a first line such as #!/bin/sh";
    }
    return "cannot start " + program + ": " + system;
}

JobResult to_result(const Reply& reply, const Job& job) {
    JobResult result;
    result.end = reply.end;
    result.code = reply.code;
    result.wall_s = static_cast<double>(reply.wall_ns) / 1e9;
    result.cpu_s = static_cast<double>(reply.cpu_ns) / 1e9;
    result.peak_memory = reply.peak_memory;
    result.left_behind = reply.left_behind;
    if (reply.trouble != Trouble::none) result.message = describe(reply, job);
    if (reply.not_ended > 0)
        result.message += (result.message.empty() ? "" : "; ") + std::to_string(reply.not_ended) +
                          " of its processes could not be ended";
    return result;
}

JobResult not_started(std::string message) {
    JobResult result;
    result.end = JobEnd::could_not_start;
    result.message = std::move(message);
    return result;
}

std::optional<Reply> watch(WorkingKeeper& keeper, OutputPump& output) {
    for (;;) {
        pollfd watched[2] = {{output.descriptor(), POLLIN, 0}, {keeper.descriptor(), POLLIN, 0}};
        if (::poll(watched, 2, -1) < 0 && errno != EINTR) throw_system_error("wait for", "a job", errno);
        if (watched[0].revents != 0) output.read_some();
        if (watched[1].revents != 0) return keeper.receive();
    }
}

// The result, if the job cannot even be handed over.
std::optional<JobResult> start(const Job& job, WorkingKeeper& keeper, Descriptor& output) try {
    const RequestHeader header{.request = Request::job,
                               .timeout_ns = job.timeout_s ? to_nanoseconds(*job.timeout_s) : never,
                               .grace_ns = to_nanoseconds(job.grace_s)};
    const std::string request = encode_job(job);
    PipeEnds pipe = make_pipe();
    output = std::move(pipe.read);
    switch (keeper.start(header, request, std::move(pipe.write))) {
        case KeeperPool::Started::yes:
            break;
        case KeeperPool::Started::cancelled: {
            JobResult result;
            result.end = JobEnd::cancelled;
            return result;
        }
        case KeeperPool::Started::no_supervisor:
            return not_started("the supervisor of this run was killed; nothing more can be started");
    }
    return std::nullopt;
} catch (const Error& error) {
    return not_started(error.what());
}

}  // namespace

LocalExecutor::LocalExecutor(const std::string& lease_file) : state_(std::make_unique<State>(lease_file)) {}

LocalExecutor::~LocalExecutor() = default;

JobResult LocalExecutor::execute(const Job& job, const LineSink& line) {
    WorkingKeeper keeper(state_->keepers);
    Descriptor pipe;
    if (auto refused = start(job, keeper, pipe)) return *refused;
    OutputPump output(std::move(pipe), job.log_file, job.masked, line);
    const auto reply = watch(keeper, output);
    // What watched over the job is gone: its processes are now the supervisor's to end, or ours.
    const unsigned left = reply ? 0 : end_execution(job.id);
    output.finish();
    if (!reply) {
        std::string message = "the process that watched over the job was killed, and the job ended";
        if (left > 0) message += "; " + std::to_string(left) + " of its processes could not be ended";
        if (!state_->keepers.has_supervisor())
            message += "; so was the supervisor: nothing more can be started";
        return not_started(std::move(message));
    }
    if (reply->trouble != Trouble::supervisor && reply->not_ended == 0) keeper.give_back();
    return to_result(*reply, job);
}

void LocalExecutor::cancel_all(bool immediately) {
    state_->keepers.cancel_all(immediately);
}

}  // namespace mlpipe
