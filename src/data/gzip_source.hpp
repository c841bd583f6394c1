// A gzip file (RFC 1952), of several members too, unpacked as it is read.
#pragma once
#include <memory>
#include <string>

#include "mlpipe/data/byte_source.hpp"

namespace mlpipe {

// `path` is for errors.
std::unique_ptr<ByteSource> gzip_source(std::unique_ptr<FileReader> reader, const std::string& path);

}  // namespace mlpipe
