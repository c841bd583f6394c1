// What all tags together say of each model.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tag_message.hpp"

namespace mlpipe::registry {

struct ModelState {
    std::vector<ModelVersion> versions;  // the lowest first
    std::vector<ModelEvent> events;      // oldest first; an assignment without a known version is left out
    std::vector<TagName> names;          // of all its tags
    std::map<std::string, std::string> commits;  // version to the commit that its tag points to
    std::map<std::string, std::int64_t> dates;   // alias to the date of its latest tag, seconds since 1970

    const ModelVersion* version(const std::string& name) const;
    // Alias to version, after all events until then.
    std::map<std::string, std::string> aliases(std::optional<std::int64_t> at_ns) const;
};

std::map<std::string, ModelState> read_models(const Tags& tags);

}  // namespace mlpipe::registry
