#include "open_repository.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe::git {

namespace {

// Where git would look first: the nearest directory upward that has a `.git`.
std::string repository_above(const std::string& directory) {
    for (std::string at = directory;; at = std::string(path::parent(at))) {
        if (::access(path::join(at, ".git").c_str(), F_OK) == 0) return at;
        if (at == "/" || at == ".") return directory;
    }
}

// libgit2 1.5 says "not found" when it means that no safe.directory is configured.
bool refused_for_its_owner(int outcome) {
    if (outcome == GIT_EOWNER) return true;
    const git_error* error = git_error_last();
    return outcome == GIT_ENOTFOUND && error != nullptr && error->message != nullptr &&
           std::string_view(error->message).find("safe.directory") != std::string_view::npos;
}

// A repository that libgit2 found and refused for its format, not for damage.
bool unknown_format() {
    const git_error* error = git_error_last();
    if (error == nullptr || error->message == nullptr) return false;
    const std::string_view said = error->message;
    const auto mentions = [&said](std::string_view words) { return said.find(words) != said.npos; };
    return mentions("extension") || mentions("object format") || mentions("object hash") ||
           mentions("repository version");
}

}  // namespace

std::optional<std::string> real_path(const std::string& path) {
    const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(path.c_str(), nullptr), &std::free);
    if (!resolved) return std::nullopt;
    return std::string(resolved.get());
}

// The path with the links of its parents resolved, where it exists; the last part stays, link or not.
std::string resolve_parents(const std::string& path) {
    std::string missing(path::name(path));
    for (std::string parent(path::parent(path));; parent = std::string(path::parent(parent))) {
        if (const auto real = real_path(parent)) return path::join(*real, missing);
        if (parent == "/" || parent == ".") return path;
        missing = path::join(path::name(parent), missing);
    }
}

Opened open_repository(const std::string& directory) {
    prepare_library();
    git_repository* found = nullptr;
    git_error_clear();
    const int outcome = [&] {
        const LibraryLeaks ignored;
        return git_repository_open_ext(&found, directory.c_str(), 0, nullptr);
    }();
    Opened opened{Repository(found), false, ""};
    if (refused_for_its_owner(outcome)) {
        const std::string refused = repository_above(directory);
        throw Error(ErrorKind::failed, "git refuses the repository '" + refused +
                                           "': it belongs to another user. To trust it, run: "
                                           "git config --global --add safe.directory '" +
                                           refused + "'");
    }
    if (outcome == GIT_ENOTFOUND || outcome >= 0) return opened;
    opened.unreadable = unknown_format();
    try {
        throw_git_error("open the git repository of", directory);
    } catch (const Error& error) {
        if (!opened.unreadable) throw;
        opened.why = error.what();
    }
    return opened;
}

}  // namespace mlpipe::git
