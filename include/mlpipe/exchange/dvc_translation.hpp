// A pipeline.yaml as a dvc.yaml, and the other way round: documents, with their templates as they are written. What the
// two have in common stays; what DVC does not know stands under `meta: {mlpipe: ...}`, where our reader of a dvc.yaml looks
// for it. Pure; any thread.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/document/node.hpp"

namespace mlpipe {

struct DvcTranslation {
    // A key that does not say the same over there, or cannot be said.
    struct Note {
        std::string stage;  // empty: of the top level
        std::string key;
        bool dropped = false;  // else under `meta: mlpipe`
        bool operator==(const Note&) const = default;
    };
    Node document;
    std::vector<Note> notes;
    std::vector<std::string> wrong_names;  // of stages that DVC cannot have
};

// `pipeline`: the root of a sound pipeline.yaml.
DvcTranslation translate_to_dvc(const Node& pipeline);

// `dvc`: the root of a sound dvc.yaml. `shell`: what runs its commands there, as `shell:` has it; they go on to be run by
// it.
DvcTranslation translate_from_dvc(const Node& dvc, const std::string& shell);

}  // namespace mlpipe
