// A `.dvc` file: what DVC tracks beside a pipeline, and by which content. Reads tolerantly: keys that are not known
// mean nothing. Pure; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/exchange/dvc_hash.hpp"

namespace mlpipe {

// A file or directory as DVC names it, in a .dvc file and in dvc.lock alike.
struct DvcArtifact {
    std::string path;                     // as written
    std::optional<DvcHash> hash;          // absent: not known yet, or known by something else than an MD5
    std::optional<std::uint64_t> size;    // bytes; of a directory the sum of its files
    std::optional<std::uint64_t> nfiles;  // of a directory
    bool executable = false;
    Position position;
};

struct DvcFile {
    std::string working_directory =
        ".";  // relative to the file's folder; paths of `outputs` are relative to it
    std::vector<DvcArtifact> outputs;
    bool imported = false;  // has a source elsewhere: a URL, or another repository
};

// `file` names the text in errors. Throws PipelineError with each place.
DvcFile parse_dvc_file(std::string_view text, const std::string& file);

}  // namespace mlpipe
