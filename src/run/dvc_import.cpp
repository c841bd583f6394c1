#include <algorithm>

#include "dvc_evidence.hpp"
#include "dvc_exchange_files.hpp"
#include "dvc_takeover.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/model/stage_file.hpp"
#include "mlpipe/run/dvc_exchange.hpp"
#include "mlpipe/run/garbage.hpp"
#include "mlpipe/run/project_lock.hpp"
#include "run_writing.hpp"

namespace mlpipe {
namespace {

bool has_rules(const std::string& ignore) {
    for (const std::string& line : text::split_lines(ignore)) {
        const std::string_view rule = text::trimmed(line);
        if (!rule.empty() && rule.front() != '#') return true;
    }
    return false;
}

// What DVC leaves out of directories is left out by mlpipe too. Empty where there is nothing to write.
std::string take_over_ignored(FileSystem& files, const Project& project) {
    const std::string folder(path::parent(project.pipeline_file));
    const std::string target = path::join(folder, ".mlpipeignore");
    const auto ignored = read_file_if_present(files, path::join(folder, ".dvcignore"));
    if (!ignored || !has_rules(*ignored) || files.link_stat(target)) return "";
    write_file_atomically(files, target, *ignored, Durability::synced, 0644,
                          working_directory(files, project));
    return target;
}

class Import {
  public:
    Import(Workspace& theirs, Workspace& ours, const DvcExchangeOptions& options, const Interrupt& interrupt)
        : theirs_(theirs),
          ours_(ours),
          reader_(theirs, {}, &interrupt),
          takeover_(ours, options.arguments, "imported from DVC") {}

    // Whether our stage is up to date, as theirs is.
    bool take(StageId their_stage, StageId our_stage) {
        DvcEvidence evidence;
        bool by_dvc = false;
        auto theirs = known_to_us(their_stage);
        if (!theirs) {
            auto found = reader_.find(their_stage);
            theirs = found ? reader_.look(their_stage, *found, their_expected_) : std::nullopt;
            if (!theirs) return false;
            evidence = std::move(*found);
            by_dvc = true;
        }
        const auto now = ours_.observer.observe(our_stage, our_expected_, false);
        if (!now->missing.empty() || now->inputs.outputs.size() != theirs->inputs.outputs.size())
            return false;
        for (const auto& output : evidence.absent)
            their_expected_.emplace(output.path, content_of(*theirs, output.path));
        StageRecord record;
        record.key = now->key;
        record.inputs = now->inputs;
        record.accepted = Acceptance{by_dvc ? "up to date by dvc.lock" : "up to date as a stage of dvc.yaml",
                                     by_dvc ? "DVC" : "mlpipe", format_time(ours_.world.clock.now_ns())};
        record.duration_s = theirs->duration_s;
        for (const OutputSpec& output : now->inputs.outputs) {
            const auto made = at_our_path(*theirs, output.path);
            if (!made) return false;
            record.outputs.push_back({output.path, *made});
        }
        for (auto& output : evidence.absent) output.path = our_path(output.path);
        if (!takeover_.take(our_stage, record, evidence, by_dvc ? &reader_ : nullptr)) return false;
        for (const auto& output : evidence.absent)
            our_expected_.emplace(output.path, content_of(record, output.path));
        return true;
    }

    void record() { takeover_.record(); }

  private:
    // What mlpipe itself has recorded of the stage of the dvc.yaml.
    std::optional<StageRecord> known_to_us(StageId stage) {
        const auto known = theirs_.lock.stages.find(theirs_.planned.pipeline.stages[stage].name);
        const Stage& declared = theirs_.planned.pipeline.stages[stage];
        if (known == theirs_.lock.stages.end() || declared.outputs.empty() || declared.side_effects)
            return std::nullopt;
        const auto now = theirs_.observer.observe(stage, {}, false);
        const StageRecord& record = known->second.front();
        if (!now->missing.empty() || now->key != record.key) return std::nullopt;
        for (std::size_t i = 0; i < now->outputs.size(); ++i)
            if (!now->outputs[i] ||
                !now->outputs[i]->reference.same_content(content_of(record, now->inputs.outputs[i].path)))
                return std::nullopt;
        return record;
    }

    // The two pipeline files may stand in different folders.
    std::string our_path(const std::string& their_path) const {
        return path::relative(theirs_.project.absolute(their_path), ours_.planned.pipeline.directory);
    }

    std::optional<Reference> at_our_path(const StageRecord& theirs, const std::string& path) const {
        for (const ArtifactAt& output : theirs.outputs)
            if (our_path(output.path) == path) return output.reference;
        return std::nullopt;
    }

    Workspace& theirs_;
    Workspace& ours_;
    DvcEvidenceReader reader_;
    DvcTakeover takeover_;
    ExpectedContents their_expected_, our_expected_;  // outputs that are in DVC's cache alone
};

}  // namespace

DvcExchange import_from_dvc(const Project& project, const DvcExchangeOptions& options, World& world,
                            Interrupt& interrupt) {
    refuse_nested(project, CallerEnvironment(world.environment).all());
    FileSystem& files = world.files;
    const std::string source = project.chosen_path();
    if (dialect_of(source) != Dialect::dvc)
        throw Error(ErrorKind::usage,
                    path::printable(project.shown(source)) + " is no dvc.yaml; name the one to import");
    Project ours = project;
    ours.chosen_file.clear();
    ours.pipeline_file = path::join(path::parent(source), "pipeline.yaml");
    check_target(files, project, ours.pipeline_file, options.force);
    const PlannedPipeline their_plan(project, {}, files);
    create_state_directory(files, project);
    const ProjectLock held = ProjectLock::acquire(project, options.wait_s, interrupt);
    register_with_store(files, project);

    const std::string text = read_file(files, source);
    DvcTranslation translation =
        translate_from_dvc(parse_yaml(text, project.shown(source)).root, options.shell);
    DvcExchange exchange =
        write_translation(files, project, text, source, std::move(translation), ours.pipeline_file);
    exchange.ignore_file = take_over_ignored(files, ours);

    const PlannedPipeline our_plan(ours, {}, files);
    Workspace theirs(project, their_plan, {}, world, &interrupt);
    Workspace workspace(ours, our_plan, {}, world, &interrupt);
    Import import(theirs, workspace, options, interrupt);
    for (const StageId stage : their_plan.graph.order()) {
        const Stage& declared = their_plan.pipeline.stages[stage];
        if (declared.file != project.chosen_file) continue;
        const std::string name = name_in_file(declared);
        const auto our_stage = our_plan.find(name);
        const bool taken = our_stage && import.take(stage, *our_stage);
        (taken ? exchange.up_to_date : exchange.out_of_date).push_back(name);
    }
    import.record();
    write_lock(ours, our_plan, workspace, workspace.lock);
    theirs.stat_cache.save();
    workspace.stat_cache.save();
    return exchange;
}

}  // namespace mlpipe
