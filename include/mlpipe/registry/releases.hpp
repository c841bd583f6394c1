// The releases of one model in one place, as directories:
//   <name>/<sha256>/    one release: the artifact under its own name, and release.json; never written again
//   <name>/current      a link to the release that is live
//   <name>/state.json   which releases were good, and what has begun (docs/format.md)
// At every moment `current` leads to a whole release or is not there. Knows nothing of registries, nor of what
// a release does when it is live.
//
// One object serves one thread. Who changes anything holds lock(); reading takes none. Everything that is
// written is on the disk when a function returns. Throws Error(failed), and Error(damaged) for a state.json
// that cannot be read.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "mlpipe/base/file_lock.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/model/deployment.hpp"

namespace mlpipe {

class Releases {
  public:
    // `place` is absolute and holds the releases of all models. `store_directory`: an artifact may be a link to an
    // object there. `interrupt` may be null; the first request ends reading and copying with Error(interrupted).
    // Throws Error(usage) for a name that cannot be a directory of releases.
    Releases(FileSystem& files, const std::string& place, const std::string& model,
             std::string store_directory = "", const Interrupt* interrupt = nullptr);

    const std::string& directory() const { return directory_; }
    std::string current_link() const { return directory_ + "/current"; }
    std::string path_of(const Digest& release) const { return directory_ + "/" + release.hex(); }
    // Throws Error(usage) where nothing was ever deployed.
    void check_deployed() const;

    // What `current` leads to. Throws Error(failed) when it is something else than a link to a release.
    std::optional<Digest> current() const;
    // What release.json says; nullopt where there is no such release.
    std::optional<ReleaseContent> content(const Digest& release) const;
    // Whether all of it is there, by content; above `most_read` bytes by size alone.
    bool is_whole(const Digest& release, std::uint64_t most_read = UINT64_MAX) const;
    ReleaseState state() const;

    // Made on the disk when it is not there. Error(locked) when another process deploys or rolls back.
    FileLock lock();
    // Copies `source`, which the content describes, into a release of its own. One that is there and whole
    // stays as it is, and says what it holds; one that is not whole is replaced.
    ReleaseContent place(const ReleaseContent& content, const std::string& source);
    // By the rename of a new link; nullopt: away with it.
    void point_current_to(const std::optional<Digest>& release);
    void write(const ReleaseState& state);
    // What a killed process was writing.
    void remove_leftovers();

  private:
    bool holds(const std::string& directory, const ReleaseContent& content) const;
    void make_directory();
    void build(const ReleaseContent& content, const std::string& source, const std::string& directory);

    FileSystem& files_;
    std::string place_, model_, directory_, store_directory_;
    const Interrupt* interrupt_;
};

}  // namespace mlpipe
