#include "mlpipe/replay/evaluate.hpp"

#include <algorithm>
#include <set>

#include "mlpipe/base/containment.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/history/revision.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/plan/fingerprint.hpp"
#include "mlpipe/replay/clean_directory.hpp"
#include "mlpipe/run/metric_values.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {
namespace {

// Carries out what the run that asks is made of; only that run is told to stop.
class BorrowedExecutor : public Executor {
  public:
    explicit BorrowedExecutor(Executor& executor) : executor_(executor) {}
    JobResult execute(const Job& job, const LineSink& line) override { return executor_.execute(job, line); }
    void cancel_all(bool) override {}

  private:
    Executor& executor_;
};

class SilentReporter : public Reporter {
  public:
    void handle(const Event&) override {}
};

class ModelEvaluation {
  public:
    ModelEvaluation(const Project& project, const EvaluationQuestion& question, const World& world)
        : project_(project), question_(question), world_(world), revisions_(world.files, project_) {
        inputs_ = question.inputs;
        for (ArtifactAt& dependency : inputs_.dependencies)
            if (dependency.path == question.candidate.path) dependency.reference = question.model;
        key_ = stage_key(inputs_);
    }

    // What some run, or an earlier evaluation, has computed.
    std::optional<Evaluation> known() {
        for (const std::string& text : revisions_.store().records(key_)) {
            StageRecord record;
            try {
                record = parse_stage_record(parse_json(text, "a stage record"));
            } catch (const Error&) {
                continue;  // a damaged record is `verify`'s to report
            }
            if (record.key == key_ && has_metrics(record)) return answer(record);
        }
        return std::nullopt;
    }

    Evaluation compute(Executor& executor, const std::string& parent_directory) {
        const auto revision = code();
        if (!revision) return problem("there is no commit whose code could run it");
        if (!revisions_.store().has_all(question_.model))
            return problem("it is not in the store; 'mlpipe pull' may bring it");
        CleanDirectory directory(revisions_, *revision, parent_directory);
        if (const std::string absent = fill(directory); !absent.empty())
            return problem(path::printable(absent) + " cannot be had as the stage read it");
        World aside{world_.files, world_.clock, world_.environment,
                    [&](const std::string&) { return std::make_unique<BorrowedExecutor>(executor); }};
        SilentReporter reporter;
        Interrupt interrupt;
        const RunRecord again = run(directory.project(), run_options(), aside, reporter, interrupt);
        if (again.status == RunStatus::interrupted)
            throw Error(ErrorKind::interrupted, "the evaluation was interrupted");
        const auto execution =
            std::find_if(again.executions.begin(), again.executions.end(),
                         [&](const Execution& other) { return other.stage == question_.stage; });
        if (execution == again.executions.end()) return problem("the stage was not run");
        if (!execution->record) return problem(execution->reason);
        if (execution->record->key != key_)
            return problem("in a clean directory the stage reads something else: " +
                           summary(changes(inputs_, execution->record->inputs)));
        keep(*execution->record, directory.project());
        return answer(*execution->record);
    }

  private:
    static Evaluation problem(std::string why) {
        Evaluation evaluation;
        evaluation.problem = std::move(why);
        return evaluation;
    }

    bool has_metrics(const StageRecord& record) {
        return std::all_of(record.outputs.begin(), record.outputs.end(), [&](const ArtifactAt& output) {
            return !is_metric(record, output.path) || revisions_.store().has(output.reference.digest);
        });
    }

    static bool is_metric(const StageRecord& record, const std::string& path) {
        return std::any_of(
            record.inputs.outputs.begin(), record.inputs.outputs.end(),
            [&](const OutputSpec& spec) { return spec.path == path && spec.role == OutputRole::metric; });
    }

    Evaluation answer(const StageRecord& record) {
        Evaluation evaluation;
        std::map<std::string, std::string> contents;
        for (const ArtifactAt& output : record.outputs) {
            if (output.reference.type != ReferenceType::file ||
                !revisions_.store().has(output.reference.digest))
                continue;
            const std::string& content =
                contents.emplace(output.path, revisions_.store().read(output.reference.digest)).first->second;
            if (!is_metric(record, output.path)) continue;
            MetricValues values = parse_metrics(content, output.path);
            evaluation.metrics.insert(evaluation.metrics.end(), values.begin(), values.end());
        }
        evaluation.read = [contents = std::move(contents)](const std::string& path) {
            const auto found = contents.find(path);
            return found == contents.end() ? std::nullopt : std::optional(found->second);
        };
        return evaluation;
    }

