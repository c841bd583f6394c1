#include "job_builder.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/base/path.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/run/live_metrics.hpp"

namespace mlpipe {
namespace {

std::vector<std::string> split_blanks(const std::string& text) {
    std::vector<std::string> words;
    std::size_t i = 0;
    while (i < text.size()) {
        const std::size_t end = std::min(text.find_first_of(" \t", i), text.size());
        if (end > i) words.push_back(text.substr(i, end - i));
        i = end + 1;
    }
    return words;
}

std::vector<std::string> shell_of(const Command& command, const CallerEnvironment& environment) {
    if (!command.shell.empty()) {
        std::vector<std::string> words = split_blanks(command.shell);
        if (words.size() == 1) words.push_back("-c");
        return words;
    }
    if (command.user_shell) {
        const auto shell = environment.find("SHELL");
        return {shell && !shell->empty() ? *shell : "/bin/sh", "-c"};
    }
    return {"/bin/sh", "-e", "-c"};
}

// What common numeric libraries read to size their thread pools.
constexpr const char* thread_variables[] = {
    "OMP_NUM_THREADS",        "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS", "RAYON_NUM_THREADS",    "POLARS_MAX_THREADS", "LOKY_MAX_CPU_COUNT"};

std::string visible_devices(const std::vector<unsigned>& granted, const CallerEnvironment& environment) {
    // The caller may see only some devices itself; ours are counted among those.
    std::vector<std::string> names;
    if (const auto outer = environment.find("CUDA_VISIBLE_DEVICES")) {
        std::string commas = *outer;
        std::replace(commas.begin(), commas.end(), ',', ' ');
        names = split_blanks(commas);
    }
    std::string devices;
    for (const unsigned device : granted) {
        devices +=
            (devices.empty() ? "" : ",") + (device < names.size() ? names[device] : std::to_string(device));
    }
    return devices;
}

using Variables = std::vector<std::pair<std::string, std::string>>;

// `variables` stays sorted by name.
void set(Variables& variables, std::string_view name, std::string value) {
    const auto at = std::lower_bound(
        variables.begin(), variables.end(), name,
        [](const auto& variable, std::string_view sought) { return variable.first < sought; });
    if (at != variables.end() && at->first == name)
        at->second = std::move(value);
    else
        variables.emplace(at, name, std::move(value));
}

Variables stage_environment(const Project& project, const Stage& stage, const Admission::Grant& grant,
                            const CallerEnvironment& environment, const JobContext& context) {
    Variables variables;
    variables.reserve(environment.all().size() + 16);
    for (const auto& inherited : environment.all()) {
        if (!inherited.first.starts_with("GIT_") && !inherited.first.starts_with("MLPIPE_"))
            variables.emplace_back(inherited);
    }
    set(variables, "PYTHONUNBUFFERED", "1");
    if (stage.resources.cpu) {
        const long threads = std::max(1L, std::lround(std::floor(*stage.resources.cpu)));
        for (const char* name : thread_variables) set(variables, name, std::to_string(threads));
    }
    if (stage.resources.gpu > 0)
        set(variables, "CUDA_VISIBLE_DEVICES", visible_devices(grant.gpus, environment));
    // What the stage asks for by name it gets, whatever is taken away or set for others.
    for (const auto* names : {&stage.environment.pass, &stage.environment.secrets}) {
        for (const std::string& name : *names) {
            if (const auto value = environment.find(name)) set(variables, name, *value);
        }
    }
    for (const auto& [name, value] : stage.environment.values) set(variables, name, value);
    set(variables, "MLPIPE_RUN_ID", context.run);
    set(variables, "MLPIPE_STAGE", stage.name);
    set(variables, "MLPIPE_ROOT", project.root);
    if (context.replay) set(variables, "MLPIPE_REPLAY", "1");
    if (dialect_of(project.pipeline_file) == Dialect::dvc) {
        set(variables, "DVC_STAGE", stage.name);
        set(variables, "DVC_ROOT", project.dvc_root.value_or(project.root));
    }
    set(variables, "MLPIPE_EXECUTION", context.run + "/" + stage.name);
    return variables;
}

void add_secrets(const Stage& stage, const CallerEnvironment& environment, std::vector<std::string>& values) {
    for (const std::string& name : stage.environment.secrets) {
        const auto secret = environment.find(name);
        if (!secret || secret->empty()) continue;
        if (std::find(values.begin(), values.end(), *secret) == values.end()) values.push_back(*secret);
    }
}

}  // namespace

std::vector<std::string> secret_values(const Pipeline& pipeline, const CallerEnvironment& environment) {
    std::vector<std::string> values;
    for (const Stage& stage : pipeline.stages) add_secrets(stage, environment, values);
    return values;
}

Job build_job(const Project& project, const Stage& stage, const Observation& observation,
              const Admission::Grant& grant, const CallerEnvironment& environment,
              const JobContext& context) {
    Job job;
    job.id = context.run + "/" + stage.name;
    const std::vector<std::string> shell = shell_of(stage.command, environment);
    for (const std::string& part : stage.command.parts) {
        job.commands.push_back(shell);
        job.commands.back().push_back(part);
    }
    job.working_directory = project.absolute(stage.working_directory);
    job.environment = stage_environment(project, stage, grant, environment, context);
    // Those that are still to be fetched from the store are among them.
    for (const auto* list : {&observation.inputs.dependencies, &observation.inputs.environment_files}) {
        for (const ArtifactAt& input : *list)
            job.inputs.push_back({project.absolute(input.path), input.reference});
    }
    for (const OutputSpec& output : observation.inputs.outputs) {
        job.outputs.push_back({project.absolute(output.path), std::nullopt});
    }
    job.log_file = project.run_directory(context.run) + "/" + log_name(stage.name);
    job.timeout_s = stage.timeout_s;
    job.grace_s = project.config.grace_s;
    job.masked = context.masked;
    add_secrets(stage, environment, job.masked);
    return job;
}

void set_variable(Job& job, std::string_view name, std::string value) {
    set(job.environment, name, std::move(value));
}

void set_live_metrics(Job& job, const std::string& stage, unsigned attempt) {
    const std::string directory(path::parent(job.log_file));
    set_variable(job, "MLPIPE_METRICS", directory + "/" + live_metrics_name(stage, attempt));
}

}  // namespace mlpipe
