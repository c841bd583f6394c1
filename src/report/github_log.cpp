#include "mlpipe/report/github_log.hpp"

namespace mlpipe {

GithubLog::~GithubLog() {
    try {
        lower();
    } catch (...) {
        // Nobody reads what is written.
    }
}

void GithubLog::text(std::string_view lines) {
    if (lines.empty()) return;
    std::string written;
    if (token_.empty()) {
        token_ = make_token_();
        written = "::stop-commands::" + token_ + "\n";
    }
    written += lines;
    // What follows must begin a line to be a command.
    if (!written.ends_with('\n')) written += '\n';
    sink_(written);
}

void GithubLog::command(std::string_view lines) {
    lower();
    if (!lines.empty()) sink_(lines);
}

void GithubLog::lower() {
    if (token_.empty()) return;
    sink_("::" + std::exchange(token_, {}) + "::\n");
}

}  // namespace mlpipe
