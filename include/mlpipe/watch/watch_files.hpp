// Where a watch remembers, one directory a pipeline file: .mlpipe/monitor/<pipeline file>/
//   state.json     what it knows (model/watch_state.hpp); written by the watch alone
//   silences.json  written by whoever wants silence, also while a watch goes on
//   lock, lease    of the one watch, and of the command that it tells
// Files rather than rows of lineage.db: a damaged database is one of the things that a watch must be able to tell, and
// each step changes one small document as a whole, by sync and rename.
//
// One object serves one thread. Throws Error(failed), and Error(damaged) for a file that cannot be read.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/file_lock.hpp"
#include "mlpipe/model/watch_state.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

class WatchFiles {
  public:
    WatchFiles(FileSystem& files, const Project& project);

    const std::string& directory() const { return directory_; }

    // Held as long as one watches. Made on the disk where it is not there; Error(locked) while another does.
    FileLock lock();
    bool is_watched() const;  // somebody holds it, as far as its note tells

    std::optional<WatchState> state() const;  // nullopt: nobody has watched yet
    void write(const WatchState& state);

    std::vector<Silence> silences() const;  // the newest last
    // The one that holds at that time.
    std::optional<Silence> silence_at(std::int64_t now_ns) const;
    void add(const Silence& silence);
    // Ends those that hold; whether there was one.
    bool end_silence(std::int64_t now_ns);

  private:
    void make_directory();
    FileLock lock_silences();
    void write_silences(const std::vector<Silence>& silences);

    FileSystem& files_;
    const Project& project_;
    std::string directory_;
};

}  // namespace mlpipe
