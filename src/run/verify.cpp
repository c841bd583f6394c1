#include "mlpipe/run/verify.hpp"

#include <algorithm>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/lineage/check.hpp"
#include "mlpipe/plan/fingerprint.hpp"
#include "mlpipe/run/lock_file.hpp"
#include "mlpipe/store/store.hpp"
#include "workspace.hpp"

namespace mlpipe {
namespace {

void verify_store(FileSystem& files, const Project& project,
                  const std::function<void(std::uint64_t)>& progress, Verification& result) {
    ThreadPool pool(core_count());
    const Store store(files, project.store_directory(), nullptr, pool);
    const auto count = [&](std::uint64_t bytes) {
        result.bytes = std::max(result.bytes, bytes);
        if (progress) progress(bytes);
    };
    for (const Store::Finding& finding : store.verify(count)) {
        result.damages.push_back({Damage::Place::store,
                                  project.shown(path::join(project.store_directory(), finding.path)),
                                  finding.problem});
    }
}

void verify_lineage(const Project& project, Verification& result) {
    for (std::string& problem : check_lineage(project.lineage_file())) {
        result.damages.push_back(
            {Damage::Place::lineage, project.shown(project.lineage_file()), std::move(problem)});
    }
}

void verify_lock(const FileSystem& files, const Project& project, Verification& result) {
    if (project.pipeline_file.empty()) return;
    const auto text = read_file_if_present(files, project.pipeline_lock_file());
    if (!text) return;
    const std::string shown = project.shown(project.pipeline_lock_file());
    const LockFile lock = parse_lock(*text, shown);
    for (const std::string& warning : lock.warnings) {
        const std::string prefix = shown + ":";
        const bool named = warning.starts_with(prefix);
        result.damages.push_back(
            {Damage::Place::lock, shown, named ? "line " + warning.substr(prefix.size()) : warning});
    }
    for (const auto& [stage, records] : lock.stages) {
        const bool sound = std::all_of(records.begin(), records.end(), has_own_key);
        if (sound) continue;
        result.damages.push_back(
            {Damage::Place::lock, shown,
             "the key of stage '" + path::printable(stage) + "' is not that of its inputs"});
    }
}

}  // namespace

const char* to_string(Damage::Place place) {
    switch (place) {
        case Damage::Place::store:
            return "store";
        case Damage::Place::lineage:
            return "lineage";
        case Damage::Place::lock:
            break;
    }
    return "lock";
}

Verification verify(FileSystem& files, const Project& project,
                    const std::function<void(std::uint64_t)>& progress) {
    Verification result;
    verify_store(files, project, progress, result);
    verify_lineage(project, result);
    verify_lock(files, project, result);
    return result;
}

}  // namespace mlpipe
