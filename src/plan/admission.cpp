#include "mlpipe/plan/admission.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {
namespace {

// Sums of fractions such as 0.1 must not cost a place.
constexpr double grain = 1e-9;

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

std::string counted(double value, const std::string& noun) {
    return number(value) + " " + noun + (value == 1 ? "" : "s");
}

unsigned have(const std::map<std::string, unsigned>& tokens, const std::string& name) {
    const auto found = tokens.find(name);
    return found == tokens.end() ? 0 : found->second;
}

}  // namespace

Admission::Admission(Capacity capacity) : capacity_(std::move(capacity)) {
    capacity_.jobs = std::max(capacity_.jobs, 1u);
    free_ = capacity_;
    slots_ = std::max(capacity_.cpu, static_cast<double>(capacity_.jobs));
    for (unsigned device = 0; device < capacity_.gpus; ++device) free_gpus_.insert(device);
}

std::optional<std::string> Admission::never_fits(const Stage& stage) const {
    const Resources& needed = stage.resources;
    std::vector<std::string> problems;
    const auto too_much = [&](const std::string& wanted, const std::string& there) {
        problems.push_back("needs " + wanted + ", there " + there + " in all");
    };
    const auto are = [](double count) { return count == 1 ? "is " : "are "; };
    if (needed.cpu && *needed.cpu > capacity_.cpu + grain)
        too_much(counted(*needed.cpu, "cpu"), are(capacity_.cpu) + number(capacity_.cpu));
    if (capacity_.memory != 0 && needed.memory > capacity_.memory)
        too_much(text::format_bytes(needed.memory) + " of memory",
                 "is " + text::format_bytes(capacity_.memory));
    if (needed.gpu > capacity_.gpus)
        too_much(counted(needed.gpu, "gpu"), are(capacity_.gpus) + number(capacity_.gpus));
    std::vector<std::string> known;
    for (const auto& [name, count] : capacity_.tokens) known.push_back(name);
    for (const auto& [name, count] : needed.tokens) {
        const std::string shown = "'" + path::printable(name) + "'";
        if (count == 0) continue;
        if (!capacity_.tokens.contains(name))
            problems.push_back("needs " + std::to_string(count) + " of " + shown +
                               ", which `resources:` in .mlpipe/config.yaml does not name" +
                               text::did_you_mean(name, known));
        else if (count > have(capacity_.tokens, name))
            too_much(std::to_string(count) + " of " + shown,
                     are(have(capacity_.tokens, name)) + std::to_string(have(capacity_.tokens, name)));
    }
    if (problems.empty()) return std::nullopt;
    std::string all;
    for (const std::string& problem : problems) all += (all.empty() ? "" : "; ") + problem;
    return all;
}

std::optional<Admission::Grant> Admission::try_admit(const Stage& stage) {
    const Resources& needed = stage.resources;
    if (free_.jobs == 0 || slots_ + grain < needed.cpu.value_or(1)) return std::nullopt;
    if (needed.cpu && free_.cpu + grain < *needed.cpu) return std::nullopt;
    if (capacity_.memory != 0 && free_.memory < needed.memory) return std::nullopt;
    if (free_gpus_.size() < needed.gpu) return std::nullopt;
    for (const auto& [name, count] : needed.tokens)
        if (have(free_.tokens, name) < count) return std::nullopt;
    for (const std::string& mutex : needed.mutexes)
        if (held_mutexes_.contains(mutex)) return std::nullopt;

    Grant grant{needed, {}};
    free_.jobs -= 1;
    slots_ -= needed.cpu.value_or(1);
    free_.cpu -= needed.cpu.value_or(0);
    if (capacity_.memory != 0) free_.memory -= needed.memory;
    for (unsigned i = 0; i < needed.gpu; ++i)
        grant.gpus.push_back(free_gpus_.extract(free_gpus_.begin()).value());
    for (const auto& [name, count] : needed.tokens) free_.tokens[name] -= count;
    held_mutexes_.insert(needed.mutexes.begin(), needed.mutexes.end());
    return grant;
}

void Admission::release(const Grant& grant) {
    free_.jobs += 1;
    slots_ += grant.resources.cpu.value_or(1);
    free_.cpu += grant.resources.cpu.value_or(0);
    if (capacity_.memory != 0) free_.memory += grant.resources.memory;
    free_gpus_.insert(grant.gpus.begin(), grant.gpus.end());
    for (const auto& [name, count] : grant.resources.tokens) free_.tokens[name] += count;
    for (const std::string& mutex : grant.resources.mutexes) held_mutexes_.erase(mutex);
}

}  // namespace mlpipe
