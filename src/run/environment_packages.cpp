#include "environment_packages.hpp"

#include <algorithm>
#include <unordered_set>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe::environment {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// As package indexes compare names: case and the kind of separator do not count.
std::string normalised(std::string_view name) {
    std::string result;
    for (const char c : name) {
        const bool separator = c == '-' || c == '_' || c == '.';
        if (separator && result.ends_with('-')) continue;
        result += separator ? '-' : lower(c);
    }
    return result;
}

std::vector<DirectoryEntry> entries_of(const FileSystem& files, const std::string& directory) {
    try {
        const auto stat = files.stat(directory);
        if (!stat || stat->type != FileType::directory) return {};
        return files.list(directory);
    } catch (const Error&) {
        return {};
    }
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// "3.11.7.final.0" -> "3.11.7"
std::string short_version(std::string_view version) {
    std::size_t end = 0;
    for (int parts = 0; parts < 3 && end < version.size(); ++parts) {
        if (parts > 0) ++end;
        end = std::min(version.find('.', end), version.size());
    }
    return std::string(version.substr(0, end));
}

}  // namespace

std::optional<std::pair<std::string, std::string>> package_of(std::string_view entry) {
    constexpr std::string_view wheel = ".dist-info", egg = ".egg-info";
    if (entry.ends_with(wheel)) {
        entry.remove_suffix(wheel.size());
    } else if (entry.ends_with(egg)) {
        entry.remove_suffix(egg.size());
        // "-py3.11", and behind it perhaps a platform
        const auto tag = entry.rfind("-py");
        if (tag != std::string_view::npos && tag + 3 < entry.size() && entry[tag + 3] >= '0' &&
            entry[tag + 3] <= '9')
            entry = entry.substr(0, tag);
    } else {
        return std::nullopt;
    }
    // What pip is in the middle of removing begins with a '~'.
    if (entry.empty() || entry.front() == '~' || entry.front() == '-') return std::nullopt;
    const auto dash = entry.rfind('-');
    if (dash == std::string_view::npos) return std::pair(std::string(entry), std::string());
    return std::pair(std::string(entry.substr(0, dash)), std::string(entry.substr(dash + 1)));
}

Packages packages_in(const FileSystem& files, const std::vector<std::string>& directories) {
    Packages packages;
    std::unordered_set<std::string> seen;
    for (const auto& directory : directories) {
        Packages here;
        for (const auto& entry : entries_of(files, directory))
            if (auto package = package_of(entry.name)) here.push_back(std::move(*package));
        std::sort(here.begin(), here.end());
        for (auto& package : here)
            if (seen.insert(normalised(package.first)).second) packages.push_back(std::move(package));
    }
    std::sort(packages.begin(), packages.end());
    return packages;
}

std::optional<VirtualEnvironment> virtual_environment(const FileSystem& files,
                                                      const std::string& interpreter) {
    const std::string root(path::parent(path::parent(interpreter)));
    const auto config = read_file_if_present(files, root + "/pyvenv.cfg");
    if (!config) return std::nullopt;
    VirtualEnvironment found;
    for (const auto& line : text::split_lines(*config)) {
        const auto equals = line.find('=');
        if (equals == std::string::npos) continue;
        const auto name = trimmed(std::string_view(line).substr(0, equals));
        const auto value = trimmed(std::string_view(line).substr(equals + 1));
        if (name == "version" || name == "version_info") found.version = short_version(value);
        // Then it sees packages of its base, too, whose place only that interpreter knows.
        if (name == "include-system-site-packages" && lower(value.empty() ? 'f' : value.front()) == 't')
            return std::nullopt;
    }
    std::vector<std::string> known;
    for (const char* library : {"/lib", "/lib64"}) {
        const auto minor = found.version.substr(0, found.version.rfind('.'));
        for (const auto& entry : entries_of(files, root + library)) {
            if (entry.name != "python" + minor && entry.name != "pypy" + minor) continue;
            const auto directory = root + library + "/" + entry.name + "/site-packages";
            const auto real = files.real_path(directory);
            if (!real || std::find(known.begin(), known.end(), *real) != known.end()) continue;
            known.push_back(*real);
            found.directories.push_back(directory);
        }
    }
    if (found.version.empty() || found.directories.empty()) return std::nullopt;
    return found;
}

}  // namespace mlpipe::environment
