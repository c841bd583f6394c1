// A gzip file (RFC 1952), of several members too, unpacked as it is read.
#pragma once
#include <memory>
#include <string>

#include "mlpipe/data/table_source.hpp"

namespace mlpipe {

// `path` is for errors.
std::unique_ptr<TableSource> gzip_source(std::unique_ptr<FileReader> reader, const std::string& path);

}  // namespace mlpipe
