// Runs one opaque job to its end. Knows nothing of stages, keys or the store. A job is self-contained, so
// that another executor can carry it to another machine; its result is one value.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlpipe/base/reference.hpp"

namespace mlpipe {

struct JobFile {
    std::string path;                    // absolute
    std::optional<Reference> reference;  // of an input
};

struct Job {
    std::string id;  // unique in the run; every process of the job carries it as MLPIPE_EXECUTION
    std::vector<std::vector<std::string>>
        commands;                   // argument vectors, one process each, in turn, while each exits 0
    std::string working_directory;  // absolute
    std::vector<std::pair<std::string, std::string>> environment;  // whole
    std::vector<JobFile> inputs, outputs;
    std::string log_file;             // absolute; created when the first byte comes
    std::optional<double> timeout_s;  // of the whole job
    double grace_s = 5;               // between TERM and KILL
    std::vector<std::string> masked;  // byte strings that are replaced by *** in the log and the lines
};

enum class JobEnd { exited, signalled, timed_out, cancelled, could_not_start };

struct JobResult {
    JobEnd end = JobEnd::exited;
    int code = 0;         // exit status, or signal number
    std::string message;  // of could_not_start; also when some process could not be ended
    double wall_s = 0, cpu_s = 0;
    std::uint64_t peak_memory = 0;  // bytes
    unsigned left_behind = 0;       // processes that outlived the command and were ended
    bool succeeded() const { return end == JobEnd::exited && code == 0; }
};

class Executor {
  public:
    // One whole line without its end, or the last state of a `\r` progress line. Called on the executing
    // thread.
    using LineSink = std::function<void(std::string_view line)>;

    virtual ~Executor() = default;
    // Blocks until the job is over and no process of it is left. May be called by many threads at once.
    virtual JobResult execute(const Job& job, const LineSink& line) = 0;
    // Ends every job, and all that are started later: TERM, then KILL after the grace; at once when
    // `immediately`. Returns at once.
    virtual void cancel_all(bool immediately) = 0;
};

}  // namespace mlpipe
