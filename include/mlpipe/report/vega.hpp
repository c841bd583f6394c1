// Vega, Vega-Lite and vega-embed as one script, where the build had it.
#pragma once
#include <optional>
#include <string_view>

namespace mlpipe {

// Defines the function `mlpipe_vega_embed`; may stand in a script element as it is. nullopt: built without it.
std::optional<std::string_view> vega_script();

}  // namespace mlpipe
