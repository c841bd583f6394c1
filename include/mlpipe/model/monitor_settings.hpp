// How a pipeline is watched, as its file, the project's settings or a command line say it. What is absent is said
// elsewhere, or has its default: docs/watch.md.
#pragma once
#include <optional>
#include <string>

namespace mlpipe {

struct MonitorSettings {
    std::optional<double> every_s;        // without it: once
    std::optional<unsigned> after;        // how many runs in a row must find something
    std::optional<double> cooldown_s;     // before what goes on is told again; 0: in each run
    std::optional<std::string> on_alert;  // a command for /bin/sh -e
};

// What `first` does not say, `second` does.
MonitorSettings merged(const MonitorSettings& first, const MonitorSettings& second);

}  // namespace mlpipe
