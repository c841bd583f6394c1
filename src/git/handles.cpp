#include "handles.hpp"

#include <array>

#include "mlpipe/base/error.hpp"

namespace mlpipe::git {

void prepare_library() {
    // Once: the first use reads all certificates of the system, which takes longer than most of what is asked.
    // A failed attempt leaves nothing behind and is made again.
    static const bool prepared = [] {
        if (git_libgit2_init() < 0) throw_git_error("prepare", "libgit2");
        // Extensions that change nothing for HEAD, index and ignore files, but that libgit2 1.5 would refuse:
        // sparse checkouts set the first, partial clones the second.
        std::array<const char*, 3> harmless = {"worktreeconfig", "partialclone", "preciousobjects"};
        git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless.data(), harmless.size());
        return true;
    }();
    static_cast<void>(prepared);
}

std::string hex(const git_oid& id) {
    std::array<char, GIT_OID_HEXSZ + 1> text{};
    git_oid_tostr(text.data(), text.size(), &id);
    return text.data();
}

git_oid parse_id(const std::string& hex) {
    git_oid id;
    if (hex.size() != GIT_OID_HEXSZ || git_oid_fromstr(&id, hex.c_str()) < 0)
        throw Error(ErrorKind::failed, "'" + hex + "' is not the id of a git object");
    return id;
}

void throw_git_error(const std::string& doing, const std::string& path) {
    const git_error* error = git_error_last();
    const std::string said = error != nullptr && error->message != nullptr ? error->message : "unknown error";
    std::string message = "cannot " + doing + " '" + path + "': " + said;
    const auto mentions = [&said](const char* words) { return said.find(words) != std::string::npos; };
    if (mentions("extension") || mentions("object format") || mentions("repository version"))
        message += " (a repository format that libgit2 cannot read, such as SHA-256 object names)";
    throw Error(ErrorKind::failed, message);
}

}  // namespace mlpipe::git
