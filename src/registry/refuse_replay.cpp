#include "refuse_replay.hpp"

#include "mlpipe/base/error.hpp"

namespace mlpipe::registry {

void refuse_replay(const RegistryPlace& place, const std::string& what) {
    if (place.replay)
        throw Error(ErrorKind::usage, "replays never " + what +
                                          " (MLPIPE_REPLAY is set): this is the repetition of a past run");
}

}  // namespace mlpipe::registry
