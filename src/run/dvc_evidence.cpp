#include "dvc_evidence.hpp"

#include <algorithm>

#include "dvc_place.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/model/stage_file.hpp"

namespace mlpipe {
namespace {

using ByPath = std::map<std::string, const DvcArtifact*>;

// dvc.lock's paths are relative to the stage's working directory, ours to the pipeline file.
std::string local_path(const Stage& stage, const std::string& path) {
    return path::normalise(path::join(stage.working_directory, path));
}

// nullopt where one has no MD5, or occurs twice.
std::optional<ByPath> by_path(const Stage& stage, const std::vector<DvcArtifact>& artifacts) {
    ByPath found;
    for (const DvcArtifact& artifact : artifacts)
        if (!artifact.hash || !found.emplace(local_path(stage, artifact.path), &artifact).second)
            return std::nullopt;
    return found;
}

// The whole of a file is a map of all its keys, and one parameter without a key.
std::vector<ParameterValue> flat(const std::vector<ParameterValue>& parameters) {
    std::vector<ParameterValue> all;
    for (const ParameterValue& parameter : parameters) {
        const Value::Map* map = parameter.key.empty() ? parameter.value.as_map() : nullptr;
        if (!map) {
            all.push_back(parameter);
            continue;
        }
        for (const auto& [key, value] : *map) all.push_back({parameter.file, key, value});
    }
    std::sort(all.begin(), all.end(), [](const ParameterValue& left, const ParameterValue& right) {
        return std::tie(left.file, left.key) < std::tie(right.file, right.key);
    });
    return all;
}

// DVC gives each line of a string, and each part of a list, a shell of its own.
std::vector<std::string> command_parts(const DvcLockStage& known) {
    if (known.command_is_list) return known.command;
    std::vector<std::string> parts = text::split_lines(known.command.front());
    std::erase_if(parts,
                  [](const std::string& line) { return line.find_first_not_of(" \t\r") == line.npos; });
    return parts;
}

}  // namespace

DvcEvidenceReader::DvcEvidenceReader(Workspace& workspace, const RunOptions& options,
                                     const Interrupt* interrupt)
    : workspace_(workspace),
      stop_(interrupt, 1),
      // A stage that is forced runs whatever is known of it, and who repeats a run wants none of its results.
      wanted_(!options.force && !options.replay &&
              dialect_of(workspace.project.pipeline_file) == Dialect::dvc),
      parameters_(workspace.world.files, workspace.planned.pipeline.directory),
      md5s_(workspace.project.md5_cache_file()) {}

const DvcLockStage* DvcEvidenceReader::known_to_dvc(const Stage& stage) {
    if (!wanted_) return nullptr;
    const Project& project = workspace_.project;
    const FileSystem& files = workspace_.world.files;
    const auto [lock, is_new] = locks_.try_emplace(stage.file);
    if (is_new) {
        const std::string home = stage.file.empty() ? project.pipeline_file : project.absolute(stage.file);
        const std::string file = path::join(path::parent(home), "dvc.lock");
        try {
            if (const auto text = read_file_if_present(files, file))
                lock->second = parse_dvc_lock(*text, project.shown(file));
        } catch (const PipelineError& error) {
            problem_ += (problem_.empty() ? "" : "\n") + std::string(error.what());
        }
    }
    const auto known = lock->second.stages.find(name_in_file(stage));
    return known != lock->second.stages.end() && find_place() ? &known->second : nullptr;
}

bool DvcEvidenceReader::find_place() {
    if (digests_) return true;
    const auto place = find_dvc_place(workspace_.world.files, workspace_.project);
    wanted_ = place.has_value();
    if (!place) return false;
    digests_.emplace(workspace_.world.files, &workspace_.stat_cache, workspace_.hash_pool, place->root, stop_,
                     &md5s_);
    objects_.emplace(workspace_.world.files, workspace_.hash_pool, place->cache, stop_);
    return true;
}

// What DVC knows nothing of it cannot vouch for.
bool DvcEvidenceReader::may_speak_for(const Stage& stage) const {
    const StageEnvironment& environment = stage.environment;
    return !stage.outputs.empty() && !stage.side_effects && !stage.frozen && !stage.always_changed &&
           !stage.refresh && environment.values.empty() && environment.pass.empty() &&
           environment.secrets.empty() && workspace_.planned.pipeline.environment_files.empty() &&
           stage.command.user_shell;
}

// Whether our lock has the stage as it would be now.
bool DvcEvidenceReader::is_known_to_us(StageId id) const {
    const auto observation = workspace_.observer.observe(id, {}, false);
    const auto& records = workspace_.lock.stages.at(workspace_.planned.pipeline.stages[id].name);
    return observation->missing.empty() &&
           std::any_of(records.begin(), records.end(),
                       [&](const StageRecord& record) { return record.key == observation->key; });
}

bool DvcEvidenceReader::same_command(const Stage& stage, const DvcLockStage& known) const {
    return command_parts(known) == stage.command.parts;
}

bool DvcEvidenceReader::same_parameters(const Stage& stage, const DvcLockStage& known) {
    std::vector<ParameterValue> recorded = known.parameters;
    for (ParameterValue& parameter : recorded) parameter.file = local_path(stage, parameter.file);
    return flat(parameters_.values(stage, workspace_.planned.shown)) == flat(recorded);
}

bool DvcEvidenceReader::same_dependencies(const Stage& stage, const DvcLockStage& known) {
    const auto recorded = by_path(stage, known.dependencies);
    if (!recorded || recorded->size() != stage.dependencies.size()) return false;
    return std::all_of(
        stage.dependencies.begin(), stage.dependencies.end(), [&](const Dependency& dependency) {
            const auto entry = recorded->find(dependency.path);
            if (entry == recorded->end()) return false;
            const DvcHash& hash = *entry->second->hash;
            if (const auto promised = promised_.find(dependency.path); promised != promised_.end())
                return promised->second == hash;
            return digests_->find(workspace_.project.absolute(dependency.path), hash.legacy) == hash;
        });
}

bool DvcEvidenceReader::same_outputs(const Stage& stage, const DvcLockStage& known, DvcEvidence& evidence) {
    const auto recorded = by_path(stage, known.outputs);
    if (!recorded || recorded->size() != stage.outputs.size()) return false;
    return std::all_of(stage.outputs.begin(), stage.outputs.end(), [&](const Output& output) {
        const auto entry = recorded->find(output.path);
        if (entry == recorded->end()) return false;
        const DvcHash& hash = *entry->second->hash;
        const std::string absolute = workspace_.project.absolute(output.path);
        if (workspace_.world.files.link_stat(absolute)) return digests_->find(absolute, hash.legacy) == hash;
        evidence.absent.push_back({output.path, hash, entry->second->executable});
        return objects_->has(hash);
    });
}

std::optional<DvcEvidence> DvcEvidenceReader::find(StageId id) {
    const Stage& stage = workspace_.planned.pipeline.stages[id];
    const bool is_locked = workspace_.lock.stages.contains(stage.name);
    // Where others go on with DVC, dvc.lock may be the newer one.
    if ((is_locked && !workspace_.project.config.keep_dvc_lock) || !may_speak_for(stage)) return std::nullopt;
    const DvcLockStage* known = known_to_dvc(stage);
    if (!known) return std::nullopt;
    digests_->forget();
    try {
        if (is_locked && is_known_to_us(id)) return std::nullopt;
        DvcEvidence evidence;
        if (same_command(stage, *known) && same_parameters(stage, *known) &&
            same_dependencies(stage, *known) && same_outputs(stage, *known, evidence))
            return evidence;
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        // What cannot be read is for who looks at the stage in earnest to report.
    }
    return std::nullopt;
}

std::optional<StageRecord> DvcEvidenceReader::look(StageId stage, const DvcEvidence& evidence,
                                                   const ExpectedContents& expected) {
    const auto observation = workspace_.observer.observe(stage, expected, false);
    if (!observation->missing.empty() || !workspace_.store.records(observation->key).empty())
        return std::nullopt;
    StageRecord record;
    record.key = observation->key;
    record.inputs = observation->inputs;
    for (std::size_t i = 0; i < observation->outputs.size(); ++i) {
        const std::string& path = observation->inputs.outputs[i].path;
        if (observation->outputs[i]) {
            record.outputs.push_back({path, observation->outputs[i]->reference});
            continue;
        }
        const auto absent = std::find_if(evidence.absent.begin(), evidence.absent.end(),
                                         [&](const auto& output) { return output.path == path; });
        if (absent == evidence.absent.end()) return std::nullopt;
        const auto content = objects_->find(absent->hash, absent->executable);
        if (!content) return std::nullopt;
        record.outputs.push_back({path, *content});
    }
    if (!still_holds()) return std::nullopt;
    record.accepted =
        Acceptance{"up to date by dvc.lock", "DVC", format_time(workspace_.world.clock.now_ns())};
    for (const auto& output : evidence.absent) promised_.insert_or_assign(output.path, output.hash);
    return record;
}

}  // namespace mlpipe
