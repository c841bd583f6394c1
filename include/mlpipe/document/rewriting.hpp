// A YAML text made to say something else, with the layout and the comments of all that it goes on to say.
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/document/node.hpp"

namespace mlpipe {

struct Rewritten {
    std::string text;
    bool comments_lost = false;  // the text could not be edited, and was written anew
};

// `text` is YAML, and becomes a text that parse_yaml reads as `target`. Entries of maps that stay keep their bytes; those that
// differ are written anew, each map that is laid out line by line by itself; new ones follow at the end of their map.
// What only the layout can say (anchors, merge keys, the order of entries) may make it necessary to write all anew.
// Throws PipelineError where the text is no YAML.
Rewritten rewrite_yaml(std::string_view text, const std::string& file, const Node& target);

}  // namespace mlpipe
