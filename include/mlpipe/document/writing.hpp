// Values as the text of a document.
#pragma once
#include <string>

#include "mlpipe/document/node.hpp"

namespace mlpipe {

// A document again. Comments and layout are lost; each scalar stays as it was written, so that whoever reads the file by
// other rules (YAML 1.1, say) reads it as he would have read the original. JSON where the file's name ends in .json, else
// YAML, of which TOML and Python know nothing. parse_document reads the same values back.
std::string document_text(const Document& document);

// As a person writes YAML: a line for each entry, texts of several lines as such, quotes only where YAML 1.1 or 1.2 would
// read something else. parse_yaml reads the same value back, where its texts are UTF-8.
std::string yaml_text(const Value& value);

}  // namespace mlpipe
