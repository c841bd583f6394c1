// A scalar in the text of a document of any format: how far it reaches, and how another is written in its place.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/document/node.hpp"

namespace mlpipe::document {

// Bytes from `begin`, where the text of `scalar` begins (in YAML past anchors and tags); nullopt where that cannot be
// told.
std::optional<std::size_t> scalar_length(DocumentFormat format, std::string_view text, std::size_t begin,
                                         const Node& scalar);

// The ways to write a value that is no list and no map, the preferred one first; some may read back as another.
// `given` is what a person wrote for it, `replaced` the text in whose place it is put.
std::vector<std::string> scalar_forms(DocumentFormat format, const std::string& given, const Value& value,
                                      std::string_view replaced);

}  // namespace mlpipe::document
