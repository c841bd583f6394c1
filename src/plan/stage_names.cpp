#include "stage_names.hpp"

#include <algorithm>

namespace mlpipe {
namespace {

// `*` any bytes, `?` one byte.
bool matches(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

StageNames::StageNames(const Pipeline& pipeline) : pipeline_(pipeline) {
    names_.reserve(pipeline.stages.size());
    for (StageId id = 0; id < pipeline.stages.size(); ++id) {
        const std::string_view name = pipeline.stages[id].name;
        names_.emplace(name, id);
        const std::size_t at = name.find('@', pipeline.stages[id].file.size());
        if (at != std::string_view::npos) groups_[name.substr(0, at)].push_back(id);
    }
}

std::vector<StageId> StageNames::find(std::string_view name) const {
    if (const auto found = names_.find(name); found != names_.end()) return {found->second};
    if (const auto found = groups_.find(name); found != groups_.end()) return found->second;
    std::vector<StageId> stages;
    if (name.find_first_of("*?") == std::string_view::npos) return stages;
    for (StageId id = 0; id < pipeline_.stages.size(); ++id)
        if (matches(name, pipeline_.stages[id].name)) stages.push_back(id);
    return stages;
}

std::vector<std::string> StageNames::all() const {
    std::vector<std::string> names;
    for (const auto& [name, id] : names_) names.emplace_back(name);
    for (const auto& [name, ids] : groups_) names.emplace_back(name);
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace mlpipe
