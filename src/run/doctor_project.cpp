// What `doctor` says of git, the pipeline and what lies in .mlpipe.

#include "doctor_checks.hpp"
#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/git/work_tree.hpp"
#include "mlpipe/run/lock_file.hpp"
#include "mlpipe/run/past_runs.hpp"
#include "mlpipe/run/validate.hpp"

namespace mlpipe::doctor {
namespace {

// What is ours and must not be committed.
std::string tracked_state(const Project& project, const WorkTree& tree) {
    std::string tracked;
    for (const char* name :
         {"lineage.db", "stat-cache.db", "objects", "records", "runs", "tmp", "displaced"}) {
        if (tree.is_tracked(project.state_directory() + "/" + name))
            tracked += std::string(" .mlpipe/") + name;
    }
    return tracked;
}

void examine_lock(const Project& project, World& world, Checkups& all) {
    const auto text = read_file_if_present(world.files, project.pipeline_lock_file());
    const std::string shown = path::printable(project.shown(project.pipeline_lock_file()));
    if (!text) {
        all.push_back({"lock file", Health::good, "none yet; the first run writes " + shown, ""});
        return;
    }
    const LockFile lock = parse_lock(*text, shown);
    const std::string stages = text::plural(lock.stages.size(), "stage") + " in " + shown;
    if (!lock.warnings.empty()) {
        all.push_back({"lock file", Health::warning,
                       text::plural(lock.warnings.size(), "damaged block") + " in " + shown,
                       "'mlpipe verify' lists them; the next run writes them anew"});
    } else if (lock.conflicted) {
        all.push_back({"lock file", Health::warning, stages + ", with the markers of a merge conflict",
                       "'mlpipe run' reads both sides and writes the resolved file"});
    } else {
        all.push_back({"lock file", Health::good, stages, ""});
    }
}

void examine_lineage(const Project& project, World& world, Checkups& all) {
    if (!world.files.stat(project.lineage_file())) {
        all.push_back({"lineage", Health::good, "none yet; the first run makes it", ""});
        return;
    }
    try {
        RunFilter newest;
        newest.limit = 1;
        const std::vector<RunSummary> runs = PastRuns(world.files, project).list(newest);
        all.push_back({"lineage", Health::good,
                       runs.empty() ? "sound, without a run"
                                    : "sound; the latest run is " + runs.front().id + ", " +
                                          to_string(runs.front().status),
                       ""});
    } catch (const Error& error) {
        const bool damaged = error.kind() == ErrorKind::damaged;
        all.push_back({"lineage", Health::failure, error.what(),
                       damaged ? "'mlpipe verify' says what is damaged and what to do" : ""});
    }
}

}  // namespace

void examine_git(const Project& project, World&, Checkups& all) {
    if (!project.in_git) {
        all.push_back({"git", Health::good, "no work tree; everything but 'when: branch' works without", ""});
        return;
    }
    try {
        const auto tree = WorkTree::discover(project.root);
        if (!tree) {
            all.push_back({"git", Health::warning, "there is a .git, but no work tree that git knows",
                           "'git status' says what git thinks of it"});
            return;
        }
        const auto branch = tree->branch();
        const std::string place = path::printable(tree->root());
        const std::string tracked = tracked_state(project, *tree);
        if (!tracked.empty()) {
            all.push_back({"git", Health::warning, "git tracks working files of mlpipe in " + place,
                           "git rm -r --cached" + tracked});
        } else {
            all.push_back({"git", Health::good,
                           place + (branch ? ", branch " + *branch : ", no branch checked out"), ""});
        }
    } catch (const Error& error) {
        all.push_back({"git", Health::failure, error.what(), ""});
    }
}

void examine_pipeline(const Project& project, World& world, Checkups& all) {
    if (project.pipeline_file.empty()) {
        all.push_back({"pipeline", Health::good, "no pipeline.yaml and no dvc.yaml in this folder", ""});
        return;
    }
    const std::string shown = path::printable(project.shown(project.pipeline_file));
    const Validation validation = validate(project, world);
    if (validation.errors.empty()) {
        all.push_back(
            {"pipeline", Health::good, shown + " is valid: " + text::plural(validation.stages, "stage"), ""});
    } else {
        all.push_back({"pipeline", Health::failure,
                       shown + " has " + text::plural(validation.errors.size(), "error"),
                       "'mlpipe validate' lists all; the first: " + validation.errors.front().text()});
    }
    examine_lock(project, world, all);
}

void examine_state(const Project& project, World& world, Checkups& all) {
    if (!world.files.stat(project.state_directory())) {
        all.push_back({"state", Health::good, "no .mlpipe yet; the first run makes it", ""});
        return;
    }
    if (world.files.stat(project.state_directory() + "/.gitignore")) {
        all.push_back({"state", Health::good, ".mlpipe is kept out of git by its .gitignore", ""});
    } else {
        all.push_back({"state", Health::warning,
                       ".mlpipe/.gitignore is missing: git may pick up working files",
                       "the next run, or 'mlpipe init', writes it"});
    }
    examine_lineage(project, world, all);
}

}  // namespace mlpipe::doctor
