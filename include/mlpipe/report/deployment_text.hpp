// Deployments and rollbacks for people.
#pragma once
#include <string>

#include "mlpipe/model/deployment.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

// A line, with its end.
std::string deployment_event_text(const DeploymentEvent& event, const TextStyle& style);
// What the comparison with what is live has shown. Lines.
std::string shadow_text(const ShadowReport& report, const TextStyle& style);
// How it ended: a sentence or two, and the comparison where there was one.
std::string deployment_text(const DeploymentReport& report, const TextStyle& style);
std::string rollback_text(const DeploymentReport& report, const TextStyle& style);
// What a killed deployment or rollback has left to do, in one line without its end.
std::string pending_text(const PendingRelease& pending);

}  // namespace mlpipe
