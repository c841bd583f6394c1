// From the run commits of git to runs in lineage.
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/git/commits.hpp"
#include "mlpipe/history/moving.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "run_import.hpp"

namespace mlpipe {

std::size_t import_run_commits(const Project& project, FileSystem& files,
                               std::vector<std::string>& warnings) {
    const auto commits = Commits::open(files, project.root, project.state_directory());
    if (!commits) return 0;
    const auto document = commits->path_in_tree(project.state_directory() + "/run.json");
    const std::vector<RunReference> references = commits->runs();
    if (!document || references.empty()) return 0;
    Lineage lineage(project.lineage_file(), Lineage::Mode::read_write);
    std::vector<RunRecord> runs;
    for (const RunReference& reference : references) {
        if (lineage.knows_run(reference.run)) continue;
        try {
            const auto text = commits->read(reference.commit, *document);
            if (!text) continue;  // of another project in the same repository
            RunRecord run = parse_foreign_run(*text, reference.run);
            run.commit = reference.commit;
            runs.push_back(std::move(run));
        } catch (const Error& error) {
            warnings.push_back("the run " + reference.run + " was not taken over: " + error.what());
        }
    }
    return lineage.import_runs(runs);
}

}  // namespace mlpipe
