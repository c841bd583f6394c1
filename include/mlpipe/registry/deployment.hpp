// A model made live, and taken back. A deployment places a release (registry/releases.hpp), tries it, lets
// `current` lead to it, activates it and watches its health, and moves an alias of the registry. What fails
// before `current` changes leaves all as it was; what fails after takes it back. A rollback returns to the
// release that was good before.
//
// Neither takes the project's lock or the store's: both work while a run goes on. Both first finish or undo
// what a killed one has left: a deployment whose health was confirmed is finished, any other is undone, a
// rollback is finished. Commands are the caller's; they get values through their environment only:
// MLPIPE_MODEL (the artifact's path), MLPIPE_MODEL_NAME, MLPIPE_VERSION, MLPIPE_DIGEST, MLPIPE_RELEASE (its
// directory), MLPIPE_CURRENT (the link), MLPIPE_PREVIOUS (the directory of the release before, or "").
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mlpipe/base/file_lock.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/exec/executor.hpp"
#include "mlpipe/model/deployment.hpp"
#include "mlpipe/registry/registry.hpp"
#include "mlpipe/registry/shadow.hpp"

namespace mlpipe {

struct DeploymentWorld {
    RegistryPlace registry;  // its file system and clock serve the releases too
    FileSystem& files;       // of the releases, the artifact and the store
    std::string store_directory, stat_cache_file;
    std::vector<std::string> environment;  // the caller's, whole ("NAME=value"); commands inherit it
    std::function<std::unique_ptr<Executor>(const std::string& lease_file)> make_executor;
    std::function<void(const DeploymentEvent&)> tell = {};  // called on the calling thread
    // The first request ends what can be ended: before `current` changes with nothing changed, after that by
    // going back. Its listener is replaced.
    Interrupt& interrupt;
};

struct DeploymentRequest {
    std::string model;
    std::string place;  // of the releases of all models, absolute
    std::string path;   // of the artifact, absolute
    std::string alias = "production";
    std::string working_directory;        // of the commands, absolute
    std::string smoke, activate, health;  // for /bin/sh -e; "": none
    double within_s = 60;                 // after activation, until the health command must have succeeded
    std::optional<ShadowRequest> shadow;
    std::string why;
};

struct RollbackRequest {
    std::string model, place;
    std::string alias;  // "": the one that the release had
    std::string why;
};

// For both: the caller holds Releases::lock(). What can be said in the report is no exception; Error(usage) is
// thrown for what cannot be asked for, such as a deployment in a replay or a rollback with nothing before.
DeploymentReport deploy(const DeploymentRequest& request, const DeploymentWorld& world);
DeploymentReport roll_back(const RollbackRequest& request, const DeploymentWorld& world);

}  // namespace mlpipe
