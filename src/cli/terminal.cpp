#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include "github_job.hpp"
#include "mlpipe/report/github_log.hpp"
#include "mlpipe/report/plain_reporter.hpp"
#include "mlpipe/report/terminal_reporter.hpp"

namespace mlpipe::cli {
namespace {

// What stages write is no command to the runner.
TextSink fenced(TextSink sink) {
    return [log = std::make_shared<GithubLog>(std::move(sink))](std::string_view text) { log->text(text); };
}

}  // namespace

std::unique_ptr<Reporter> make_run_reporter(const Context& context, bool on_standard_error) {
    const Output& output = on_standard_error ? context.err : context.out;
    const int descriptor = on_standard_error ? STDERR_FILENO : STDOUT_FILENO;
    TextSink sink = [&context, on_standard_error](std::string_view text) {
        on_standard_error ? context.tell(text) : context.print(text);
    };
    if (in_github_job(context)) return std::make_unique<PlainReporter>(fenced(std::move(sink)));
    if (!output.terminal) return std::make_unique<PlainReporter>(std::move(sink));
    TerminalOptions options;
    options.colour = output.style.colour;
    options.size = [descriptor] {
        winsize size{};
        TerminalSize found;
        if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
            found.columns = size.ws_col;
            found.rows = size.ws_row;
        }
        return found;
    };
    return std::make_unique<TerminalReporter>(std::move(sink), std::move(options), system_clock());
}

}  // namespace mlpipe::cli
