#include "wording.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"

namespace mlpipe {
namespace {

std::string_view signal_name(int signal) {
    static constexpr std::array<std::pair<int, std::string_view>, 15> names{{{1, "SIGHUP"},
                                                                             {2, "SIGINT"},
                                                                             {3, "SIGQUIT"},
                                                                             {4, "SIGILL"},
                                                                             {5, "SIGTRAP"},
                                                                             {6, "SIGABRT"},
                                                                             {7, "SIGBUS"},
                                                                             {8, "SIGFPE"},
                                                                             {9, "SIGKILL"},
                                                                             {11, "SIGSEGV"},
                                                                             {13, "SIGPIPE"},
                                                                             {14, "SIGALRM"},
                                                                             {15, "SIGTERM"},
                                                                             {24, "SIGXCPU"},
                                                                             {25, "SIGXFSZ"}}};
    const auto* found =
        std::find_if(names.begin(), names.end(), [signal](const auto& name) { return name.first == signal; });
    return found == names.end() ? std::string_view() : found->second;
}

}  // namespace

std::string exit_text(int exit_code) {
    std::string text = "exit code " + std::to_string(exit_code);
    if (exit_code > 128) {
        const std::string_view name = signal_name(exit_code - 128);
        if (!name.empty()) text.append(" (").append(name).append(")");
    }
    return text;
}

std::string exit_hint(const Execution& execution) {
    if (!execution.exit_code || execution.reason.find("timeout") != std::string::npos) return {};
    const int code = *execution.exit_code;
    if (code == 126) return "126: the command was found and could not be executed; is it executable?";
    if (code == 127) return "127: the command was not found; is its environment installed?";
    if (code == 137) return "137: ended by SIGKILL, as the system does when memory runs out";
    if (code <= 128 || signal_name(code - 128).empty() || execution.reason.find("SIG") != std::string::npos)
        return {};
    return std::to_string(code) + ": ended by " + std::string(signal_name(code - 128));
}

std::string failure_text(const Execution& execution, std::string_view why_it_ran) {
    std::string text;
    if (!execution.reason.empty() && execution.reason != why_it_ran) {
        text = printable(std::string_view(execution.reason).substr(0, execution.reason.find('\n')));
    } else if (execution.exit_code) {
        text = exit_text(*execution.exit_code);
    }
    const double took = duration_s(execution);
    if (took > 0) text.append(text.empty() ? "" : " ").append("after ").append(text::format_duration(took));
    if (execution.attempts > 1) {
        text.append(text.empty() ? "" : ", ").append(text::plural(execution.attempts, "attempt"));
    }
    return text;
}

std::string names_text(const std::vector<std::string>& names, std::size_t most) {
    // "and 1 more" takes the room of the name itself.
    const std::size_t shown = names.size() <= most + 1 ? names.size() : most;
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) text.append(i == 0 ? "" : ", ").append(printable(names[i]));
    if (shown < names.size()) text += " and " + std::to_string(names.size() - shown) + " more";
    return text;
}

double seconds_between(std::int64_t from_ns, std::int64_t to_ns) {
    return to_ns > from_ns ? static_cast<double>(to_ns - from_ns) / 1e9 : 0;
}

double duration_s(const Execution& execution) {
    if (execution.use.wall_s > 0) return execution.use.wall_s;
    return seconds_between(execution.started_ns, execution.finished_ns);
}

std::string number_text(double number) {
    constexpr int digits = 6;
    std::array<char, 40> text{};
    const auto [end, error] =
        std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general, digits);
    return {text.data(), end};
}

std::string indented(std::string_view lines, std::size_t blanks) {
    std::string text;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        const std::string_view line = lines.substr(0, end);
        if (!line.empty()) text.append(blanks, ' ');
        text.append(line).append("\n");
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    }
    return text;
}

}  // namespace mlpipe
