#include "observation.hpp"

#include <algorithm>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/plan/fingerprint.hpp"

namespace mlpipe {
namespace {

constexpr auto everything = ~std::uint64_t{0};

}  // namespace

CallerEnvironment::CallerEnvironment(const std::vector<std::string>& entries) {
    for (const std::string& entry : entries) {
        const std::size_t equals = entry.find('=');
        if (equals != std::string::npos) values_[entry.substr(0, equals)] = entry.substr(equals + 1);
    }
}

std::optional<std::string> CallerEnvironment::find(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return std::nullopt;
    return found->second;
}

Observer::Observer(const FileSystem& files, const Project& project, const Pipeline& pipeline,
                   const Graph& graph, const Hasher& hasher, const CallerEnvironment& environment)
    : files_(files),
      project_(project),
      pipeline_(pipeline),
      graph_(graph),
      hasher_(hasher),
      environment_(environment),
      shown_(project.shown(pipeline.file)),
      parameters_(std::make_shared<ParameterFiles>(files, pipeline.directory)) {}

HashOptions Observer::dependency_options(const std::string& path) const {
    HashOptions options;
    // What a stage makes is identified alike on both sides: as an output.
    options.dependency = !graph_.is_output(path);
    options.ignore_root = project_.root;
    options.ignore_file = path::name(pipeline_.file) == "dvc.yaml" ? ".dvcignore" : ".mlpipeignore";
    return options;
}

std::optional<HashedPath> Observer::hash(const std::string& path, const HashOptions& options,
                                         std::uint64_t most_read, bool& unknown) const {
    const std::string absolute = project_.absolute(path);
    if (most_read == everything) return hasher_.hash(absolute, options);
    auto hashed = hasher_.known(absolute, options, most_read);
    if (!hashed && files_.link_stat(absolute)) unknown = true;
    return hashed;
}

bool Observer::observe_dependencies(StageId stage, const ExpectedContents& expected, std::uint64_t most_read,
                                    Observation& observation) const {
    bool unknown = false;
    const auto observe_one = [&](const std::string& path, std::vector<ArtifactAt>& into) {
        if (const auto found = expected.find(path); found != expected.end()) {
            observation.expected.push_back(path);
            into.push_back({path, found->second});
            return;
        }
        ObservedFile observed{path, dependency_options(path), std::nullopt};
        observed.hashed = hash(path, observed.options, most_read, unknown);
        if (observed.hashed) {
            into.push_back({path, observed.hashed->reference});
        } else {
            observation.missing.push_back(path);
        }
        observation.dependencies.push_back(std::move(observed));
    };
    for (const Dependency& dependency : pipeline_.stages[stage].dependencies) {
        observe_one(dependency.path, observation.inputs.dependencies);
        if (unknown) return false;
    }
    for (const Dependency& file : pipeline_.environment_files) {
        observe_one(file.path, observation.inputs.environment_files);
        if (unknown) return false;
    }
    const auto by_path = [](const ArtifactAt& left, const ArtifactAt& right) {
        return left.path < right.path;
    };
    std::sort(observation.inputs.dependencies.begin(), observation.inputs.dependencies.end(), by_path);
    std::sort(observation.inputs.environment_files.begin(), observation.inputs.environment_files.end(),
              by_path);
    return true;
}

void Observer::observe_environment(const Stage& stage, StageInputs& inputs) const {
    for (const std::string& name : stage.environment.pass) {
        inputs.passed.emplace_back(name, passed_digest(name, environment_.find(name)));
    }
    std::sort(inputs.passed.begin(), inputs.passed.end());
}

void Observer::observe_parameters(StageId stage, Observation& observation) const {
    const Stage& declared = pipeline_.stages[stage];
    if (declared.parameters.empty()) return;
    std::shared_ptr<ParameterFiles> reader;
    {
        const std::lock_guard lock(mutex_);
        for (const ParameterUse& use : declared.parameters) {
            const auto now = files_.stat(project_.absolute(use.file));
            const auto [known, first] = read_at_.emplace(use.file, now);
            if (!first && known->second != now) {
                parameters_ = std::make_shared<ParameterFiles>(files_, pipeline_.directory);
                read_at_.clear();
                read_at_.emplace(use.file, now);
            }
            observation.parameter_files.emplace_back(use.file, now);
        }
        reader = parameters_;
    }
    observation.inputs.parameters = reader->values(declared, shown_);
}

std::vector<std::string> Observer::changed_parameters(StageId stage, const Observation& observation) const {
    const bool untouched = std::all_of(
        observation.parameter_files.begin(), observation.parameter_files.end(),
        [this](const auto& seen) { return files_.stat(project_.absolute(seen.first)) == seen.second; });
    if (untouched) return {};
    std::vector<std::string> changed;
    try {
        ParameterFiles fresh(files_, pipeline_.directory);
        const auto now = fresh.values(pipeline_.stages[stage], shown_);
        for (const ParameterValue& before : observation.inputs.parameters) {
            if (std::find(now.begin(), now.end(), before) != now.end()) continue;
            changed.push_back(before.key.empty() ? before.file : before.file + ":" + before.key);
        }
    } catch (const PipelineError& error) {
        changed.push_back(error.diagnostics().front().message);
    }
    return changed;
}

std::vector<std::string> Observer::changed_inputs(StageId stage, const Observation& observation,
                                                  int stop_at) const {
    std::vector<std::string> changed;
    for (const ObservedFile& file : observation.dependencies) {
        HashOptions options = file.options;
        options.stop_at = stop_at;
        if (file.hashed && !hasher_.unchanged(project_.absolute(file.path), options, *file.hashed)) {
            changed.push_back(file.path);
        }
    }
    const auto parameters = changed_parameters(stage, observation);
    changed.insert(changed.end(), parameters.begin(), parameters.end());
    return changed;
}

std::optional<Observation> Observer::observe(StageId stage, const ExpectedContents& expected,
                                             bool without_reading) const {
    return observe_up_to(stage, expected, without_reading ? 0 : everything);
}

StageInputs Observer::observe_inputs(StageId stage, const ExpectedContents& expected) const {
    Observation observation;
    observation.inputs = declared_inputs(pipeline_.stages[stage]);
    observe_environment(pipeline_.stages[stage], observation.inputs);
    observe_parameters(stage, observation);
    observe_dependencies(stage, expected, everything, observation);
    return std::move(observation.inputs);
}

std::optional<Observation> Observer::observe_up_to(StageId stage, const ExpectedContents& expected,
                                                   std::uint64_t most_read) const {
    const Stage& declared = pipeline_.stages[stage];
    Observation observation;
    observation.inputs = declared_inputs(declared);
    observe_environment(declared, observation.inputs);
    observe_parameters(stage, observation);
    if (!observe_dependencies(stage, expected, most_read, observation)) return std::nullopt;

    bool unknown = false;
    for (const OutputSpec& output : observation.inputs.outputs) {
        try {
            observation.outputs.push_back(hash(output.path, HashOptions{}, most_read, unknown));
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::interrupted) throw;
            // Something that no output can be, such as a pipe that a failed command left: it will be moved
            // away.
            observation.outputs.push_back(std::nullopt);
            observation.unreadable_outputs.push_back(output.path);
        }
        if (unknown) return std::nullopt;
    }
    observation.key = stage_key(observation.inputs);
    return observation;
}

}  // namespace mlpipe
