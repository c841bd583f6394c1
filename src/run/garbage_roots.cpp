#include "garbage_roots.hpp"

#include "mlpipe/git/history.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/run/lock_file.hpp"

namespace mlpipe {
namespace {

bool is_lock(std::string_view name) {
    return name.ends_with(".yaml.lock") || name.ends_with(".yml.lock");
}

void add_lock(const std::string& text, const std::string& shown, GarbageRoots& roots) {
    for (const auto& [stage, records] : parse_lock(text, shown).stages) {
        for (const StageRecord& record : records) roots.add(record);
    }
}

// A lock file lies beside its pipeline file, anywhere in the tree.
void add_locks_below(const FileSystem& files, const std::string& directory, GarbageRoots& roots) {
    for (const DirectoryEntry& entry : files.list(directory)) {
        const std::string path = directory + "/" + entry.name;
        if (entry.type == FileType::directory) {
            if (entry.name != ".git" && entry.name != ".mlpipe") add_locks_below(files, path, roots);
        } else if (is_lock(entry.name)) {
            if (const auto text = read_file_if_present(files, path)) add_lock(*text, path, roots);
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

void collect_roots(const FileSystem& files, const Project& project, const GarbageOptions& options,
                   std::int64_t now_ns, GarbageRoots& roots) {
    add_locks_below(files, project.root, roots);
    if (project.in_git) {
        for (const std::string& tree : other_work_trees(project.root)) {
            if (files.stat(tree)) add_locks_below(files, tree, roots);
        }
        for (const std::string& text : contents_at_tips(project.root, {".yaml.lock", ".yml.lock"})) {
            add_lock(text, "a committed lock file", roots);
        }
    }
    if (!files.stat(project.lineage_file())) return;
    Lineage lineage(project.lineage_file(), Lineage::Mode::read_only);
    const auto since = now_ns - static_cast<std::int64_t>(options.older_than_s * 1e9);
    for (const StageRecord& record : lineage.records_kept(options.keep_runs, since)) roots.add(record);
}

}  // namespace mlpipe
