// A file or directory on its way to become a version: put into the store, so that the version can be had back whatever
// becomes of the working tree, and named as the registry names it. Takes no lock: who must not meet a garbage
// collection holds a share of the store meanwhile.
#pragma once
#include <string>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

struct ArtifactPlace {
    FileSystem& files;
    std::string root;             // of the project, absolute
    std::string store_directory;  // created where it is not there
    std::string stat_cache_file;  // spares reading what was hashed before; it need not exist
};

// `path` is absolute and normalised; the artifact's is relative to the root, or absolute outside of it. On the disk when
// this returns. Throws Error(usage) where nothing stands there, or a link that leads anywhere but into the store;
// Error(failed) as Store::put; Error(interrupted) after one request to stop.
ArtifactAt store_artifact(const ArtifactPlace& place, const std::string& path,
                          const Interrupt* interrupt = nullptr);

}  // namespace mlpipe
