#include "mlpipe/replay/reproduce.hpp"

#include <algorithm>

#include "compare_outputs.hpp"
#include "mlpipe/base/containment.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/git/commits.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/plan/fingerprint.hpp"
#include "mlpipe/replay/clean_directory.hpp"
#include "mlpipe/run/setup.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {
namespace {

class Repetition {
  public:
    Repetition(Revisions& revisions, const Original& original, const ReproduceOptions& options, World& world,
               Reporter& reporter, Interrupt& interrupt)
        : revisions_(revisions),
          original_(original),
          options_(options),
          world_(world),
          reporter_(reporter),
          interrupt_(interrupt),
          directory_(revisions, original.revision, options.parent_directory) {
        report_.original = original.run;
        report_.commit = *original.revision.commit;
        if (!options.keep) return;
        directory_.keep();
        report_.directory = directory_.path();
    }

    ReproductionReport carry_out() {
        // From here on an interruption is noticed between steps, so that the directory is cleared away.
        interrupt_.on_request(nullptr);
        if (options_.from_cache) {
            restore_outputs();
        } else if (place_inputs() && set_up()) {
            run_again();
            compare_environment();
            record();
        } else {
            report_.verdict = Verdict::failed;
        }
        return std::move(report_);
    }

  private:
    void stop_if_asked() const {
        if (interrupt_.requests() > 0) throw Error(ErrorKind::interrupted, "the repetition was interrupted");
    }

    bool repeated(const std::string& path) const {
        return std::any_of(original_.stages.begin(), original_.stages.end(), [&](const RecordedStage& stage) {
            return std::any_of(stage.declared.outputs.begin(), stage.declared.outputs.end(),
                               [&](const Output& output) { return path::overlap(output.path, path); });
        });
    }

    bool is_output(const std::string& path) const {
        return std::any_of(original_.pipeline.stages.begin(), original_.pipeline.stages.end(),
                           [&](const Stage& stage) {
                               return std::any_of(stage.outputs.begin(), stage.outputs.end(),
                                                  [&](const Output& output) { return output.path == path; });
                           });
    }

    // The commit may hold results, for git keeps some; none of them may pass for one of the repetition.
    void clear_outputs() {
        for (const RecordedStage& stage : original_.stages) {
            for (const Output& output : stage.declared.outputs) {
                const std::string absolute = directory_.project().absolute(output.path);
                if (may_write_below(world_.files, directory_.path(), absolute))
                    world_.files.remove_tree(absolute);
            }
        }
    }

    // What no repeated stage will make is put in place as it was.
    bool place_inputs() {
        clear_outputs();
        for (const RecordedStage& stage : original_.stages) {
            const StageInputs& inputs = stage.record.inputs;
            for (const auto* list : {&inputs.dependencies, &inputs.environment_files}) {
                for (const ArtifactAt& artifact : *list) {
                    stop_if_asked();
                    if (repeated(artifact.path)) continue;
                    if (!directory_.place(artifact, !is_output(artifact.path)))
                        report_.absent.push_back({stage.name, artifact});
                }
            }
            for (const ArtifactAt& prior : stage.record.prior) {
                if (!directory_.place(prior, false)) report_.absent.push_back({stage.name, prior});
            }
        }
        return report_.absent.empty();
    }

    bool set_up() {
        const auto problem =
            run_setup(directory_.project(), original_.pipeline, world_, reporter_, interrupt_);
        if (problem) report_.problems.push_back(*problem);
        return !problem;
    }

    RunOptions run_options() const {
        RunOptions options;
        for (const RecordedStage& stage : original_.stages) options.selection.targets.push_back(stage.name);
        options.selection.single = true;
        options.force = true;
        options.replay = true;
        options.keep_going = true;
        options.jobs = options_.jobs;
        options.arguments = options_.arguments;
        return options;
    }

