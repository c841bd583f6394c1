// A program that is talked to through its standard input and output while it runs, such as `ssh`. Knows
// nothing of what is said. One thread may write while another one reads.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/base/error.hpp"

namespace mlpipe {

class ConnectedProgram {
  public:
    struct Settings {
        std::string directory;  // "": the caller's
        std::optional<std::vector<std::string>> environment =
            std::nullopt;  // "NAME=value"; nullopt: inherited
        // The longest that a write() or read() waits; nullopt: for ever.
        std::optional<double> patience_s = std::nullopt;
    };
    // Of patience.
    class TimedOut : public Error {
        using Error::Error;
    };

    // A name without '/' is looked up in PATH. The program gets a process group of its own, so that Ctrl-C reaches
    // it only through the end of its input. Throws Error(failed) when it cannot be started.
    explicit ConnectedProgram(const std::vector<std::string>& arguments);
    ConnectedProgram(const std::vector<std::string>& arguments, const Settings& settings);
    // Ends its input, waits a moment, and then kills it. Nobody may be reading or writing.
    ~ConnectedProgram();

    // Blocks until all is taken. Throws Error(failed) once the program no longer listens. Both throw TimedOut.
    void write(std::span<const std::byte> data);
    // Blocks until something comes; 0 when the program has closed its output.
    std::size_t read(std::span<std::byte> buffer);
    // No more input. A program that ends by that ends a read() on another thread too.
    void close_input();
    // Ends it, and what it started, at once; a read() on another thread then comes to the end.
    void kill();
    // The last of what it wrote on standard error, as far as read() came across it.
    std::string errors() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
