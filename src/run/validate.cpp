#include "mlpipe/run/validate.hpp"

#include <algorithm>
#include <tuple>

#include "workspace.hpp"

namespace mlpipe {
namespace {

class Validator {
  public:
    Validator(const Project& project, World& world, Validation& result)
        : project_(project), world_(world), result_(result) {}

    void run() {
        RunOptions everything;
        everything.selection.all_files = true;
        std::optional<PlannedPipeline> planned;
        if (!collect([&] { planned.emplace(project_, everything, world_.files); })) return;
        result_.stages = planned->pipeline.stages.size();
        collect([&] { Workspace(project_, *planned, everything, world_).check_sources(); });
    }

  private:
    // False when the body found something wrong.
    template <typename Body>
    bool collect(const Body& body) {
        try {
            body();
            return true;
        } catch (const PipelineError& error) {
            for (const Diagnostic& diagnostic : error.diagnostics()) {
                auto& all = result_.errors;
                if (std::find(all.begin(), all.end(), diagnostic) == all.end()) all.push_back(diagnostic);
            }
            return false;
        }
    }

    const Project& project_;
    World& world_;
    Validation& result_;
};

}  // namespace

Validation validate(const Project& project, World& world) {
    Validation result;
    Validator(project, world, result).run();
    std::sort(result.errors.begin(), result.errors.end(),
              [](const Diagnostic& left, const Diagnostic& right) {
                  return std::tie(left.file, left.position.line, left.position.column, left.message) <
                         std::tie(right.file, right.position.line, right.position.column, right.message);
              });
    return result;
}

}  // namespace mlpipe
