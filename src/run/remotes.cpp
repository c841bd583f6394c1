#include "mlpipe/run/remotes.hpp"

#include <algorithm>
#include <functional>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/document/edit.hpp"

namespace mlpipe {
namespace {

std::vector<std::string> names_of(const Config& config) {
    std::vector<std::string> names;
    for (const auto& [name, location] : config.remotes) names.push_back(name);
    return names;
}

[[noreturn]] void throw_unknown(const Config& config, const std::string& name) {
    throw Error(ErrorKind::usage, "there is no remote '" + path::printable(name) + "'" +
                                      text::did_you_mean(name, names_of(config)) +
                                      "; 'mlpipe remote list' lists them");
}

void check_name(const std::string& name) {
    const bool fine = !name.empty() && name.size() <= 100 && name.front() != '-' && name.front() != '.' &&
                      std::all_of(name.begin(), name.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                 c == '-' || c == '_' || c == '.';
                      });
    if (fine) return;
    throw Error(ErrorKind::usage,
                "'" + path::printable(name) +
                    "' is no name for a remote: letters, digits, '-', '_' and '.' make one");
}

void rewrite(const RemoteEdit& edit,
             const std::function<std::string(const std::string& text, const std::string& shown)>& change) {
    create_state_directory(edit.files, edit.project);
    const std::string file =
        edit.project.state_directory() + (edit.local ? "/config.local.yaml" : "/config.yaml");
    const std::string before = read_file_if_present(edit.files, file).value_or("");
    const std::string after = change(before, edit.project.shown(file));
    if (after != before) write_file_atomically(edit.files, file, after, Durability::synced);
}

}  // namespace

std::optional<std::string> default_remote(const Config& config) {
    if (config.remote) return config.remote;
    return config.remotes.size() == 1 ? std::optional(config.remotes.begin()->first) : std::nullopt;
}

const RemoteLocation& find_remote(const Config& config, const std::string& name) {
    const auto wanted = name.empty() ? default_remote(config) : std::optional(name);
    if (!wanted) {
        throw Error(ErrorKind::usage,
                    config.remotes.empty()
                        ? "there is no remote yet; 'mlpipe remote add NAME URL' adds one"
                        : "there are several remotes and none is the default; name one with --remote, or "
                          "choose one with 'mlpipe remote default NAME'");
    }
    const auto found = config.remotes.find(*wanted);
    if (found == config.remotes.end()) throw_unknown(config, *wanted);
    return found->second;
}

std::unique_ptr<Remote> open_remote(World& world, const RemoteLocation& location) {
    return world.open_remote ? world.open_remote(location) : open_remote(world.files, location);
}

std::unique_ptr<Remote> open_remote_to_read(World& world, const RemoteLocation& location) {
    const bool directory = location.kind == RemoteLocation::Kind::directory && !world.open_remote;
    if (directory && !world.files.stat(location.path)) {
        throw Error(ErrorKind::failed, "the remote '" + path::printable(location.path) +
                                           "' is not there; is it mounted, and has anybody pushed to it?");
    }
    return open_remote(world, location);
}

void add_remote(const RemoteEdit& edit, const std::string& name, const std::string& url, bool replace) {
    check_name(name);
    parse_remote_url(url, edit.project.root);
    if (!replace && edit.project.config.remotes.contains(name)) {
        throw Error(ErrorKind::usage, "there is a remote '" + name + "' already, at '" +
                                          edit.project.config.remotes.at(name).url +
                                          "'; --force gives it another place");
    }
    rewrite(edit, [&](const std::string& text, const std::string& shown) {
        return put_entry(text, shown, {"remotes", name, "url"}, url);
    });
}

void remove_remote(const RemoteEdit& edit, const std::string& name) {
    if (!edit.project.config.remotes.contains(name)) throw_unknown(edit.project.config, name);
    bool there = false;
    rewrite(edit, [&](const std::string& text, const std::string& shown) {
        std::string without = remove_entry(text, shown, {"remotes", name});
        there = without != text;
        return there && edit.project.config.remote == name ? remove_entry(without, shown, {"remote"})
                                                           : without;
    });
    if (there) return;
    throw Error(ErrorKind::usage, "the remote '" + name + "' stands in " +
                                      (edit.local ? "config.yaml; leave --local out"
                                                  : "config.local.yaml; --local removes it there"));
}

void set_default_remote(const RemoteEdit& edit, const std::optional<std::string>& name) {
    if (name && !edit.project.config.remotes.contains(*name)) throw_unknown(edit.project.config, *name);
    rewrite(edit, [&](const std::string& text, const std::string& shown) {
        return name ? put_entry(text, shown, {"remote"}, *name) : remove_entry(text, shown, {"remote"});
    });
}

}  // namespace mlpipe
