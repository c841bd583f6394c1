// The parts of `examine`, each adding what it found.
#pragma once
#include "mlpipe/base/mount.hpp"
#include "mlpipe/run/doctor.hpp"

namespace mlpipe::doctor {

using Checkups = std::vector<Checkup>;

// Git, and the settings, pipeline and state below .mlpipe.
void examine_git(const Project& project, World& world, Checkups& all);
void examine_pipeline(const Project& project, World& world, Checkups& all);
void examine_state(const Project& project, World& world, Checkups& all);
// What an earlier run may have left: processes, working files.
void examine_leftovers(const Project& project, World& world, Checkups& all);
// The file system that `what`, the project or the store, lies on.
Checkup examine_file_system(const std::string& what, const Mount& mount);
// File system, space, store.
void examine_disk(const Project& project, World& world, Checkups& all);
// What the supervision of processes needs, and the programs that stages call.
void examine_machine(const Project& project, World& world, Checkups& all);

}  // namespace mlpipe::doctor
