// Models of the registry for people: what the subcommands of `model` print. Aliases are given as names with the versions
// that they point to.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/model_version.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

using AliasedVersions = std::map<std::string, ModelVersion>;

struct ModelOverview {
    std::string model;
    std::optional<ModelVersion> latest;  // that is not deprecated
    std::size_t versions = 0;
    AliasedVersions aliases;
};

// A row a model.
std::string models_text(const std::vector<ModelOverview>& models, const TextStyle& style);
// A row a version, in the order given.
std::string versions_text(const std::vector<ModelVersion>& versions, const AliasedVersions& aliases,
                          const TextStyle& style);
// One version whole. `events` are those about it; `next` are command lines that go on from there.
std::string version_text(const ModelVersion& version, const AliasedVersions& aliases,
                         const std::vector<ModelEvent>& events, const std::vector<std::string>& next,
                         const TextStyle& style);
// A row an event, in the order given.
std::string model_events_text(const std::vector<ModelEvent>& events, const TextStyle& style);
// A row an alias of each model: what it pointed to, and since which event.
struct AliasAt {
    std::string model, alias;
    ModelVersion version;
    ModelEvent since;
};
std::string aliases_text(const std::vector<AliasAt>& aliases, const TextStyle& style);

// "flights v0.1.0 (models/model.bin, 1.4 MiB, 1a2b3c4d5e6f)"
std::string version_line(const ModelVersion& version);
// "production of flights: v0.0.1 -> v0.1.0"; "flights v0.1.0 registered"
std::string event_line(const ModelEvent& event);

}  // namespace mlpipe
