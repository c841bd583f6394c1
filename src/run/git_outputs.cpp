#include "git_outputs.hpp"

#include <algorithm>
#include <map>

#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

// gitignore gives these a meaning inside a pattern.
std::string escape_pattern(const std::string& path) {
    std::string escaped;
    for (const char c : path) {
        if (c == '*' || c == '?' || c == '[' || c == '\\') escaped += '\\';
        escaped += c;
    }
    if (escaped.ends_with(' ')) escaped.insert(escaped.size() - 1, "\\");
    return escaped;
}

}  // namespace

GitOutputs::GitOutputs(FileSystem& files, const Project& project, std::function<WorkTree*()> work_tree)
    : files_(files), project_(project), work_tree_(std::move(work_tree)) {}

std::vector<RunNotice> GitOutputs::after_run(const std::vector<const Stage*>& stages) {
    std::vector<RunNotice> notices;
    const WorkTree* tree = project_.in_git && !stages.empty() ? work_tree_() : nullptr;
    if (tree == nullptr) return notices;
    std::map<std::string, std::string> additions;  // by ignore file
    for (const Stage* stage : stages) {
        for (const Output& output : stage->outputs) {
            const std::string absolute = project_.absolute(output.path);
            if (!output.cache || !path::contains(tree->root(), absolute)) continue;
            if (tree->is_tracked(absolute)) {
                notices.push_back(
                    {RunNotice::Level::warning, stage->name,
                     path::printable(output.path) +
                         " is an output that git tracks too; to leave it to mlpipe: git rm -r --cached '" +
                         path::printable(project_.shown(absolute)) + "'"});
            } else if (project_.config.ignore_outputs && !tree->is_ignored(absolute)) {
                if (const auto added = addition(absolute)) additions[added->file] += added->pattern + "\n";
            }
        }
    }
    for (const auto& [file, lines] : additions) {
        std::string content = read_file_if_present(files_, file).value_or("");
        if (!content.empty() && content.back() != '\n') content += '\n';
        const auto before = files_.stat(file);
        write_file_atomically(files_, file, content + lines, Durability::lazy, before ? before->mode : 0644,
                              working_directory(files_, project_));
        std::string shown = lines.substr(0, lines.size() - 1);
        std::replace(shown.begin(), shown.end(), '\n', ' ');
        notices.push_back(
            {RunNotice::Level::info, "",
             "added to " + path::printable(project_.shown(file)) + ": " + path::printable(shown)});
    }
    return notices;
}

std::optional<GitOutputs::Addition> GitOutputs::addition(const std::string& absolute) const {
    // A newline in a name cannot be written in an ignore file.
    if (absolute.find('\n') != std::string::npos) return std::nullopt;
    std::string folder(path::parent(absolute));
    while (folder != project_.root && path::contains(project_.root, folder) &&
           !files_.link_stat(folder + "/.gitignore")) {
        folder = path::parent(folder);
    }
    const auto stat = files_.link_stat(absolute);
    const bool directory = stat && stat->type == FileType::directory;
    return Addition{folder + "/.gitignore",
                    "/" + escape_pattern(path::relative(absolute, folder)) + (directory ? "/" : "")};
}

}  // namespace mlpipe
