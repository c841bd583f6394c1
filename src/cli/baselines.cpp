#include "baselines.hpp"

#include <memory>
#include <mutex>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/history/baselines.hpp"
#include "mlpipe/replay/evaluate.hpp"
#include "registry_baseline.hpp"

namespace mlpipe::cli {
namespace {

class Finder {
  public:
    Baseline find(const Project& project, const BaselineQuestion& question) {
        if (const auto alias = alias_of(question.name))
            return registry_baseline(project, question, *alias, known(project));
        return known(project).find(question.name, question.stage);
    }

  private:
    Baselines& known(const Project& project) {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (!baselines_) baselines_ = std::make_unique<Baselines>(posix_file_system(), project);
        return *baselines_;
    }

    std::mutex mutex_;
    std::unique_ptr<Baselines> baselines_;
};

}  // namespace

std::function<Baseline(const Project&, const BaselineQuestion&)> baseline_finder() {
    return [finder = std::make_shared<Finder>()](const Project& project, const BaselineQuestion& question) {
        return finder->find(project, question);
    };
}

std::function<Evaluation(const Project&, const EvaluationQuestion&, Executor*)> model_evaluator(
    std::vector<std::string> environment, std::string parent_directory) {
    return [mutex = std::make_shared<std::mutex>(), environment = std::move(environment),
            parent = std::move(parent_directory)](const Project& project, const EvaluationQuestion& question,
                                                  Executor* executor) {
        const std::lock_guard<std::mutex> one_at_a_time(*mutex);
        const World world{posix_file_system(), system_clock(), environment, {}};
        return evaluate_model(project, question, world, executor, parent);
    };
}

}  // namespace mlpipe::cli
