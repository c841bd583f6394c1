// An executor in a temporary directory, short ways to make jobs, and what is needed to see processes come and
// go.
#pragma once
#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "../../src/exec/process_table.hpp"
#include "mlpipe/exec/local_executor.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

namespace mlpipe::exec_test {

inline Job make_job(const std::string& directory, const std::string& script) {
    Job job;
    job.id = "test-" + std::to_string(::getpid()) + "-" + std::to_string(std::rand());
    job.commands = {{"/bin/sh", "-e", "-c", script}};
    job.working_directory = directory;
    job.environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}};
    job.grace_s = 0.2;
    return job;
}

inline std::string file_content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

inline bool wait_until(const std::function<bool()>& reached, double most_s = 8) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(most_s);
    while (!reached()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

inline bool has_content(const std::string& path) {
    return !file_content(path).empty();
}

// Living processes that carry `name=value` in their environment.
inline std::vector<exec::ProcessEntry> marked(const std::string& name, const std::string& value) {
    std::vector<exec::ProcessEntry> found;
    for (const auto& process : exec::list_processes())
        if (process.alive() && exec::find_variable(exec::environment_of(process.id), name) == value)
            found.push_back(process);
    return found;
}

inline std::vector<exec::ProcessEntry> processes_of(const Job& job) {
    return marked("MLPIPE_EXECUTION", job.id);
}

inline std::size_t open_descriptors() {
    std::size_t count = 0;
    DIR* directory = ::opendir("/proc/self/fd");
    while (::readdir(directory) != nullptr) ++count;
    ::closedir(directory);
    return count;
}

struct Executed {
    JobResult result;
    std::vector<std::string> lines;
};

struct Bench {
    TemporaryDirectory directory;
    LocalExecutor executor{directory.path() + "/lease"};

    std::string file(const std::string& name) const { return directory.path() + "/" + name; }
    Job job(const std::string& script) const { return make_job(directory.path(), script); }
    Executed run(const Job& job) {
        Executed executed;
        executed.result =
            executor.execute(job, [&](std::string_view line) { executed.lines.emplace_back(line); });
        return executed;
    }
    Executed run(const std::string& script) { return run(job(script)); }
};

}  // namespace mlpipe::exec_test
