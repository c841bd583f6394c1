#include "mlpipe/model/deployment.hpp"

#include <algorithm>

#include "json_fields.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

Value release_value(const std::optional<ReleaseContent>& content, const std::string& directory) {
    if (!content) return {};
    const Reference& reference = content->artifact.reference;
    const std::string release = directory + "/" + reference.digest.hex();
    return Value::Map{{"version", content->version},
                      {"sha256", reference.digest.hex()},
                      {"size", static_cast<std::int64_t>(reference.size)},
                      json_fields::path_entry("path", release),
                      json_fields::path_entry("artifact", release + "/" + content->artifact.path)};
}

}  // namespace

const Release* ReleaseState::find(const Digest& digest) const {
    const auto found = std::find_if(good.rbegin(), good.rend(),
                                    [&](const Release& release) { return release.digest() == digest; });
    return found == good.rend() ? nullptr : &*found;
}

const Release* ReleaseState::good_before(const std::optional<Digest>& live) const {
    const auto is_live = [&](const Release& release) { return live && release.digest() == *live; };
    auto found = std::find_if(good.rbegin(), good.rend(), is_live);
    if (found == good.rend()) found = good.rbegin();
    found = std::find_if_not(found, good.rend(), is_live);
    return found == good.rend() ? nullptr : &*found;
}

const char* to_string(DeploymentStep step) {
    switch (step) {
        case DeploymentStep::recovery:
            return "recovery";
        case DeploymentStep::registration:
            return "registration";
        case DeploymentStep::placing:
            return "placing";
        case DeploymentStep::shadow:
            return "shadow";
        case DeploymentStep::smoke:
            return "smoke";
        case DeploymentStep::swap:
            return "swap";
        case DeploymentStep::activation:
            return "activation";
        case DeploymentStep::health:
            return "health";
        case DeploymentStep::alias:
            return "alias";
        case DeploymentStep::reversion:
            return "reversion";
    }
    return "recovery";
}

const char* to_string(DeploymentReport::Outcome outcome) {
    switch (outcome) {
        case DeploymentReport::Outcome::live:
            return "live";
        case DeploymentReport::Outcome::unchanged:
            return "unchanged";
        case DeploymentReport::Outcome::gated:
            return "gated";
        case DeploymentReport::Outcome::reverted:
            return "reverted";
        case DeploymentReport::Outcome::unfinished:
            return "unfinished";
    }
    return "unfinished";
}

Value to_value(const DeploymentReport& report) {
    const auto shown = [](const std::string& text) {
        return Value(path::is_utf8(text) ? text : path::printable(text));
    };
    Value::Map map{{"outcome", to_string(report.outcome)}, {"model", report.model}};
    map.emplace_back("release", release_value(report.release, report.directory));
    map.emplace_back("previous", release_value(report.previous, report.directory));
    map.push_back(json_fields::path_entry("directory", report.directory));
    map.emplace_back("alias", report.alias);
    map.emplace_back("event", report.event ? to_value(*report.event) : Value());
    if (report.shadow) map.emplace_back("shadow", to_value(*report.shadow));
    map.emplace_back("error", report.error.empty() ? Value() : shown(report.error));
    return map;
}

}  // namespace mlpipe
