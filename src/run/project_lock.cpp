#include "mlpipe/run/project_lock.hpp"

#include <chrono>
#include <thread>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

FileLock wait_for(const std::string& file, FileLock::Mode mode, double wait_s, Interrupt& interrupt,
                  const std::string& what) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(wait_s);
    while (true) {
        if (auto lock = FileLock::try_acquire(file, mode)) return std::move(*lock);
        if (interrupt.requests() > 0)
            throw Error(ErrorKind::interrupted, "interrupted while waiting for the lock");
        if (Clock::now() >= end) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    throw Error(ErrorKind::locked,
                what + " is locked by " + FileLock::holder(file) + "; --wait SECONDS waits for it to end");
}

}  // namespace

ProjectLock ProjectLock::acquire(const Project& project, double wait_s, Interrupt& interrupt) {
    FileLock own = wait_for(project.lock_file(), FileLock::Mode::exclusive, wait_s, interrupt, "the project");
    FileLock store =
        wait_for(project.store_lock_file(), FileLock::Mode::shared, wait_s, interrupt, "the store");
    return {std::move(own), std::move(store)};
}

ProjectLock ProjectLock::acquire_with_store(const Project& project, double wait_s, Interrupt& interrupt) {
    FileLock own = wait_for(project.lock_file(), FileLock::Mode::exclusive, wait_s, interrupt, "the project");
    FileLock store =
        wait_for(project.store_lock_file(), FileLock::Mode::exclusive, wait_s, interrupt, "the store");
    return {std::move(own), std::move(store)};
}

FileLock ProjectLock::share_store(const Project& project, double wait_s, Interrupt& interrupt) {
    return wait_for(project.store_lock_file(), FileLock::Mode::shared, wait_s, interrupt, "the store");
}

void refuse_nested(const Project& project, const std::map<std::string, std::string>& environment) {
    const auto root = environment.find("MLPIPE_ROOT");
    const auto stage = environment.find("MLPIPE_STAGE");
    if (root == environment.end() || stage == environment.end() ||
        path::normalise(root->second) != project.root)
        return;
    const std::string caller = "stage '" + path::printable(stage->second) + "' called mlpipe for ";
    if (!project.pipeline_file.empty() && !path::contains(project.root, project.pipeline_file))
        throw Error(ErrorKind::usage, caller + "'" + path::printable(project.pipeline_file) +
                                          "', but inside a stage MLPIPE_ROOT says which project is meant: '" +
                                          path::printable(project.root) +
                                          "', which runs that stage. For a project of its own, call it so: "
                                          "env -u MLPIPE_ROOT mlpipe ...");
    throw Error(ErrorKind::locked,
                caller + "the project '" + path::printable(project.root) +
                    "', which runs that stage; it cannot start another run, gc or restore of it. For "
                    "another project, call it so: env -u MLPIPE_ROOT mlpipe ...");
}

}  // namespace mlpipe
