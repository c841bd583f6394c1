// What the parts of Registry share.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/registry/registry.hpp"
#include "model_state.hpp"

namespace mlpipe {

struct Registry::State {
    RegistryPlace place;
    std::optional<Tags> tags;
    std::map<std::string, registry::ModelState> models;

    void read();
    // Makes mlpipe's own repository where there is none.
    Tags& tags_to_write();
    // Throws Error(usage) where a replay, or a name that is none, forbids to write.
    void check_writable(const std::string& model) const;

    const registry::ModelState* model(const std::string& name) const;
    // Throws Error(usage) saying which there are.
    const registry::ModelState& known_model(const std::string& name) const;
    const ModelVersion& known_version(const std::string& model, const std::string& which) const;
    // Who misses something: the line that fetches it in a clone that does not have all tags.
    std::string where_to_look(const std::string& where_all_is_here) const;
    // With the commit of its run where that is here.
    ModelVersion complete(ModelVersion version) const;

    struct Assignment {
        std::string version, from_version;  // "": the alias points to none
        std::vector<std::string> approved_by;
        bool changes() const { return version != from_version; }
    };
    // Throws Error(usage) for what cannot be, Error(failed) where approvals are missing.
    Assignment plan_assignment(const std::string& model, const std::string& alias,
                               const std::string& version) const;

    // Who calls, and when: never before what has happened to the model.
    ModelEvent new_event(ModelEvent::Kind kind, const std::string& model) const;
    std::int64_t date_for_tag(const ModelEvent& event) const;
    // Writes the tag and knows of it from then on.
    void add(const ModelEvent& event, const registry::TagName& name, const std::string& commit,
             const ModelVersion* version);
};

}  // namespace mlpipe
