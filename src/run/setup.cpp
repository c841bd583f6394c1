#include "mlpipe/run/setup.hpp"

#include "job_builder.hpp"
#include "job_text.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

constexpr const char* name = "environment.setup";

Job setup_job(const Project& project, const Pipeline& pipeline, const World& world) {
    Stage stage;
    stage.name = name;
    stage.command.parts = {pipeline.setup};
    const CallerEnvironment environment(world.environment);
    return build_job(project, stage, {}, {}, environment,
                     {"setup", 1, secret_values(pipeline, environment), true});
}

}  // namespace

std::optional<std::string> run_setup(const Project& project, const Pipeline& pipeline, World& world,
                                     Reporter& reporter, Interrupt& interrupt) {
    if (pipeline.setup.empty()) return std::nullopt;
    create_state_directory(world.files, project);
    const Job job = setup_job(project, pipeline, world);
    world.files.create_directories(std::string(path::parent(job.log_file)));
    const std::unique_ptr<Executor> executor = world.make_executor(project.lease_file());
    interrupt.on_request([&](int requests) { executor->cancel_all(requests > 1); });
    reporter.handle(StageStarted{name, 1});
    JobResult result;
    try {
        result = executor->execute(job, [&](std::string_view line) {
            reporter.handle(StageLine{name, std::string(line)});
        });
    } catch (...) {
        interrupt.on_request(nullptr);
        throw;
    }
    interrupt.on_request(nullptr);
    if (interrupt.requests() > 0) throw Error(ErrorKind::interrupted, "the setup was interrupted");
    if (result.succeeded()) return std::nullopt;
    return std::string(name) + " failed: " + failure_text(result, job);
}

}  // namespace mlpipe
