#include "mlpipe/base/path.hpp"

#include <cstddef>
#include <vector>

namespace mlpipe::path {
namespace {

using Byte = unsigned char;

// The length of the UTF-8 character at the start of `bytes` (no surrogates, no overlong forms), or 0.
std::size_t character_length(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<Byte>(bytes[i]); };
    const auto continues = [&](std::size_t i, Byte low = 0x80, Byte high = 0xBF) {
        return i < bytes.size() && at(i) >= low && at(i) <= high;
    };
    if (bytes.empty()) return 0;
    const Byte first = at(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const Byte low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
        return continues(1, low, high) && continues(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const Byte low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
        return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

// Control characters, and those that turn the direction of the text around, would let a name forge a message.
bool is_unprintable(std::string_view character) {
    const Byte first = static_cast<Byte>(character[0]);
    if (character.size() == 1) return first < 0x20 || first == 0x7F;
    const Byte second = static_cast<Byte>(character[1]);
    if (character.size() == 2) return first == 0xC2 && second < 0xA0;
    if (character.size() != 3 || first != 0xE2) return false;
    const Byte third = static_cast<Byte>(character[2]);
    return (second == 0x80 && third >= 0xA8 && third <= 0xAE) ||
           (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

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

}  // namespace

bool is_absolute(std::string_view path) {
    return path.starts_with('/');
}

std::string normalise(std::string_view path) {
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
    if (left.empty()) return normalise(right);
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

std::string relative(std::string_view path, std::string_view directory) {
    const std::vector<std::string_view> to = parts_of(path), from = parts_of(directory);
    std::size_t common = 0;
    while (common < to.size() && common < from.size() && to[common] == from[common]) ++common;
    std::vector<std::string_view> way(from.size() - common, "..");
    way.insert(way.end(), to.begin() + static_cast<std::ptrdiff_t>(common), to.end());
    return joined(false, way);
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t length = character_length(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string printable(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result;
    while (!bytes.empty()) {
        const std::size_t length = character_length(bytes);
        const std::string_view character = bytes.substr(0, length == 0 ? 1 : length);
        if (length > 0 && !is_unprintable(character)) {
            result += character;
        } else {
            for (const char c : character) {
                result += "\\x";
                result += digits[static_cast<Byte>(c) >> 4];
                result += digits[static_cast<Byte>(c) & 15];
            }
        }
        bytes.remove_prefix(character.size());
    }
    return result;
}

}  // namespace mlpipe::path
