#include "support/history_project.hpp"

#include "mlpipe/git/run_repository.hpp"

using namespace mlpipe;

HistoryProject::HistoryProject() {
    git({"init", "-q", "-b", "trunk"});
    write(".gitignore", "/data/\n");
    write("data/raw.csv", "1\n2\n");
    write("train.py", "a\nb\nc\n");
    write("params.yaml", "train: {lr: 0.1, depth: 3}\n");
    write("pipeline.yaml",
          "stages:\n"
          "  train: {cmd: train, deps: [train.py, data/raw.csv], params: [train], outs: [model, parts],"
          " metrics: [{m.json: {cache: false}}], plots: [{loss.csv: {x: epoch, title: Loss}}]}\n");
    trains("m1", "0.5");
}

void HistoryProject::commit(const std::string& message) const {
    git({"add", "-A"});
    git({"commit", "-q", "--allow-empty", "-m", message});
}

void HistoryProject::trains(const std::string& model, const std::string& auc) {
    executor.behave("train", [this, model, auc](const FakeAttempt&) {
        write("model", model);
        write("parts/same", "s");
        write("parts/" + model, "x");
        write("m.json", "{\"auc\": " + auc + "}");
        write("loss.csv", "epoch,loss\n0," + auc + "\n");
        return FakeExecutor::exited(0);
    });
}

World HistoryProject::committing() {
    World here = world();
    here.open_repository = [](const Project& project) {
        return std::make_unique<RunRepository>(
            RunRepository::open(posix_file_system(), project.root, project.state_directory()));
    };
    return here;
}

RunRecord HistoryProject::run_and_commit() {
    World here = committing();
    return mlpipe::run(project(), options(), here, reporter, interrupt);
}

Difference HistoryProject::compare(const std::string& from, const std::string& to,
                                   const DifferenceSections& sections) {
    const Project here = project();
    Revisions revisions(files, here);
    World around = world();
    return mlpipe::compare(revisions, revisions.find(from), revisions.find(to), around, sections);
}
