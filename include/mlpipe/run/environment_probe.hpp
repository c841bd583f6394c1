// What machine and which Python a run sees. Recorded for people who reproduce it; no part of any key.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/model/pipeline.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

// What cannot be found out stays empty or 0. `root` stands before /etc and /proc, for tests.
MachineEnvironment probe_machine(const FileSystem& files, const std::string& root = "");

// Finds the Python interpreter of a stage's command and the packages that it would import, by the names of
// their .dist-info and .egg-info entries. A virtual environment is read without starting anything; another
// interpreter is started once and asked for its search path. pip is never started. Thread-safe.
class InterpreterProbe {
  public:
    explicit InterpreterProbe(const FileSystem& files = posix_file_system());
    ~InterpreterProbe();
    InterpreterProbe(const InterpreterProbe&) = delete;
    InterpreterProbe& operator=(const InterpreterProbe&) = delete;

    using Variables = std::vector<std::pair<std::string, std::string>>;
    // The interpreter of the first program of the command that is one or is a script of one; nullopt where
    // there is none, or the command is too clever to tell. Never throws. `working_directory` is absolute,
    // `environment` whole.
    std::optional<InterpreterEnvironment> probe(const Command& command, const std::string& working_directory,
                                                const Variables& environment);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
