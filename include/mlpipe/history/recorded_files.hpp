// What a state of the project had at given paths: outputs by reference, code by content. For those who bring
// it back. Reads only.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/history/revision.hpp"
#include "mlpipe/run/restore.hpp"

namespace mlpipe {

// The outputs that the state recorded, sorted by path, which is relative to its pipeline file. `paths` are
// absolute: outputs at them, within them, and the parts of outputs that they name; none: all. Throws
// Error(usage) for a path that is no output of that state.
std::vector<ArtifactAt> recorded_outputs(Revisions& revisions, const Revision& revision,
                                         const std::vector<std::string>& paths);

// The files of the project that its commit has and that are another, or absent, in the working tree; without
// outputs and without what is mlpipe's own. Throws Error(usage) where the code is not known.
std::vector<RestoredFile> recorded_code(Revisions& revisions, const Revision& revision,
                                        const std::vector<std::string>& paths);

// The outputs, and with `code` all files of the commit, into another directory, which is made, or empty; paths
// below it are those below the repository's root. The working tree is not touched.
Restoration write_elsewhere(Revisions& revisions, const Revision& revision,
                            const std::vector<ArtifactAt>& outputs, bool code, const std::string& directory);

// Puts what the commit alone holds (small outputs that git keeps) into the store, so that it can be restored.
void keep_committed_outputs(Revisions& revisions, const Revision& revision,
                            const std::vector<ArtifactAt>& outputs);

}  // namespace mlpipe
