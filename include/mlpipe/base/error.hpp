// What every room throws: one exception that says what was being done, to what, and what went wrong.
// Knows nothing of exit codes; `cli` maps the kind to one. A failed stage is a value, not an Error.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace mlpipe {

enum class ErrorKind {
    usage,        // the caller asked for something that cannot be
    pipeline,     // the pipeline file, a parameter file or the configuration is wrong
    failed,       // the system refused: no space, no permission, no such program
    damaged,      // the store or a database holds what it must not
    locked,       // another process holds the project
    interrupted,  // the user asked to stop
};

class Error : public std::runtime_error {
  public:
    Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
    ErrorKind kind() const noexcept { return kind_; }

  private:
    ErrorKind kind_;
};

// Throws Error(failed, "cannot <doing> '<path>': <text of error_number>").
[[noreturn]] void throw_system_error(std::string_view doing, std::string_view path, int error_number);

}  // namespace mlpipe