    // The code around what the stage declares: HEAD's, or, without git, that of the last run with a commit.
    std::optional<Revision> code() {
        auto revision = revisions_.resolve_commit("HEAD") ? revisions_.find_if_any("HEAD") : last_run();
        if (!revision || !revision->commit || !revision->files) return std::nullopt;
        revision->project = project_;
        return revision;
    }

    std::optional<Revision> last_run() {
        if (revisions_.lineage() == nullptr) return std::nullopt;
        for (const RunSummary& summary : revisions_.lineage()->runs(RunFilter())) {
            auto run = revisions_.lineage()->run(summary.id);
            if (run && run->commit) return revisions_.of_run(std::move(*run));
        }
        return std::nullopt;
    }

    // What the stage reads now, over the code; the first path that cannot be had as it was recorded.
    std::string fill(CleanDirectory& directory) {
        std::set<std::string> files{project_.pipeline_file};
        for (const ParameterValue& parameter : inputs_.parameters)
            files.insert(project_.absolute(parameter.file));
        for (const std::string& file : files) copy(file, directory);
        for (const auto* list : {&inputs_.dependencies, &inputs_.environment_files}) {
            for (const ArtifactAt& artifact : *list) {
                const bool placed = place(artifact, directory);
                if (!placed) return artifact.path;
            }
        }
        return "";
    }

    bool place(const ArtifactAt& artifact, CleanDirectory& directory) {
        if (directory.place(artifact, true)) return true;
        copy(project_.absolute(artifact.path), directory);
        return directory.place(artifact, true);
    }

    // Of a file or a directory of the working tree.
    void copy(const std::string& from, CleanDirectory& directory) {
        FileSystem& files = world_.files;
        const std::string to = path::join(directory.project().root, path::relative(from, project_.root));
        const auto stat = files.stat(from);
        if (!stat || !may_write_below(files, directory.path(), to)) return;
        if (stat->type == FileType::directory) {
            for (const DirectoryEntry& entry : files.list(from))
                copy(path::join(from, entry.name), directory);
        } else if (stat->type == FileType::file) {
            files.create_directories(std::string(path::parent(to)));
            files.remove_file(to);
            clone_or_copy_file(files, from, to, stat->mode & 0777, StopPoint());
        }
    }

    RunOptions run_options() const {
        RunOptions options;
        options.selection.targets = {question_.stage};
        options.selection.single = true;
        options.force = true;
        options.replay = true;
        options.jobs = 1;
        return options;
    }

    // Records come after what they speak of is durable.
    void keep(const StageRecord& record, const Project& aside) {
        Store& store = revisions_.store();
        for (const ArtifactAt& output : record.outputs) {
            const auto spec =
                std::find_if(record.inputs.outputs.begin(), record.inputs.outputs.end(),
                             [&](const OutputSpec& declared) { return declared.path == output.path; });
            const bool wanted =
                spec != record.inputs.outputs.end() && (spec->cache || spec->role == OutputRole::metric);
            if (wanted) store.put(aside.absolute(output.path));
        }
        store.sync();
        store.put_record(record.key, canonical_json(to_value(record)));
        store.sync();
    }

    const Project project_;
    const EvaluationQuestion& question_;
    const World& world_;
    Revisions revisions_;
    StageInputs inputs_;
    StageKey key_;
};

}  // namespace

Evaluation evaluate_model(const Project& project, const EvaluationQuestion& question, const World& world,
                          Executor* executor, const std::string& parent_directory) {
    Evaluation evaluation;
    try {
        ModelEvaluation model(project, question, world);
        if (auto known = model.known()) return std::move(*known);
        if (executor == nullptr) {
            evaluation.problem = "that takes a run: 'mlpipe run'";
            return evaluation;
        }
        return model.compute(*executor, parent_directory);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        evaluation.problem = error.what();
        return evaluation;
    }
}

}  // namespace mlpipe
