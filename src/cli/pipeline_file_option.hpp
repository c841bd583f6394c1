// -f, as most commands take it.
#pragma once
#include <string>

namespace CLI {
class App;
}

namespace mlpipe::cli {

void add_pipeline_file_option(CLI::App& command, std::string& file);

}  // namespace mlpipe::cli
