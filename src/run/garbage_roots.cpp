#include "garbage_roots.hpp"

#include "mlpipe/git/history.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/run/lock_file.hpp"

namespace mlpipe {
namespace {

bool is_lock(std::string_view name) {
    return name.ends_with(".yaml.lock") || name.ends_with(".yml.lock");
}

using Visit = std::function<void(const StageRecord&)>;

void visit_lock(const std::string& text, const std::string& shown, const Visit& visit) {
    for (const auto& [stage, records] : parse_lock(text, shown).stages) {
        for (const StageRecord& record : records) visit(record);
    }
}

// A lock file lies beside its pipeline file, anywhere in the tree.
void visit_locks_below(const FileSystem& files, const std::string& directory, const Visit& visit) {
    for (const DirectoryEntry& entry : files.list(directory)) {
        const std::string path = directory + "/" + entry.name;
        if (entry.type == FileType::directory) {
            if (entry.name != ".git" && entry.name != ".mlpipe") visit_locks_below(files, path, visit);
        } else if (is_lock(entry.name)) {
            if (const auto text = read_file_if_present(files, path)) visit_lock(*text, path, visit);
        }
    }
}

}  // namespace

void GarbageRoots::add(const StageRecord& record) {
    keys.push_back(record.key);
    for (const auto* list :
         {&record.outputs, &record.prior, &record.inputs.dependencies, &record.inputs.environment_files}) {
        for (const ArtifactAt& artifact : *list) contents.push_back(artifact.reference);
    }
}

void for_each_locked_record(const FileSystem& files, const Project& project, const Visit& visit) {
    visit_locks_below(files, project.root, visit);
    if (!project.in_git) return;
    for (const std::string& tree : other_work_trees(project.root)) {
        if (files.stat(tree)) visit_locks_below(files, tree, visit);
    }
    for (const std::string& text : contents_at_tips(project.root, {".yaml.lock", ".yml.lock"}))
        visit_lock(text, "a committed lock file", visit);
}

void collect_roots(const World& world, const Project& project, const GarbageOptions& options,
                   GarbageRoots& roots) {
    const FileSystem& files = world.files;
    if (world.registered)
        for (const Reference& model : world.registered(project)) roots.contents.push_back(model);
    for_each_locked_record(files, project, [&](const StageRecord& record) { roots.add(record); });
    if (!files.stat(project.lineage_file())) return;
    Lineage lineage(project.lineage_file(), Lineage::Mode::read_only);
    const auto since = world.clock.now_ns() - static_cast<std::int64_t>(options.older_than_s * 1e9);
    for (const StageRecord& record : lineage.records_kept(options.keep_runs, since)) roots.add(record);
}

}  // namespace mlpipe
