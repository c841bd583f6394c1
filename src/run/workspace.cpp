#include "workspace.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "chosen_stages.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/model/stage_file.hpp"
#include "rehearsal.hpp"

namespace mlpipe {

PlannedPipeline::PlannedPipeline(const Project& project, const RunOptions& options, const FileSystem& files)
    : shown(project.shown(project.pipeline_file)),
      pipeline(
          rehearsed(load_pipeline(files, project.pipeline_file, shown, project.root), options.rehearsal)),
      graph(pipeline, shown),
      selection(select(pipeline, graph, chosen_stages(files, project, options, pipeline, graph))) {
    for (StageId id = 0; id < pipeline.stages.size(); ++id) by_name_.emplace(pipeline.stages[id].name, id);
}

std::optional<StageId> PlannedPipeline::find(const std::string& stage) const {
    const auto found = by_name_.find(stage);
    return found == by_name_.end() ? std::nullopt : std::optional(found->second);
}

Workspace::Workspace(const Project& the_project, const PlannedPipeline& the_plan, const RunOptions& options,
                     World& the_world, const Interrupt* interrupt)
    : project(the_project),
      planned(the_plan),
      world(the_world),
      environment(the_world.environment),
      hash_pool(core_count()),
      stat_cache(the_project.stat_cache_file()),
      hasher(the_world.files, &stat_cache, hash_pool, the_project.store_directory(), interrupt),
      store(the_world.files, the_project.store_directory(), &stat_cache, hash_pool, interrupt),
      lock_text(read_file_if_present(the_world.files, the_project.pipeline_lock_file()).value_or("")),
      lock(parse_lock(lock_text, the_project.shown(the_project.pipeline_lock_file()))),
      history([this] { return lineage_if_present(); }, planned.shown),
      observer(the_world.files, project, planned.pipeline, planned.graph, hasher, environment),
      judge(planned.pipeline, lock, store, history, options, planned.selection, the_world.clock.now_ns(),
            [this] { return branch(); }),
      dvc_sources(the_world.files, hash_pool, project, interrupt),
      allow_missing_(options.allow_missing) {}

Lineage* Workspace::lineage_if_present() {
    if (!lineage_ && world.files.stat(project.lineage_file())) {
        lineage_ = std::make_unique<Lineage>(project.lineage_file(), Lineage::Mode::read_only);
    }
    return lineage_.get();
}

Lineage& Workspace::lineage_for_writing() {
    if (!lineage_writable_) {
        lineage_ = std::make_unique<Lineage>(project.lineage_file(), Lineage::Mode::read_write);
        lineage_writable_ = true;
    }
    return *lineage_;
}

void Workspace::let_go_of_lineage() {
    lineage_writable_ = false;
    hash_pool.submit([lineage = std::shared_ptr<Lineage>(std::move(lineage_))] {});
}

WorkTree* Workspace::work_tree() {
    if (!work_tree_) work_tree_ = project.in_git ? WorkTree::discover(project.root) : std::nullopt;
    return *work_tree_ ? &**work_tree_ : nullptr;
}

std::optional<std::string> Workspace::branch() {
    const WorkTree* tree = work_tree();
    return tree == nullptr ? std::nullopt : tree->branch();
}

void Workspace::expect_absent(StageId stage, const StageRecord& record, ExpectedContents& expected) const {
    const auto is_here = [&](const std::string& path) {
        return world.files.link_stat(project.absolute(path)).has_value();
    };
    for (const ArtifactAt& output : record.outputs) {
        if (!is_here(output.path)) expected.insert_or_assign(output.path, output.reference);
    }
    for (const Graph::Edge& edge : planned.graph.downstream(stage)) {
        const auto entry = lock.stages.find(planned.pipeline.stages[edge.stage].name);
        if (entry == lock.stages.end()) continue;
        for (const ArtifactAt& read : entry->second.front().inputs.dependencies) {
            const bool overlaps =
                std::any_of(record.outputs.begin(), record.outputs.end(),
                            [&](const ArtifactAt& output) { return path::overlap(output.path, read.path); });
            if (overlaps && !is_here(read.path)) expected.insert_or_assign(read.path, read.reference);
        }
    }
}

ExpectedContents Workspace::check_sources() {
    ExpectedContents expected;
    std::vector<Diagnostic> problems;
    const auto known_to_lock = [&](const std::string& stage, const std::string& path) {
        const auto entry = lock.stages.find(stage);
        if (entry == lock.stages.end()) return false;
        const StageInputs& inputs = entry->second.front().inputs;
        for (const auto* list : {&inputs.dependencies, &inputs.environment_files}) {
            for (const ArtifactAt& artifact : *list) {
                if (artifact.path == path) expected.insert_or_assign(path, artifact.reference);
            }
        }
        return expected.contains(path);
    };
    std::unordered_set<std::string_view> present;  // many stages read the same
    const auto check = [&](StageId stage, const Dependency& dependency) {
        if (present.contains(dependency.path)) return;
        if (world.files.stat(project.absolute(dependency.path))) {
            present.insert(dependency.path);
            return;
        }
        if (!planned.graph.makers(dependency.path).empty()) return;
        const std::string& name = planned.pipeline.stages[stage].name;
        if (allow_missing_ && known_to_lock(name, dependency.path)) return;
        if (expected.contains(dependency.path)) return;
        const std::string absolute = project.absolute(dependency.path);
        const auto tracked = dvc_sources.tracking(absolute);
        if (const auto content = tracked ? dvc_sources.content(*tracked, absolute) : std::nullopt) {
            expected.emplace(dependency.path, *content);
            return;
        }
        const std::string advice = tracked
                                       ? "; " + path::printable(tracked->file) + " tracks it: 'dvc pull " +
                                             text::shell_quoted(tracked->file) + "' brings it"
                                       : "";
        problems.push_back({shown_file(planned.pipeline.stages[stage], planned.shown), dependency.position,
                            "stage '" + name + "' depends on '" + path::printable(dependency.path) +
                                "', which is not there and which no stage makes" + advice});
    };
    ParameterFiles parameters(world.files, planned.pipeline.directory);
    // Parameters that no stage makes are as settled now as they will be when their stage's turn comes.
    const auto check_parameters = [&](const Stage& declared) {
        const bool made =
            std::any_of(declared.parameters.begin(), declared.parameters.end(),
                        [&](const ParameterUse& use) { return !planned.graph.makers(use.file).empty(); });
        if (made) return;
        try {
            parameters.values(declared, planned.shown);
        } catch (const PipelineError& error) {
            for (const Diagnostic& problem : error.diagnostics()) {
                if (std::find(problems.begin(), problems.end(), problem) == problems.end())
                    problems.push_back(problem);
            }
        }
    };
    for (StageId stage = 0; stage < planned.pipeline.stages.size(); ++stage) {
        if (!planned.selection.selected[stage] || planned.pipeline.stages[stage].frozen) continue;
        check_parameters(planned.pipeline.stages[stage]);
        for (const Dependency& dependency : planned.pipeline.stages[stage].dependencies)
            check(stage, dependency);
        for (const Dependency& file : planned.pipeline.environment_files) check(stage, file);
    }
    if (!problems.empty()) throw PipelineError(std::move(problems));
    return expected;
}

}  // namespace mlpipe
