// How an output gets into the store: whole, or, when it is large and git keeps it (`cache: false`), by digest
// alone.
#pragma once
#include <string>

#include "mlpipe/model/stage_record.hpp"
#include "mlpipe/store/hasher.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {

// Throws Error(failed) when nothing stands at `absolute`, or a link does.
Reference store_output(Store& store, const Hasher& hasher, const std::string& absolute,
                       const OutputSpec& output);

}  // namespace mlpipe
