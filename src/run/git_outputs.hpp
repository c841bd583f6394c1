// Keeps outputs out of git: cached outputs that git would show as untracked go into the nearest .gitignore,
// one that git tracks is worth a warning. Main thread.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/git/work_tree.hpp"
#include "mlpipe/model/pipeline.hpp"
#include "mlpipe/report/reporter.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

class GitOutputs {
  public:
    GitOutputs(FileSystem& files, const Project& project, std::function<WorkTree*()> work_tree);
    // After these stages wrote their outputs. What was done or is wrong, for people.
    std::vector<RunNotice> after_run(const std::vector<const Stage*>& stages);

  private:
    struct Addition {
        std::string file, pattern;
    };
    std::optional<Addition> addition(const std::string& absolute) const;

    FileSystem& files_;
    const Project& project_;
    std::function<WorkTree*()> work_tree_;
};

}  // namespace mlpipe
