#include "mlpipe/exchange/dvc_settings.hpp"

#include <algorithm>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {
namespace {

// Quotes hold what is inside as it is; otherwise a comment may follow.
std::string_view plain_value(std::string_view text) {
    text = text::trimmed(text);
    if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
        const std::size_t end = text.find(text.front(), 1);
        return end == std::string_view::npos ? text : text.substr(1, end - 1);
    }
    return text::trimmed(text.substr(0, text.find('#')));
}

}  // namespace

std::vector<DvcSetting> parse_dvc_settings(std::string_view text, const std::string& file) {
    std::vector<DvcSetting> settings;
    std::string section;
    std::uint32_t number = 0;
    for (const std::string& line : text::split_lines(text)) {
        ++number;
        const std::string_view written = text::trimmed(line);
        if (written.empty() || written.front() == '#' || written.front() == ';') continue;
        if (written.front() == '[') {
            section = text::lower(
                text::trimmed(written.substr(1, std::min(written.find(']'), written.size()) - 1)));
            continue;
        }
        const std::size_t equals = written.find('=');
        if (equals == std::string_view::npos) continue;
        settings.push_back({section,
                            text::lower(text::trimmed(written.substr(0, equals))),
                            std::string(plain_value(written.substr(equals + 1))),
                            file,
                            {number, 1}});
    }
    return settings;
}

std::optional<std::string> find_dvc_root(const FileSystem& files, const std::string& directory,
                                         const std::string& bound) {
    std::string folder = directory;
    while (path::contains(bound, folder)) {
        const auto stat = files.stat(path::join(folder, ".dvc"));
        if (stat && stat->type == FileType::directory) return folder;
        if (folder == bound || folder == "/") break;
        folder = std::string(path::parent(folder));
    }
    return std::nullopt;
}

std::vector<DvcSetting> read_dvc_settings(const FileSystem& files, const std::string& dvc_root) {
    std::vector<DvcSetting> settings;
    for (const char* name : {".dvc/config", ".dvc/config.local"}) {
        const std::string file = path::join(dvc_root, name);
        const auto stat = files.stat(file);
        if (!stat || stat->type != FileType::file) continue;
        const auto text = read_file_if_present(files, file);
        for (DvcSetting& setting : parse_dvc_settings(text.value_or(""), file))
            settings.push_back(std::move(setting));
    }
    return settings;
}

}  // namespace mlpipe
