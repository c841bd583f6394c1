// A fast reader of the YAML that pipelines are mostly written in: block maps and lists, scalars and flow
// collections that end on their line. Everything else (anchors, tags, escapes, block scalars, several lines,
// tabs ...) it declines, and yaml-cpp, which takes some 100 ns a byte, decides. Where it accepts, both must
// tell the same events: a test compares them on mutated documents.
#pragma once
#include <string_view>

namespace YAML {
class EventHandler;
}

namespace mlpipe::document {

// False where the text is declined, maybe after some events: the handler is then of no use. `text` is UTF-8.
bool scan_block_text(std::string_view text, YAML::EventHandler& handler);

}  // namespace mlpipe::document
