#include "mlpipe/registry/stored_artifact.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/store/stat_cache.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {

ArtifactAt store_artifact(const ArtifactPlace& place, const std::string& path, const Interrupt* interrupt) {
    ArtifactAt artifact;
    artifact.path = path::contains(place.root, path) ? path::relative(path, place.root) : path;
    const std::string shown = "'" + path::printable(artifact.path) + "'";
    if (!place.files.link_stat(path)) throw Error(ErrorKind::usage, "there is no file or directory " + shown);
    // It changes while it is read, and would hold itself.
    const std::string state = path::join(place.root, ".mlpipe");
    if (path::overlap(path, state))
        throw Error(ErrorKind::usage,
                    shown + " holds mlpipe's own files, or is among them; name the model alone");
    ThreadPool pool(core_count());
    StatCache cache(place.stat_cache_file);
    Store store(place.files, place.store_directory, &cache, pool, interrupt);
    artifact.reference = store.put(path, 1);
    if (artifact.reference.type == ReferenceType::link)
        throw Error(ErrorKind::usage, shown + " is a link; name what it leads to");
    store.sync();
    cache.save();
    return artifact;
}

}  // namespace mlpipe
