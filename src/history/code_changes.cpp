#include "code_changes.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "line_counts.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/git/commits.hpp"
#include "mlpipe/git/work_tree.hpp"

namespace mlpipe {
namespace {

// Beyond these a difference is read for its names.
constexpr std::size_t most_counted_files = 500;
constexpr std::uint64_t largest_counted_file = 1 << 20;
constexpr std::uint32_t file_mode = 0100644, executable_mode = 0100755;

bool is_file(std::uint32_t mode) {
    return mode == file_mode || mode == executable_mode;
}

FileChange reversed(FileChange change) {
    std::swap(change.from_id, change.to_id);
    std::swap(change.from_mode, change.to_mode);
    if (change.kind != FileChangeKind::modified)
        change.kind = change.kind == FileChangeKind::added ? FileChangeKind::removed : FileChangeKind::added;
    return change;
}

Existence existence(FileChangeKind kind) {
    switch (kind) {
        case FileChangeKind::added:
            return Existence::added;
        case FileChangeKind::removed:
            return Existence::removed;
        case FileChangeKind::modified:
            break;
    }
    return Existence::changed;
}

class CodeComparison {
  public:
    CodeComparison(Revisions& revisions, const Commits& commits, const ComparedState& from,
                   const ComparedState& to)
        : revisions_(revisions), commits_(commits), from_(from), to_(to) {
        if (revisions.project().in_git) tree_ = WorkTree::discover(revisions.project().root);
        for (const ComparedState* side : {&from, &to}) {
            const Project& project = side->revision().project;
            for (const std::string& output : side->outputs()) leave_out(project.absolute(output));
            if (!project.pipeline_file.empty()) leave_out(project.pipeline_lock_file());
        }
        const std::string own = revisions.project().state_directory();
        leave_out(own);
        if (const auto config = commits.path_in_tree(own + "/config.yaml")) config_ = *config;
    }

    std::vector<CodeChange> changes() const {
        std::vector<CodeChange> found;
        for (const FileChange& change : file_changes()) {
            if (!is_code(change.path)) continue;
            CodeChange code{change.path, existence(change.kind), std::nullopt, std::nullopt};
            if (found.size() < most_counted_files) count(change, code);
            found.push_back(std::move(code));
        }
        return found;
    }

  private:
    std::vector<FileChange> file_changes() const {
        if (to_.is_work_tree()) return commits_.changes_in_work_tree(*from_.revision().commit);
        if (!from_.is_work_tree()) return commits_.changes(*from_.revision().commit, *to_.revision().commit);
        std::vector<FileChange> changes = commits_.changes_in_work_tree(*to_.revision().commit);
        std::transform(changes.begin(), changes.end(), changes.begin(), reversed);
        return changes;
    }

    void leave_out(const std::string& absolute) {
        if (auto place = commits_.path_in_tree(absolute)) left_out_.insert(std::move(*place));
    }

    bool is_code(const std::string& path) const {
        if (path == config_) return true;
        for (std::string_view at = path; at != "."; at = path::parent(at)) {
            if (left_out_.contains(std::string(at))) return false;
        }
        const std::string absolute = path::join(commits_.tree_root(), path);
        return !tree_ || !tree_->is_ignored(absolute) || tree_->is_tracked(absolute);
    }

    // nullopt: not a file, or too large.
    std::optional<std::string> content(const ComparedState& side, const std::string& path,
                                       const std::string& id, std::uint32_t mode) const {
        if (mode == 0) return std::string();
        if (!is_file(mode)) return std::nullopt;
        if (!side.is_work_tree()) return commits_.read_blob(id);
        const std::string absolute = path::join(commits_.tree_root(), path);
        const auto stat = revisions_.files().link_stat(absolute);
        if (!stat || stat->type != FileType::file || stat->size > largest_counted_file) return std::nullopt;
        return read_file_if_present(revisions_.files(), absolute);
    }

    void count(const FileChange& change, CodeChange& code) const {
        const auto before = content(from_, change.path, change.from_id, change.from_mode);
        const auto after = before ? content(to_, change.path, change.to_id, change.to_mode) : std::nullopt;
        if (!after || before->size() > largest_counted_file || after->size() > largest_counted_file) return;
        if (const auto lines = count_lines(*before, *after)) {
            code.added = lines->added;
            code.removed = lines->removed;
        }
    }

    Revisions& revisions_;
    const Commits& commits_;
    const ComparedState& from_;
    const ComparedState& to_;
    std::optional<WorkTree> tree_;
    std::set<std::string> left_out_;  // paths in the tree
    std::string config_;
};

}  // namespace

std::vector<CodeChange> code_changes(Revisions& revisions, const ComparedState& from, const ComparedState& to,
                                     std::vector<std::string>& notes) {
    if (from.is_work_tree() && to.is_work_tree()) return {};
    const Commits* commits = revisions.commits();
    for (const ComparedState* side : {&from, &to}) {
        if (side->is_work_tree() || (commits != nullptr && side->revision().files)) continue;
        notes.push_back("the code of " + side->revision().label + " is not known: it has no commit here");
        return {};
    }
    return CodeComparison(revisions, *commits, from, to).changes();
}

}  // namespace mlpipe
