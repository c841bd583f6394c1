#include "mlpipe/history/environment_changes.hpp"

#include <algorithm>
#include <map>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {
namespace {

using Interpreters = std::vector<InterpreterEnvironment>;

// python3.11 -> python: another version of a program is still that program.
std::string program_of(const InterpreterEnvironment& interpreter) {
    std::string name(path::name(interpreter.interpreter));
    while (!name.empty() && (name.back() == '.' || (name.back() >= '0' && name.back() <= '9')))
        name.pop_back();
    return name;
}

class Comparison {
  public:
    void field(const char* name, const std::string& before, const std::string& after) {
        if (before.empty() || after.empty() || before == after) return;
        changes.push_back({name, "", before, after});
    }

    void machines(const MachineEnvironment& before, const MachineEnvironment& after) {
        const auto count = [](std::uint64_t number) {
            return number == 0 ? std::string() : std::to_string(number);
        };
        const auto bytes = [](std::uint64_t size) {
            return size == 0 ? std::string() : text::format_bytes(size);
        };
        const auto joined = [](const std::vector<std::string>& names) {
            std::string all;
            for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
            return all.empty() ? std::string("none") : all;
        };
        field("os", before.os, after.os);
        field("kernel", before.kernel, after.kernel);
        field("cpu", before.cpu, after.cpu);
        field("cpus", count(before.cpus), count(after.cpus));
        field("memory", bytes(before.memory), bytes(after.memory));
        if (!before.os.empty() && !after.os.empty()) field("gpu", joined(before.gpus), joined(after.gpus));
    }

    void interpreters(const InterpreterEnvironment& before, const InterpreterEnvironment& after) {
        const std::string program = program_of(before);
        if (before.version != after.version)
            changes.push_back({"interpreter", program, before.version, after.version});
        std::map<std::string, std::pair<std::string, std::string>> packages;
        for (const auto& [name, version] : before.packages) packages[name].first = version;
        for (const auto& [name, version] : after.packages) packages[name].second = version;
        for (const auto& [name, versions] : packages) {
            if (versions.first != versions.second)
                changes.push_back({"package", name, versions.first, versions.second});
        }
    }

    std::vector<Change> changes;
};

}  // namespace

std::vector<Change> environment_changes(const SeenEnvironment& before, const SeenEnvironment& after) {
    Comparison comparison;
    comparison.machines(before.machine, after.machine);
    const bool single = before.interpreters.size() == 1 && after.interpreters.size() == 1;
    for (const InterpreterEnvironment& interpreter : before.interpreters) {
        const auto same = std::find_if(after.interpreters.begin(), after.interpreters.end(),
                                       [&](const InterpreterEnvironment& other) {
                                           return single || program_of(other) == program_of(interpreter);
                                       });
        if (same != after.interpreters.end()) comparison.interpreters(interpreter, *same);
    }
    return std::move(comparison.changes);
}

}  // namespace mlpipe
