#include "chosen_stages.hpp"

#include <algorithm>
#include <set>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/load/load.hpp"
#include "rehearsal.hpp"

namespace mlpipe {
namespace {

class Chooser {
  public:
    Chooser(const FileSystem& files, const Project& project, const RunOptions& options,
            const Pipeline& pipeline, const Graph& graph)
        : files_(files),
          project_(project),
          pipeline_(pipeline),
          graph_(graph),
          selection_(rehearsed(options.selection, pipeline, graph, options.rehearsal)),
          // Else the names are whole, and the paths as the graph has them.
          is_typed_(!options.working_directory.empty() && !options.selection.targets.empty()),
          directory_(options.working_directory.empty() ? pipeline.directory : options.working_directory) {}

    SelectionOptions choose() {
        std::vector<std::string> typed = std::move(selection_.targets);
        selection_.targets.clear();
        if (selection_.recursive && typed.empty()) typed.push_back(".");
        for (const std::string& target : typed)
            if (!selection_.recursive || !add_folder(target)) add_target(target);
        if (typed.empty() && !selection_.all_files && has_several_files()) take_chosen_file();
        return std::move(selection_);
    }

  private:
    bool has_several_files() const {
        return std::any_of(pipeline_.stages.begin(), pipeline_.stages.end(),
                           [](const Stage& stage) { return !stage.file.empty(); });
    }

    std::string file_of(const Stage& stage) const {
        return stage.file.empty() ? pipeline_.file : path::join(pipeline_.directory, stage.file);
    }

    void take_chosen_file() {
        const std::string chosen = project_.chosen_path();
        if (!files_.stat(chosen))
            throw PipelineError({{project_.shown(chosen),
                                  {},
                                  "there is no such file; -P means every dvc.yaml of the project"}});
        selection_.files = {project_.chosen_file};
    }

    bool add_folder(const std::string& typed) {
        const std::string full = path::join(directory_, typed);
        const auto stat = files_.stat(full);
        if (!stat || stat->type != FileType::directory) return false;
        // One without stages is no error, and must not stand for all.
        selection_.files.push_back(path::relative(path::join(full, "dvc.yaml"), pipeline_.directory));
        std::set<std::string> found;
        for (const Stage& stage : pipeline_.stages)
            if (path::contains(full, file_of(stage))) found.insert(stage.file);
        selection_.files.insert(selection_.files.end(), found.begin(), found.end());
        return true;
    }

    bool names_stage(const std::string& name) const {
        if (name.find_first_of("*?") != std::string::npos) return true;
        return std::any_of(pipeline_.stages.begin(), pipeline_.stages.end(), [&](const Stage& stage) {
            return stage.name.starts_with(name) &&
                   (stage.name.size() == name.size() || stage.name[name.size()] == '@');
        });
    }

    // Targets that are paths come as the user typed them; the graph knows paths relative to the pipeline file.
    // A bare word is a path only if it names an output there: it may also be a pattern of stages.
    void add_target(const std::string& typed) {
        if (!is_typed_) return selection_.targets.push_back(typed);
        if (add_file(typed)) return;
        const std::string whole = whole_stage_name(files_, project_, directory_, typed);
        if (names_stage(whole)) return selection_.targets.push_back(whole);
        const std::string local = path::relative(path::join(directory_, typed), pipeline_.directory);
        const bool is_path = typed.find(':') == std::string::npos &&
                             (typed.find('/') != std::string::npos || !graph_.makers(local).empty());
        selection_.targets.push_back(is_path ? local : whole);
    }

    // A pipeline file among the targets stands for all its stages.
    bool add_file(const std::string& typed) {
        if (dialect_of(typed) != Dialect::dvc) return false;
        const std::string full = path::join(directory_, typed);
        bool found = false;
        for (const Stage& stage : pipeline_.stages) {
            if (file_of(stage) != full) continue;
            selection_.targets.push_back(stage.name);
            found = true;
        }
        return found;
    }

    const FileSystem& files_;
    const Project& project_;
    const Pipeline& pipeline_;
    const Graph& graph_;
    SelectionOptions selection_;
    const bool is_typed_;
    const std::string directory_;
};

}  // namespace

SelectionOptions chosen_stages(const FileSystem& files, const Project& project, const RunOptions& options,
                               const Pipeline& pipeline, const Graph& graph) {
    return Chooser(files, project, options, pipeline, graph).choose();
}

}  // namespace mlpipe
