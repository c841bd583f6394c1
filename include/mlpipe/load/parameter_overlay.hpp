// One parameter file laid over another: some values differ, and nothing is new. Pure; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

struct ParameterFileText {
    std::string file;  // as messages name it; its ending says how it is read
    std::string_view text;
};

struct OverlaidParameters {
    std::string text;               // of the whole file; of YAML and JSON without comments
    std::vector<std::string> keys;  // dotted: what the overlay says, in its order
};

// Maps are merged key by key; anything else that `over` says replaces what `base` has. Throws PipelineError with
// all of: a key that `base` does not have, a single value or a list where `base` has a map with keys, and what
// neither can be read as. What is laid over a TOML or Python file changes values in its text, and keeps all else.
OverlaidParameters overlay_parameters(const ParameterFileText& base, const ParameterFileText& over);

}  // namespace mlpipe
