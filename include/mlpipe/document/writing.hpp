// A tree of values as the text of a document again. Comments and layout are lost; each scalar stays as it was written,
// so that whoever reads the file by other rules (YAML 1.1, say) reads it as he would have read the original.
#pragma once
#include <string>

#include "mlpipe/document/node.hpp"

namespace mlpipe {

// JSON where the file's name ends in .json, else YAML, of which TOML and Python know nothing. parse_document reads the
// same values back.
std::string document_text(const Document& document);

}  // namespace mlpipe
