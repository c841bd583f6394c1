#include "settings.hpp"

#include <string_view>

#include "git_program.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe::git {

namespace {

using ConfigIterator = std::unique_ptr<git_config_iterator, Deleter<git_config_iterator_free>>;

bool flag(git_config* config, const char* name, bool otherwise) {
    int value = 0;
    return git_config_get_bool(&value, config, name) == 0 ? value != 0 : otherwise;
}

// A file that the configuration names, or that of the same name beside the user's own configuration.
std::string user_text(const FileSystem& files, git_config* config, const char* setting, const char* name) {
    Buffer named;
    if (git_config_get_path(named.get(), config, setting) == 0) return text_if_readable(files, named.text());
    Buffer directories;
    if (git_libgit2_opts(GIT_OPT_GET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, directories.get()) < 0) return "";
    const std::string list = directories.text();
    const std::string first = list.substr(0, list.find(GIT_PATH_LIST_SEPARATOR));
    return first.empty() ? "" : text_if_readable(files, path::join(first, name));
}

std::string all_filters(git_config* config) {
    std::string text;
    for (const auto& [name, value] : config_below(config, "filter.")) text += name + "=" + value + "\n";
    return text;
}

std::string variable(std::string_view name) {
    for (const std::string& entry : environment_for_git())
        if (entry.starts_with(name) && entry.compare(name.size(), 1, "=") == 0)
            return entry.substr(name.size() + 1);
    return "";
}

// What git, too, leaves out of a name or an address: they would end it.
std::string without_delimiters(std::string text) {
    std::erase_if(text, [](char letter) { return letter == '<' || letter == '>' || letter == '\n'; });
    return text;
}

}  // namespace

Config open_config(git_repository* repository) {
    git_config* opened = nullptr;
    if (git_repository_config_snapshot(&opened, repository) < 0)
        throw_git_error("read the configuration of", git_repository_path(repository));
    return Config(opened);
}

std::optional<std::string> config_text(git_config* config, const char* name) {
    const char* value = nullptr;
    if (git_config_get_string(&value, config, name) < 0 || *value == '\0') return std::nullopt;
    return std::string(value);
}

std::optional<std::string> config_text(git_config* config, const std::string& name) {
    return config_text(config, name.c_str());
}

std::vector<std::pair<std::string, std::string>> config_below(git_config* config, std::string_view prefix) {
    std::vector<std::pair<std::string, std::string>> found;
    git_config_iterator* started = nullptr;
    if (git_config_iterator_new(&started, config) < 0) return found;
    const ConfigIterator iterator(started);
    git_config_entry* entry = nullptr;
    // Not by libgit2's pattern: it forgets some memory of each entry that does not match.
    while (git_config_next(&entry, iterator.get()) == 0)
        if (std::string_view(entry->name).starts_with(prefix))
            found.emplace_back(entry->name, entry->value != nullptr ? entry->value : "");
    return found;
}

Identity identity_of(const std::function<std::optional<std::string>(const char*)>& config) {
    const auto choose = [&](const char* committer, const char* setting, const char* otherwise) {
        std::string found = without_delimiters(variable(committer));
        if (found.empty()) found = without_delimiters(config(setting).value_or(""));
        return found.empty() ? otherwise : found;
    };
    return {choose("GIT_COMMITTER_NAME", "user.name", "mlpipe"),
            choose("GIT_COMMITTER_EMAIL", "user.email", "mlpipe@localhost")};
}

std::string text_if_readable(const FileSystem& files, const std::string& path) {
    try {
        return read_file_if_present(files, path).value_or("");
    } catch (const Error&) {
        return "";
    }
}

TreeSettings read_settings(const FileSystem& files, git_config* config, const std::string& info) {
    TreeSettings settings;
    settings.file_mode = flag(config, "core.filemode", true);
    settings.links = flag(config, "core.symlinks", true);
    settings.ignore.push_back(user_text(files, config, "core.excludesfile", "ignore"));
    settings.ignore.push_back(text_if_readable(files, path::join(info, "exclude")));
    for (const char* name : {"core.autocrlf", "core.eol"})
        settings.filters += config_text(config, name).value_or("") + "\n";
    settings.filters += user_text(files, config, "core.attributesfile", "attributes") + "\n" +
                        text_if_readable(files, path::join(info, "attributes")) + "\n" + all_filters(config);
    return settings;
}

}  // namespace mlpipe::git
