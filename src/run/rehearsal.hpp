// A pipeline as it is run under test.
#pragma once
#include <optional>

#include "mlpipe/model/pipeline.hpp"
#include "mlpipe/plan/graph.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

// Without a rehearsal as it is.
Pipeline rehearsed(Pipeline pipeline, const std::optional<Rehearsal>& rehearsal);

// Where all stages are meant: without those that serve nobody but stages whose outputs are given.
SelectionOptions rehearsed(SelectionOptions selection, const Pipeline& pipeline, const Graph& graph,
                           const std::optional<Rehearsal>& rehearsal);

}  // namespace mlpipe
