// What no root reaches.
#include <algorithm>
#include <unordered_set>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "store_state.hpp"

namespace mlpipe {
namespace {

using Digests = std::unordered_set<Digest>;

constexpr double leftover_grace_s = 24 * 60 * 60;

class Sweep {
  public:
    Sweep(const Store::State& store, double grace_s)
        : store_(store), grace_s_(grace_s), now_ns_(store.files.now_ns()) {}

    void records(const Digests& live_keys) {
        for (const DirectoryEntry& prefix : list("records"))
            for (const DirectoryEntry& key : list("records/" + prefix.name)) {
                const auto digest = split_digest(prefix.name, key.name);
                const std::string directory = "records/" + prefix.name + "/" + key.name;
                for (const DirectoryEntry& entry : list(directory)) {
                    const bool live = !digest || live_keys.contains(*digest);
                    if (take(directory + "/" + entry.name, live, grace_s_)) ++plan.records;
                }
            }
    }

    void objects(const Digests& live) {
        for (const DirectoryEntry& prefix : list("objects"))
            for (const DirectoryEntry& entry : list("objects/" + prefix.name)) {
                const auto digest = split_digest(prefix.name, entry.name);
                // What is no object is not ours to remove; verify() names it.
                if (!digest) continue;
                if (take("objects/" + prefix.name + "/" + entry.name, live.contains(*digest), grace_s_))
                    ++plan.objects;
            }
    }

    void leftovers() {
        for (const DirectoryEntry& entry : list("tmp")) {
            const std::uint64_t kept = plan.kept;
            take("tmp/" + entry.name, false, leftover_grace_s);
            plan.kept = kept;
        }
    }

    Store::GarbagePlan plan;

  private:
    std::vector<DirectoryEntry> list(const std::string& path) const {
        return list_if_present(store_.files, store_.directory + "/" + path);
    }

    bool take(const std::string& path, bool live, double grace_s) {
        const auto stat = store_.files.link_stat(store_.directory + "/" + path);
        if (!stat) return false;
        // Either time: a hard link into the working tree carries the object's times and is touched with it.
        const double age_s = static_cast<double>(now_ns_ - std::max(stat->mtime_ns, stat->ctime_ns)) * 1e-9;
        if (live || age_s < grace_s) {
            ++plan.kept;
            return false;
        }
        plan.paths.push_back(path);
        if (stat->type == FileType::file) plan.bytes += stat->size;
        return true;
    }

    const Store::State& store_;
    const double grace_s_;
    const std::int64_t now_ns_;
};

bool is_below_store(const std::string& path) {
    if (path != path::normalise(path) || path::is_absolute(path)) return false;
    return path.starts_with("objects/") || path.starts_with("records/") || path.starts_with("tmp/");
}

}  // namespace

Store::GarbagePlan Store::find_garbage(const std::vector<Digest>& live_keys,
                                       const std::vector<Reference>& live, double grace_s) const {
    Digests objects, manifests;
    for (const Reference& reference : live) {
        objects.insert(reference.digest);
        if (reference.type != ReferenceType::directory || !manifests.insert(reference.digest).second)
            continue;
        try {
            const auto text = read_file_if_present(state_->files, state_->object_path(reference.digest));
            if (!text || sha256(*text) != reference.digest) continue;
            for (const ManifestEntry& entry : parse_manifest(*text).entries)
                if (entry.type == ManifestEntry::Type::file) objects.insert(entry.digest);
        } catch (const Error& error) {
            // Not to be read now is not the same as damaged: its files must not be lost over it.
            if (error.kind() != ErrorKind::damaged) throw;
        }
    }
    Sweep sweep(*state_, grace_s);
    sweep.records(Digests(live_keys.begin(), live_keys.end()));
    sweep.objects(objects);
    sweep.leftovers();
    return std::move(sweep.plan);
}

void Store::remove(const GarbagePlan& plan) {
    std::vector<std::string> paths = plan.paths;
    // Records before what they speak of, at whatever moment this ends.
    std::stable_partition(paths.begin(), paths.end(),
                          [](const std::string& path) { return path.starts_with("records/"); });
    std::unordered_set<std::string> keys;
    for (const std::string& path : paths) {
        if (!is_below_store(path))
            throw Error(ErrorKind::usage,
                        "cannot remove '" + path::printable(path) + "': it is not in the store");
        const std::string full = state_->directory + "/" + path;
        if (path.starts_with("tmp/"))
            state_->files.remove_tree(full);
        else
            state_->files.remove_file(full);
        if (path.starts_with("records/")) keys.insert(std::string(path::parent(full)));
    }
    for (const std::string& key : keys)
        if (list_if_present(state_->files, key).empty()) state_->files.remove_file(key);
}

}  // namespace mlpipe
