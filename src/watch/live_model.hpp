// What of a model is live, and how to go back: from its releases where there are some, else from the registry.
#pragma once
#include <string>

#include "mlpipe/model/alarm.hpp"
#include "mlpipe/registry/registry.hpp"

namespace mlpipe::watch {

struct ModelQuestion {
    std::string model;  // "": the only one, or the one that is called as the pipeline is
    std::string pipeline_name;
    std::string releases;    // the folder of all releases, absolute
    bool elsewhere = false;  // they are not where commands look without being told
};

// Throws nothing: what cannot be looked up is noted.
LiveModel find_live_model(const RegistryPlace& place, const ModelQuestion& question);

}  // namespace mlpipe::watch
