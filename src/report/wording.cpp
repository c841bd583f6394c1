#include "wording.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
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

// Six digits tell a change; its sides stand beside it in full.
std::string signed_text(double number, int digits, const char* unit) {
    if (!std::isfinite(number)) return {};
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%+.*g%s", digits, number, unit);
    return buffer;
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

bool had_begun(const Execution& execution) {
    return execution.attempts > 0 || duration_s(execution) > 0;
}

std::string number_text(double number) {
    return number_text_of(number, 6);
}

std::string number_text_of(double number, int digits) {
    std::array<char, 40> text{};
    const auto [end, error] =
        std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general, digits);
    return {text.data(), end};
}

std::string share_text(double share) {
    return number_text_of(100 * share, 3) + " %";
}

std::string number_text(double number, double other) {
    const bool told_apart = number == other || number_text(number) != number_text(other);
    return told_apart ? number_text(number) : text::format_number(number);
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

std::string change_text(const std::optional<double>& change) {
    return change ? signed_text(*change, 6, "") : std::string();
}

std::string percent_text(const std::optional<double>& relative) {
    return relative ? signed_text(*relative * 100, 3, " %") : std::string();
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const std::string& word : words) text.append(text.empty() ? "" : between).append(word);
    return text;
}

std::string machine_text(const MachineEnvironment& machine) {
    std::vector<std::string> parts;
    for (const std::string& part : {machine.os, machine.kernel}) {
        if (!part.empty()) parts.push_back(part);
    }
    if (machine.cpus > 0) {
        parts.push_back(text::plural(machine.cpus, "core") +
                        (machine.cpu.empty() ? "" : " of " + machine.cpu));
    }
    if (machine.memory > 0) parts.push_back(text::format_bytes(machine.memory));
    parts.insert(parts.end(), machine.gpus.begin(), machine.gpus.end());
    return joined(parts, ", ");
}

std::string printable_command(const Command& command) {
    std::string text;
    for (const std::string& part : command.parts) {
        text += printable_text(part);
        if (!text.empty() && text.back() != '\n') text += "\n";
    }
    return text;
}

std::string reproduction_text(const Reproduction& again) {
    std::string text = again.run.empty() ? "commit " + again.commit : "run " + again.run;
    if (!again.run.empty() && !again.commit.empty()) text += " (commit " + again.commit + ")";
    std::string verdict = again.verdict;
    std::replace(verdict.begin(), verdict.end(), '_', ' ');
    return verdict.empty() ? text : text + ": " + verdict;
}

}  // namespace mlpipe
