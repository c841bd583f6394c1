// libgit2's handles as values, and its errors as ours.
#pragma once
#include <git2.h>
#if __has_include(<git2/sys/errors.h>)
#include <git2/sys/errors.h>  // git_error_clear, since libgit2 1.8
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MLPIPE_ADDRESS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define MLPIPE_ADDRESS_SANITIZER
#endif
#ifdef MLPIPE_ADDRESS_SANITIZER
#include <sanitizer/lsan_interface.h>
#endif

#include <memory>
#include <string>

namespace mlpipe::git {

// Before any other call of libgit2; it stays prepared until the process ends. Any thread.
void prepare_library();

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
using Config = std::unique_ptr<git_config, Deleter<git_config_free>>;
using Database = std::unique_ptr<git_odb, Deleter<git_odb_free>>;
using Object = std::unique_ptr<git_object, Deleter<git_object_free>>;
using Commit = std::unique_ptr<git_commit, Deleter<git_commit_free>>;
using Tree = std::unique_ptr<git_tree, Deleter<git_tree_free>>;
using Blob = std::unique_ptr<git_blob, Deleter<git_blob_free>>;
using ReferenceIterator = std::unique_ptr<git_reference_iterator, Deleter<git_reference_iterator_free>>;

// Memory that libgit2 hands out.
class Buffer {
  public:
    Buffer() = default;
    ~Buffer() { git_buf_dispose(&buffer_); }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    git_buf* get() { return &buffer_; }
    std::string text() const { return buffer_.ptr ? std::string(buffer_.ptr, buffer_.size) : std::string(); }

  private:
    git_buf buffer_ = GIT_BUF_INIT;
};

// libgit2 1.5 forgets some memory of each regular expression that does not match, which opening a repository
// asks of it. Only the leak checker of sanitized builds is told.
class LibraryLeaks {
  public:
#ifdef MLPIPE_ADDRESS_SANITIZER
    LibraryLeaks() {
        __lsan_disable();
    }
    ~LibraryLeaks() {
        __lsan_enable();
    }
#else
    LibraryLeaks() {}
    ~LibraryLeaks() {}
#endif
    LibraryLeaks(const LibraryLeaks&) = delete;
    LibraryLeaks& operator=(const LibraryLeaks&) = delete;
};

std::string hex(const git_oid& id);
git_oid parse_id(const std::string& hex);  // throws Error(failed) for anything else

// Throws Error(failed, "cannot <doing> '<path>': <what libgit2 said>"), with what to do about it where that
// is known.
[[noreturn]] void throw_git_error(const std::string& doing, const std::string& path);

}  // namespace mlpipe::git
