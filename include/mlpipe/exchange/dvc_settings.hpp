// Where DVC is at home in a project, and what its `.dvc/config` and `.dvc/config.local` say there. What its settings
// outside of the project say is not known here. Reads; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/file_system.hpp"

namespace mlpipe {

struct DvcSetting {
    std::string section, key;  // lower case
    std::string value;
    std::string file;  // where it stands
    Position position;
};

// Lines that are not understood mean nothing.
std::vector<DvcSetting> parse_dvc_settings(std::string_view text, const std::string& file);

// The nearest folder with a `.dvc`, from `directory` up to `bound` (both absolute); nullopt where DVC has never been.
std::optional<std::string> find_dvc_root(const FileSystem& files, const std::string& directory,
                                         const std::string& bound);

// Of both files, those of config.local last: of two for one key the later one holds.
std::vector<DvcSetting> read_dvc_settings(const FileSystem& files, const std::string& dvc_root);

}  // namespace mlpipe
