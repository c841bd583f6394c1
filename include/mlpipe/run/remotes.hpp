// The remotes of a project by name, as the configuration has them, and how they get there.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "mlpipe/run/run.hpp"

namespace mlpipe {

// Of that name, or, for "", the one that is meant without one: `remote`, else the only one there is. Throws
// Error(usage) when there is none.
const RemoteLocation& find_remote(const Config& config, const std::string& name);
// As `mlpipe remote default` says; nullopt when none would be meant.
std::optional<std::string> default_remote(const Config& config);

// Reached at once: Error(failed) says what is in the way.
std::unique_ptr<Remote> open_remote(World& world, const RemoteLocation& location);
// The same for one that must be there already: a directory that is not mounted is no empty remote.
std::unique_ptr<Remote> open_remote_to_read(World& world, const RemoteLocation& location);

// Edits of the project's settings, or, with `local`, of this machine's. Comments and layout stay. Throw
// Error(usage) for a name that is no word, or is not there.
struct RemoteEdit {
    const Project& project;
    FileSystem& files;
    bool local = false;
};
void add_remote(const RemoteEdit& edit, const std::string& name, const std::string& url, bool replace);
void remove_remote(const RemoteEdit& edit, const std::string& name);
// nullopt: none is meant any more.
void set_default_remote(const RemoteEdit& edit, const std::optional<std::string>& name);

}  // namespace mlpipe
