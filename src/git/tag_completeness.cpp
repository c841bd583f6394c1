#include "tag_completeness.hpp"

#include <map>
#include <string_view>

#include "mlpipe/base/text.hpp"

namespace mlpipe::git {

namespace {

// For a person to copy; what a shell would take for more than a word is quoted.
std::string shell_word(const std::string& name) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
    return name.find_first_not_of(plain) == name.npos ? name : text::shell_quoted(name);
}

struct Remote {
    std::string tag_option;
    bool all_branches = false, all_tags = false, fetches = false;
};

std::map<std::string, Remote> remotes_of(const std::vector<std::pair<std::string, std::string>>& settings) {
    std::map<std::string, Remote> remotes;
    for (const auto& [name, value] : settings) {
        // remote.<name>.<key>, and the name may have points.
        const std::size_t begin = name.find('.') + 1, end = name.rfind('.');
        if (begin == 0 || end < begin) continue;
        Remote& remote = remotes[name.substr(begin, end - begin)];
        const std::string key = name.substr(end + 1);
        if (key == "tagopt") remote.tag_option = value;
        if (key != "fetch") continue;
        const std::string source = value.substr(value.starts_with('+') ? 1 : 0);
        remote.fetches = true;
        if (source.starts_with("refs/heads/*:") || source.starts_with("refs/*:")) remote.all_branches = true;
        if (source.starts_with("refs/tags/*:") || source.starts_with("refs/*:")) remote.all_tags = true;
    }
    return remotes;
}

}  // namespace

TagCompleteness tag_completeness(const std::vector<std::pair<std::string, std::string>>& remote_settings,
                                 bool shallow) {
    TagCompleteness answer;
    for (const auto& [name, remote] : remotes_of(remote_settings)) {
        // One that is only pushed to has nothing to bring.
        if (!remote.fetches || remote.all_tags || remote.tag_option == "--tags") continue;
        const bool refused = remote.tag_option == "--no-tags";
        if (!shallow && !refused && remote.all_branches) continue;
        answer.why = shallow   ? "this is a shallow clone"
                     : refused ? "this clone takes no tags from '" + name + "'"
                               : "this clone takes only some branches from '" + name + "'";
        if (!answer.complete) answer.fetch += " && ";
        answer.complete = false;
        const std::string word = shell_word(name);
        // So that the clone is known to be complete afterwards, also when there was nothing to fetch.
        if (refused || !remote.all_branches)
            answer.fetch += "git config remote." + word + ".tagOpt --tags && ";
        answer.fetch += std::string("git fetch --tags ") + (shallow ? "--unshallow " : "") + word;
        if (shallow) return answer;  // one remote brings the history
    }
    return answer;
}

}  // namespace mlpipe::git
