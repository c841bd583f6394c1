#include "mlpipe/git/git_remote.hpp"

#include <algorithm>

#include "git_program.hpp"
#include "mlpipe/base/text.hpp"
#include "place.hpp"

namespace mlpipe {

std::optional<std::string> default_git_remote(FileSystem& files, const std::string& root,
                                              const std::string& own_directory) {
    const auto place = git::find_place(files, root, own_directory, false);
    if (!place || place->own()) return std::nullopt;
    const git::GitProgram git(place->tree_root);
    const std::string doing = "look for the remotes of '" + place->tree_root + "'";
    for (const std::string& line : text::split_lines(
             git.run({doing, {"for-each-ref", "--format=%(HEAD)%(upstream:remotename)", "refs/heads"}}))) {
        if (line.starts_with('*') && line.size() > 1) return line.substr(1);
    }
    std::vector<std::string> remotes = text::split_lines(git.run({doing, {"remote"}}));
    std::erase(remotes, "");
    if (std::find(remotes.begin(), remotes.end(), "origin") != remotes.end()) return "origin";
    return remotes.size() == 1 ? std::optional(remotes.front()) : std::nullopt;
}

}  // namespace mlpipe
