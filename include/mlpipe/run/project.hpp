// Where a project's things lie, and its settings. Finding the root writes nothing.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/model/monitor_settings.hpp"
#include "mlpipe/store/remote.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {

// .mlpipe/config.yaml, overlaid by .mlpipe/config.local.yaml. docs/pipeline.md lists the keys.
struct Config {
    std::optional<std::string> store_path;        // `store.path`, absolute
    Materialise materialise = Materialise::copy;  // `store.materialise`
    bool ignore_outputs = true;                   // `git.ignore_outputs`
    bool keep_dvc_lock = false;                   // `dvc.keep_lock`
    std::vector<std::string> snapshot_exclude;    // `snapshot.exclude`: gitignore patterns
    std::uint64_t snapshot_limit = 10ull << 20;   // `snapshot.limit`: bytes, of one untracked file
    std::map<std::string, unsigned> resources;    // `resources`: named tokens; also cpu, gpu
    std::optional<std::uint64_t> memory;          // `resources.memory`
    enum class InputsStore {
        automatic,
        always,
        never,
        below
    } inputs_store = InputsStore::automatic;        // `inputs.store`
    std::uint64_t inputs_limit = 100ull << 20;      // bytes, for automatic and below
    double grace_s = 5;                             // `run.grace`
    std::optional<unsigned> jobs;                   // `run.jobs`
    std::map<std::string, RemoteLocation> remotes;  // `remotes`
    std::map<std::string, unsigned> approvals;      // `registry.approvals`: how many an alias needs to move
    std::optional<std::string> remote;              // `remote`: the name of the one that is meant without one
    MonitorSettings monitor;                        // `monitor`
};

struct Project {
    std::string root;  // absolute
    std::string
        pipeline_file;  // absolute; may not exist for commands that need none, nor where only others of its
                        // pipeline's files do
    // Of a pipeline of several files the one that was named, relative to the pipeline file's folder; empty: itself.
    std::string chosen_file;
    std::optional<std::string> dvc_root;  // absolute; of the DVC project that the pipeline file lies in
    bool in_git = false;
    Config config;

    std::string state_directory() const { return root + "/.mlpipe"; }
    std::string lineage_file() const { return state_directory() + "/lineage.db"; }
    std::string stat_cache_file() const { return state_directory() + "/stat-cache.db"; }
    // MD5s, which is what DVC calls files by.
    std::string md5_cache_file() const { return state_directory() + "/md5-cache.db"; }
    std::string store_directory() const { return config.store_path.value_or(state_directory()); }
    std::string run_directory(const std::string& run) const { return state_directory() + "/runs/" + run; }
    std::string lock_file() const { return state_directory() + "/lock"; }
    std::string lease_file() const { return state_directory() + "/lease"; }
    std::string store_lock_file() const { return store_directory() + "/store.lock"; }
    // "<pipeline file>.lock"
    std::string pipeline_lock_file() const { return pipeline_file + ".lock"; }
    // The chosen file, absolute.
    std::string chosen_path() const { return chosen_file.empty() ? pipeline_file : absolute(chosen_file); }
    // A path relative to the pipeline file as an absolute one.
    std::string absolute(const std::string& path) const;
    // An absolute path as messages show it: relative to the root where it lies inside.
    std::string shown(const std::string& path) const;
};

// Missing files are fine; throws PipelineError for what is wrong in one that is there.
Config load_config(const FileSystem& files, const Project& project);

// For commands that need no pipeline file: the project that `directory` (absolute) lies in. Outside git only
// a
// `.mlpipe` in that very directory counts.
Project locate_project(const FileSystem& files, const std::string& directory,
                       const std::optional<std::string>& root_override);

// The same without reading its settings: for those who look at a project that may be broken.
Project locate_root(const FileSystem& files, const std::string& directory,
                    const std::optional<std::string>& root_override);

// The pipeline file that is meant where none is named in `directory` (absolute): pipeline.yaml, else dvc.yaml; at the
// root of a DVC project the latter also where only folders below have one.
std::optional<std::string> default_pipeline_file(const FileSystem& files, const std::string& directory);

// `pipeline_file`: as given, or nullopt for the default in `directory` (an absolute path). A dvc.yaml below the root of
// its DVC project is part of the pipeline of the one at that root, whether that one is there or not. `root_override`
// is MLPIPE_ROOT. Throws Error(usage) when no file is found.
Project find_project(const FileSystem& files, const std::string& directory,
                     const std::optional<std::string>& pipeline_file,
                     const std::optional<std::string>& root_override);

// The pipeline of all dvc.yaml files of the DVC project that `directory` lies in; outside of one as find_project.
Project find_whole_project(const FileSystem& files, const std::string& directory,
                           const std::optional<std::string>& root_override);

// A stage's whole name from what was typed in `directory` (absolute): `train`, of the chosen file, or
// `sub/dvc.yaml:train`, as seen from there or from the pipeline file.
std::string whole_stage_name(const FileSystem& files, const Project& project, const std::string& directory,
                             const std::string& typed);

// A stage's name as part of a file's name: those of other files hold a path.
std::string file_name_of(const std::string& stage);

// The file of a stage's log within its run's directory.
std::string log_name(const std::string& stage);

// Creates .mlpipe with its .gitignore; what is there stays.
void create_state_directory(FileSystem& files, const Project& project);

// Where files are written that will take the place of the user's: a kill leaves nothing beside those. Created.
std::string working_directory(FileSystem& files, const Project& project);

}  // namespace mlpipe
