// What of a document is templating: `vars`, `foreach`, `matrix` and ${...}. The place where it will be
// resolved.
#pragma once
#include <vector>

#include "mlpipe/document/node.hpp"

namespace mlpipe::load {

std::vector<Diagnostic> find_templating(const Document& document);

// The document without `vars` and the stages that are templates, so that what is wrong with the rest can be
// told too.
Document without_templates(const Document& document);

}  // namespace mlpipe::load
