// A state of the project that can be asked for code, parameters, metrics and results: the working tree, a
// run, or a commit. What was recorded is what counts: nothing of a repository is run, and the working tree is
// read only. Main thread.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/model/pipeline.hpp"
#include "mlpipe/model/run_record.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

class Commits;
class Lineage;
class Store;

struct Revision {
    enum class Kind { work_tree, run, commit };
    Kind kind = Kind::work_tree;
    std::string label;                  // "workspace", a run's id, or the commit as it was asked for
    std::optional<std::string> commit;  // hex id, whose tree has the code; of the working tree HEAD's
    std::optional<RunRecord> run;       // of a run, and of a commit that a run made
    Project project;                    // the same project, with the pipeline file of this state
    // The code as it was, under the paths of the project; null where a run has no commit.
    std::shared_ptr<const FileSystem> files;
    // What each stage last made: of the lock, or of the run's executions. By stage.
    std::map<std::string, StageRecord> stages;
};

class Revisions {
  public:
    // `project` as for commands that need no pipeline file, or with one. Both must outlive it. Creates nothing.
    Revisions(FileSystem& files, const Project& project);
    ~Revisions();

    // "" or "workspace": the working tree; "latest", a run's id or the beginning of one; a run commit, or
    // whatever else git takes for a commit. Throws Error(usage) where it names nothing, or several things.
    Revision find(const std::string& name);
    std::optional<Revision> find_if_any(const std::string& name);  // nullopt where it names nothing
    // What a comparison starts from where nothing is named: HEAD, or the latest run where HEAD has no lock
    // file. Throws Error(usage) where there is neither.
    Revision base();
    Revision work_tree();
    Revision of_run(RunRecord run);
    // The commit that the name stands for where it names one, not a run.
    std::optional<std::string> resolve_commit(const std::string& name);

    // The file's content at that state; `path` is relative to the pipeline file. An output is what was
    // recorded, from the store or from the commit; anything else is the code. nullopt: nothing stands there,
    // nothing has it any more, or it is no file of the project: links that leave it are not followed.
    std::optional<std::string> read(const Revision& revision, const std::string& path);

    // The files at `path`: itself, or, of a directory, those in it, at any depth, that are no links. Empty where
    // nothing stands there.
    std::vector<std::string> list(const Revision& revision, const std::string& path);

    // The pipeline as it was; nullopt where there is no such file. Throws PipelineError.
    std::optional<Pipeline> pipeline(const Revision& revision);
    // Those that stages declare, sorted by file and key; whole files are taken apart: "a.b" with its scalar.
    std::vector<ParameterValue> parameters(const Revision& revision);
    // Of all metrics files, sorted by name.
    MetricValues metrics(const Revision& revision);

    const Project& project() const { return project_; }
    FileSystem& files() { return files_; }
    // Null where there is none.
    Commits* commits();
    Lineage* lineage();
    Store& store();

  private:
    struct State;
    bool is_own_file(const std::string& absolute) const;
    Revision of_commit(const std::string& name, const std::string& commit);
    std::optional<RunRecord> run_in(const std::string& commit);
    std::shared_ptr<const FileSystem> files_at(const std::string& commit);

    FileSystem& files_;
    const Project& project_;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
