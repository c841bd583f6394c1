#include "report_logs.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "mlpipe/base/text.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t lines_of_failed = 80, lines_of_others = 20;
constexpr std::size_t longest_line = 600;  // bytes
constexpr std::size_t room = 512 << 10;    // bytes of all; half of it for what failed

// The last bytes of a file, and whether there are more before them.
std::pair<std::string, bool> end_of(const FileSystem& files, const std::string& path, std::size_t most) {
    const auto reader = files.open_read(path);
    std::string kept;
    std::vector<char> buffer(1 << 16);
    bool cut = false;
    while (const std::size_t count = reader->read(std::as_writable_bytes(std::span(buffer)))) {
        kept.append(buffer.data(), count);
        if (kept.size() <= 2 * most) continue;
        kept.erase(0, kept.size() - most);
        cut = true;
    }
    if (kept.size() > most) {
        kept.erase(0, kept.size() - most);
        cut = true;
    }
    return {std::move(kept), cut};
}

RunReport::Log log_of(const FileSystem& files, const std::string& path, std::size_t most_lines) {
    auto [bytes, cut] = end_of(files, path, most_lines * longest_line);
    // What it begins with is the end of a line.
    if (cut) bytes.erase(0, bytes.find('\n') + 1);
    std::vector<std::string> lines = text::split_lines(bytes);
    if (lines.size() > most_lines) {
        lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most_lines));
        cut = true;
    }
    for (std::string& line : lines) {
        if (line.size() <= longest_line) continue;
        line.resize(longest_line);
        line += "...";
    }
    return {std::move(lines), cut};
}

std::size_t size_of(const RunReport::Log& log) {
    std::size_t size = 0;
    for (const std::string& line : log.lines) size += line.size() + 1;
    return size;
}

bool failed(const Execution& execution) {
    return execution.status == ExecutionStatus::failed || execution.status == ExecutionStatus::interrupted ||
           execution.status == ExecutionStatus::running;
}

}  // namespace

void add_logs(const FileSystem& files, const Project& project, RunReport& report) {
    if (!is_run_id(report.run.id)) return;
    std::size_t taken = 0;
    for (const bool failing : {true, false}) {
        const std::size_t most = failing ? room / 2 : room;
        for (std::size_t stage = 0; stage < report.run.executions.size() && taken < most; ++stage) {
            const Execution& execution = report.run.executions[stage];
            if (failed(execution) != failing) continue;
            const std::string path = project.run_directory(report.run.id) + "/" + log_name(execution.stage);
            if (!files.stat(path)) continue;
            RunReport::Log log = log_of(files, path, failing ? lines_of_failed : lines_of_others);
            if (log.lines.empty()) continue;
            taken += size_of(log);
            report.logs.emplace(stage, std::move(log));
        }
    }
}

}  // namespace mlpipe
