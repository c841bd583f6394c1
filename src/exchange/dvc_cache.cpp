#include "mlpipe/exchange/dvc_cache.hpp"

#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// Quotes hold what is inside as it is; otherwise a comment may follow.
std::string_view unquoted(std::string_view value) {
    if (!value.empty() && (value.front() == '"' || value.front() == '\'')) {
        const std::size_t end = value.find(value.front(), 1);
        return end == value.npos ? value : value.substr(1, end - 1);
    }
    return trimmed(value.substr(0, value.find(" #")));
}

}  // namespace

std::string dvc_object_path(const DvcHash& hash) {
    const std::string text = hash.text();
    return (hash.legacy ? "" : "files/md5/") + text.substr(0, 2) + "/" + text.substr(2);
}

std::optional<std::string> dvc_cache_setting(std::string_view config) {
    std::optional<std::string> setting;
    std::string_view section;
    while (!config.empty()) {
        const std::size_t end = config.find('\n');
        const std::string_view line = trimmed(config.substr(0, end));
        config = end == config.npos ? std::string_view() : config.substr(end + 1);
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        if (line.front() == '[') {
            section = trimmed(line.substr(1, line.find(']') - 1));
            continue;
        }
        const std::size_t equals = line.find('=');
        if (section == "cache" && equals != line.npos && trimmed(line.substr(0, equals)) == "dir")
            setting = unquoted(trimmed(line.substr(equals + 1)));
    }
    if (setting && setting->empty()) return std::nullopt;
    return setting;
}

std::string dvc_cache_directory(const std::string& dvc_directory, const std::optional<std::string>& setting) {
    return path::normalise(path::join(dvc_directory, setting.value_or("cache")));
}

}  // namespace mlpipe
