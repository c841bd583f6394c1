#include "input_storing.hpp"

#include <algorithm>

namespace mlpipe {

using InputsStore = Config::InputsStore;

InputStoring::InputStoring(const FileSystem& files, const Project& project, Store& store,
                           const Hasher& hasher)
    : files_(files), project_(project), store_(store), hasher_(hasher) {}

bool InputStoring::keep(const ObservedFile& input) {
    if (!input.hashed) return true;
    const Reference& reference = input.hashed->reference;
    const std::string absolute = project_.absolute(input.path);
    std::optional<Manifest> manifest;
    if (reference.type == ReferenceType::directory) {
        HashOptions options = input.options;
        options.stop_at = 2;  // as for what is put
        manifest = hasher_.manifest(absolute, options);
    }
    const bool always = project_.config.inputs_store == InputsStore::always;
    if (!always && tracked(absolute, manifest)) return true;
    if (!always && !wanted(absolute, reference)) return store_.has_all(reference);
    put(absolute, manifest);
    return true;
}

bool InputStoring::wanted(const std::string& absolute, const Reference& reference) const {
    const Config& config = project_.config;
    if (config.inputs_store == InputsStore::never) return false;
    if (reference.size <= config.inputs_limit) return true;
    return config.inputs_store == InputsStore::automatic && store_.can_clone(absolute);
}

// A link counts as what it leads to, for git and for the store, which both keep where it points.
std::string InputStoring::content_of(const std::string& path) const {
    return files_.real_path(path).value_or(path);
}

bool InputStoring::tracked(const std::string& absolute, const std::optional<Manifest>& manifest) {
    if (!project_.in_git) return false;
    const std::lock_guard lock(mutex_);
    if (!manifest && tracked_files_.contains(absolute)) return true;
    if (!work_tree_) work_tree_ = WorkTree::discover(project_.root);
    if (!*work_tree_ || !(*work_tree_)->is_tracked(content_of(absolute))) return false;
    if (!manifest) tracked_files_.insert(absolute);
    // git knows no empty directories.
    return !manifest ||
           std::all_of(manifest->entries.begin(), manifest->entries.end(), [&](const ManifestEntry& entry) {
               return entry.type == ManifestEntry::Type::directory ||
                      (*work_tree_)->is_tracked(content_of(absolute + "/" + entry.path));
           });
}

void InputStoring::put(const std::string& absolute, const std::optional<Manifest>& manifest) {
    if (!manifest) {
        store_.put(content_of(absolute));
        return;
    }
    for (const ManifestEntry& entry : manifest->entries) {
        if (entry.type == ManifestEntry::Type::file) store_.put(content_of(absolute + "/" + entry.path));
    }
    store_.put_bytes(to_json(*manifest));
}

}  // namespace mlpipe
