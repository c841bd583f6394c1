#include "data_changes.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "mlpipe/base/path.hpp"
#include "mlpipe/git/commits.hpp"

namespace mlpipe {
namespace {

struct Artifact {
    std::string stage;
    Reference reference;
};
// Whether it is an output, and its path: sources stand before outputs.
using Artifacts = std::map<std::pair<bool, std::string>, Artifact>;

// Whether something in `paths` is `path`, lies in it or around it.
bool overlaps(const std::set<std::string>& paths, const std::string& path) {
    for (std::string_view at = path; at != "." && at != "/"; at = path::parent(at)) {
        if (paths.contains(std::string(at))) return true;
    }
    const auto below = paths.lower_bound(path + "/");
    return below != paths.end() && path::contains(path, *below);
}

Artifacts artifacts_of(const ComparedState& state) {
    Artifacts found;
    for (const auto& [stage, record] : state.stages()) {
        for (const ArtifactAt& output : record.outputs)
            found.insert_or_assign({true, output.path}, Artifact{stage, output.reference});
        for (const ArtifactAt& source : record.inputs.dependencies)
            if (!overlaps(state.outputs(), source.path))
                found.emplace(std::pair(false, source.path), Artifact{stage, source.reference});
    }
    return found;
}

const Artifact* find(const Artifacts& artifacts, const Artifacts::key_type& key) {
    const auto found = artifacts.find(key);
    return found == artifacts.end() ? nullptr : &found->second;
}

bool is_directory(const Artifact* artifact) {
    return artifact != nullptr && artifact->reference.type == ReferenceType::directory;
}

std::set<std::string> paths_of(const std::vector<CodeChange>& code) {
    std::set<std::string> paths;
    for (const CodeChange& change : code) paths.insert(change.path);
    return paths;
}

}  // namespace

std::vector<FileDifference> compare_manifests(const Manifest& before, const Manifest& after) {
    std::vector<FileDifference> found;
    auto left = before.entries.begin();
    auto right = after.entries.begin();
    while (left != before.entries.end() || right != after.entries.end()) {
        if (right == after.entries.end() || (left != before.entries.end() && left->path < right->path)) {
            found.push_back({(left++)->path, Existence::removed});
        } else if (left == before.entries.end() || right->path < left->path) {
            found.push_back({(right++)->path, Existence::added});
        } else {
            if (*left != *right) found.push_back({left->path, Existence::changed});
            ++left;
            ++right;
        }
    }
    return found;
}

std::vector<DataChange> data_changes(Revisions& revisions, const ComparedState& from, const ComparedState& to,
                                     const std::vector<CodeChange>& code) {
    const Artifacts before = artifacts_of(from), after = artifacts_of(to);
    const std::set<std::string> code_paths = paths_of(code);
    std::set<Artifacts::key_type> keys;
    for (const Artifacts* side : {&before, &after})
        for (const auto& [key, artifact] : *side) keys.insert(key);
    const auto is_code = [&](const std::string& path) {
        if (code_paths.empty()) return false;
        const auto place = revisions.commits()->path_in_tree(to.revision().project.absolute(path));
        return place && overlaps(code_paths, *place);
    };
    std::vector<DataChange> found;
    for (const auto& key : keys) {
        const auto& [output, path] = key;
        const Artifact* old = find(before, key);
        const Artifact* now = find(after, key);
        if (old && now && old->reference.same_content(now->reference)) continue;
        if ((!old && !from.knows(now->stage)) || (!now && !to.knows(old->stage))) continue;
        if (!output && is_code(path)) continue;
        DataChange change{path, output, now ? now->stage : old->stage, {}, {}, {}};
        if (old) change.before = old->reference;
        if (now) change.after = now->reference;
        if (is_directory(old) && is_directory(now)) {
            const auto left = from.manifest({path, old->reference});
            const auto right = left ? to.manifest({path, now->reference}) : std::nullopt;
            if (right) change.files = compare_manifests(*left, *right);
        }
        found.push_back(std::move(change));
    }
    return found;
}

}  // namespace mlpipe
