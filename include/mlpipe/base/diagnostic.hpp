// What is wrong in a file that a person wrote, and where. Many are collected before anything is thrown.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "mlpipe/base/error.hpp"

namespace mlpipe {

// 1-based, as editors count; columns count bytes. 0 means unknown.
struct Position {
    std::uint32_t line = 0, column = 0;
    bool operator==(const Position&) const = default;
};

struct Diagnostic {
    std::string file;
    Position position;
    std::string message;
    std::string text() const;  // file:line:column: message
    bool operator==(const Diagnostic&) const = default;
};

// All that is wrong with one set of files. what() lists each on its own line, sorted by file and position.
class PipelineError : public Error {
  public:
    explicit PipelineError(std::vector<Diagnostic> diagnostics);
    const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

  private:
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace mlpipe
