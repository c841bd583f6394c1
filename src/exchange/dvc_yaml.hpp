// A document as DVC writes it, byte for byte: what ruamel.yaml makes of plain data, in blocks, with lines of 80
// characters. Comments are not known here. Pure.
#pragma once
#include <string>

#include "mlpipe/document/node.hpp"

namespace mlpipe {

std::string dvc_yaml(const Node& root);

}  // namespace mlpipe
