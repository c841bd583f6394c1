// What every command gets: where it was called, what it may print on, and the project it is about.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/base/value.hpp"
#include "mlpipe/model/run_record.hpp"
#include "mlpipe/report/style.hpp"
#include "mlpipe/run/project.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe::cli {

// Exit codes, as docs/exit-codes.md lists them.
enum ExitCode {
    exit_done = 0,
    exit_failed = 1,
    exit_usage = 2,
    exit_gate = gate_exit_code,
    exit_differs = 4,
    exit_drift = drift_exit_code,
    exit_damaged = 6,
    exit_locked = 7,
    exit_interrupted = 130,
};

struct Output {
    bool terminal = false;
    TextStyle style;
};

class Context {
  public:
    Context();

    std::vector<std::string> arguments;  // the command line, without the program
    std::string directory;               // where mlpipe was called
    std::vector<std::string> environment;
    Output out, err;
    Interrupt interrupt;

    std::optional<std::string> variable(const char* name) const;
    World world();
    // With MLPIPE_ROOT taken into account.
    Project project(const std::optional<std::string>& pipeline_file) const;
    Project whole_project() const;
    Project project_without_pipeline() const;
    // With the pipeline file that is named, or found; without any where there is none: for those who can ask
    // about the past alone.
    Project project_or_none(const std::string& pipeline_file) const;

    // Write everything or throw Error(failed). Where nobody reads any more the text is dropped, and the
    // command goes on: its exit code says how it ended all the same.
    void print(std::string_view text) const;  // stdout
    void tell(std::string_view text) const;   // stderr
    // As print, for what would go on without end: false when nobody reads.
    bool try_print(std::string_view text) const;
    // One JSON document on stdout.
    void print_json(const Value& document) const;
};

}  // namespace mlpipe::cli
