// Diagnostics beside the events of a run: warnings, and what `--verbose` shows. One line a message, "level:
// message".
#pragma once
#include <memory>
#include <string_view>

#include "mlpipe/report/style.hpp"

namespace mlpipe {

enum class LogLevel { debug, info, warning, error };

// Safe for several threads; calls the sink by one thread at a time. A sink that throws loses that message.
class Logger {
  public:
    virtual ~Logger() = default;
    virtual void log(LogLevel level, std::string_view message) = 0;
    // Whether such a message would be written: asked before an expensive one is made.
    virtual bool wants(LogLevel level) const = 0;
};

// Messages below `least` are dropped.
std::unique_ptr<Logger> make_logger(TextSink sink, LogLevel least);

}  // namespace mlpipe