    void run_again() {
        World aside{world_.files, world_.clock, world_.environment, world_.make_executor};
        again_ = run(directory_.project(), run_options(), aside, reporter_, interrupt_);
        stop_if_asked();
        bool failed = false;
        for (const RecordedStage& stage : original_.stages) {
            const auto execution =
                std::find_if(again_.executions.begin(), again_.executions.end(),
                             [&](const Execution& other) { return other.stage == stage.name; });
            const Execution* found = execution == again_.executions.end() ? nullptr : &*execution;
            add_outputs(compare_outputs(revisions_, original_, stage, found, directory_, options_.tolerance));
            const bool succeeded = found != nullptr && found->record.has_value();
            if (!succeeded && stage.succeeded) {
                failed = true;
                report_.problems.push_back(stage.name + ": " +
                                           (found == nullptr ? "was not run" : found->reason));
            }
            if (!succeeded || !stage.succeeded) continue;
            auto differences = changes(stage.record.inputs, found->record->inputs);
            if (!differences.empty()) report_.inputs.emplace_back(stage.name, std::move(differences));
        }
        conclude(failed);
    }

    void restore_outputs() {
        for (const RecordedStage& stage : original_.stages) {
            for (const ArtifactAt& output : stage.record.outputs) {
                stop_if_asked();
                OutputComparison comparison{output.path,      stage.name, OutputVerdict::missing,
                                            output.reference, {},         {}};
                if (directory_.place(output, false)) {
                    comparison.verdict = OutputVerdict::identical;
                    comparison.reproduced = output.reference;
                }
                add_outputs({std::move(comparison)});
            }
        }
        conclude(false);
    }

    void add_outputs(std::vector<OutputComparison> outputs) {
        for (OutputComparison& output : outputs) {
            const bool diverged = output.verdict != OutputVerdict::identical &&
                                  output.verdict != OutputVerdict::within_tolerance;
            if (diverged && !report_.first_divergence) report_.first_divergence = output.stage;
            report_.outputs.push_back(std::move(output));
        }
    }

    void conclude(bool failed) {
        const auto any = [&](OutputVerdict verdict) {
            return std::any_of(report_.outputs.begin(), report_.outputs.end(),
                               [&](const OutputComparison& output) { return output.verdict == verdict; });
        };
        report_.verdict = failed                                 ? Verdict::failed
                          : report_.first_divergence             ? Verdict::differs
                          : any(OutputVerdict::within_tolerance) ? Verdict::within_tolerance
                                                                 : Verdict::identical;
    }

    void compare_environment() {
        report_.environment_known = original_.environment_known;
        if (original_.environment_known)
            report_.environment =
                environment_changes(original_.environment, {again_.machine, again_.interpreters});
    }

    void record() {
        again_.reproduction = Reproduction{report_.original, report_.commit, to_string(report_.verdict)};
        again_.commit.reset();
        Lineage lineage(revisions_.project().lineage_file(), Lineage::Mode::read_write);
        again_.instance = lineage.instance();
        lineage.import_run(again_);
        report_.run = again_.id;
    }

    Revisions& revisions_;
    const Original& original_;
    const ReproduceOptions& options_;
    World& world_;
    Reporter& reporter_;
    Interrupt& interrupt_;
    CleanDirectory directory_;
    RunRecord again_;
    ReproductionReport report_;
};

}  // namespace

const char* to_string(OutputVerdict verdict) {
    switch (verdict) {
        case OutputVerdict::identical:
            return "identical";
        case OutputVerdict::within_tolerance:
            return "within_tolerance";
        case OutputVerdict::differs:
            return "differs";
        case OutputVerdict::missing:
            return "missing";
        case OutputVerdict::extra:
            break;
    }
    return "extra";
}

const char* to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::identical:
            return "identical";
        case Verdict::within_tolerance:
            return "within_tolerance";
        case Verdict::differs:
            return "differs";
        case Verdict::failed:
            break;
    }
    return "failed";
}

ReproductionReport reproduce(Revisions& revisions, const Original& original, const ReproduceOptions& options,
                             World& world, Reporter& reporter, Interrupt& interrupt) {
    return Repetition(revisions, original, options, world, reporter, interrupt).carry_out();
}

}  // namespace mlpipe
