#include "mlpipe/base/path.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace mlpipe::path {
namespace {

std::vector<std::string_view> parts_of(std::string_view path) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin < path.size();) {
        std::size_t end = path.find('/', begin);
        if (end == std::string_view::npos) end = path.size();
        if (end > begin) parts.push_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

std::string joined(bool absolute, const std::vector<std::string_view>& parts) {
    std::string result = absolute ? "/" : "";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) result += '/';
        result += parts[i];
    }
    return result.empty() ? "." : result;
}

// Whether nothing of it would be dropped: most paths are so already, and large pipelines have many.
bool is_normal(std::string_view path) {
    if (path.empty() || (path.size() > 1 && path.ends_with('/'))) return false;
    for (std::size_t begin = is_absolute(path) ? 1 : 0; begin < path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view part = path.substr(begin, end - begin);
        if (part.empty() || part == "." || part == "..") return false;
        begin = end + 1;
    }
    return true;
}

}  // namespace

bool is_absolute(std::string_view path) {
    return path.starts_with('/');
}

std::string normalise(std::string_view path) {
    if (is_normal(path)) return std::string(path);
    const bool absolute = is_absolute(path);
    std::vector<std::string_view> kept;
    for (const std::string_view part : parts_of(path)) {
        if (part == ".") continue;
        if (part != "..") {
            kept.push_back(part);
        } else if (!kept.empty() && kept.back() != "..") {
            kept.pop_back();
        } else if (!absolute) {
            kept.push_back(part);
        }
    }
    return joined(absolute, kept);
}

std::string join(std::string_view left, std::string_view right) {
    if (is_absolute(right)) return std::string(right);
    if (left.empty() || left == ".") return normalise(right);
    return normalise(std::string(left) + "/" + std::string(right));
}

std::string_view parent(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return ".";
    path = path.substr(0, slash);
    while (path.ends_with('/')) path.remove_suffix(1);
    return path.empty() ? "/" : path;
}

std::string_view name(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    if (path == "/") return path;
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool contains(std::string_view directory, std::string_view path) {
    if (directory == path) return true;
    if (directory == "/") return is_absolute(path);
    if (directory == ".") return !is_absolute(path) && path != ".." && !path.starts_with("../");
    return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

bool overlap(std::string_view one, std::string_view other) {
    return contains(one, other) || contains(other, one);
}

std::string relative(std::string_view path, std::string_view directory) {
    const std::vector<std::string_view> to = parts_of(path), from = parts_of(directory);
    std::size_t common = 0;
    while (common < to.size() && common < from.size() && to[common] == from[common]) ++common;
    std::vector<std::string_view> way(from.size() - common, "..");
    way.insert(way.end(), to.begin() + static_cast<std::ptrdiff_t>(common), to.end());
    return joined(false, way);
}

}  // namespace mlpipe::path
