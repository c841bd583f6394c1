// libgit2's handles as values, and its errors as ours.
#pragma once
#include <git2.h>

#include <memory>
#include <string>

namespace mlpipe::git {

// libgit2 counts its users; the first prepares it and the last tidies up.
class Session {
  public:
    Session();
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
};

template <auto free_function>
struct Deleter {
    template <typename T>
    void operator()(T* handle) const {
        free_function(handle);
    }
};

using Repository = std::unique_ptr<git_repository, Deleter<git_repository_free>>;
using Reference = std::unique_ptr<git_reference, Deleter<git_reference_free>>;
using Index = std::unique_ptr<git_index, Deleter<git_index_free>>;

// Throws Error(failed, "cannot <doing> '<path>': <what libgit2 said>"), with what to do about it where that
// is known.
[[noreturn]] void throw_git_error(const std::string& doing, const std::string& path);

}  // namespace mlpipe::git
