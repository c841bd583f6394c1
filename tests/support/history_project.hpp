// A project in a git repository of its own, whose runs are committed there, and whose states are compared.
#pragma once
#include "git/git_repository.hpp"
#include "mlpipe/history/difference.hpp"
#include "mlpipe/history/revision.hpp"
#include "support/run_project.hpp"

class HistoryProject : public TestProject {
  public:
    // One stage `train` that makes model, parts/ and m.json of train.py, data/raw.csv and params.yaml; data/ is
    // ignored by git.
    HistoryProject();
    std::string git(const std::vector<std::string>& arguments) const { return run_git(path(), arguments); }
    void commit(const std::string& message) const;
    // What train makes from now on.
    void trains(const std::string& model, const std::string& auc);
    mlpipe::World committing();
    mlpipe::RunRecord run_and_commit();
    // Of the states that these names find.
    mlpipe::Difference compare(const std::string& from, const std::string& to,
                               const mlpipe::DifferenceSections& sections = {});
};
