// The list of a directory's files: JSON as Python writes it, for its MD5 is that of the text.
#include <algorithm>
#include <cstdint>
#include <unordered_set>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/utf8.hpp"
#include "mlpipe/exchange/dvc_hash.hpp"

namespace mlpipe {
namespace {

void append_escape(std::string& out, std::uint32_t unit) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += digits[(unit >> shift) & 15];
}

// Everything outside of printable ASCII is escaped, above U+FFFF as two surrogates.
std::string python_string(std::string_view text) {
    constexpr std::string_view special = "\"\\\n\r\t\f\b", letters = "\"\\nrtfb";
    std::string out = "\"";
    while (!text.empty()) {
        const auto [point, length] = first_character(text);
        text.remove_prefix(length);
        const std::size_t known = point < 128 ? special.find(static_cast<char>(point)) : special.npos;
        if (known != special.npos) {
            out += '\\';
            out += letters[known];
        } else if (point >= 32 && point < 127) {
            out += static_cast<char>(point);
        } else if (point < 0x10000) {
            append_escape(out, point);
        } else {
            append_escape(out, 0xd800 + ((point - 0x10000) >> 10));
            append_escape(out, 0xdc00 + ((point - 0x10000) & 0x3ff));
        }
    }
    return out + '"';
}

void sort_by_path(std::vector<DvcDirectoryEntry>& entries) {
    std::sort(entries.begin(), entries.end(),
              [](const auto& left, const auto& right) { return left.path < right.path; });
}

bool stays_inside(const std::string& path) {
    return !path.empty() && !path::is_absolute(path) && path::normalise(path) == path && path != "." &&
           path != ".." && !path.starts_with("../");
}

}  // namespace

std::optional<std::string> dvc_directory_text(std::vector<DvcDirectoryEntry> entries) {
    sort_by_path(entries);
    std::string text = "[";
    for (const DvcDirectoryEntry& entry : entries) {
        if (!is_utf8(entry.path)) return std::nullopt;
        if (text.size() > 1) text += ", ";
        text += "{\"md5\": \"" + entry.md5.hex() + "\", \"relpath\": " + python_string(entry.path) + "}";
    }
    return text + "]";
}

std::vector<DvcDirectoryEntry> parse_dvc_directory(std::string_view json, std::string_view origin) {
    const auto damaged = [&](const std::string& what) {
        throw Error(ErrorKind::damaged,
                    std::string(origin) + " is no list of a directory's files as DVC keeps them: " + what);
    };
    Value value;
    try {
        value = parse_json(json, origin);
    } catch (const Error& error) {
        damaged(error.what());
    }
    if (!value.as_list()) damaged("expected a list");
    std::vector<DvcDirectoryEntry> entries;
    for (const Value& item : *value.as_list()) {
        const Value* path = item.find("relpath");
        const Value* md5 = item.find("md5");
        if (!path || !path->as_string() || !md5 || !md5->as_string()) damaged("expected 'md5' and 'relpath'");
        const auto digest = Md5Digest::parse(*md5->as_string());
        if (!digest) damaged("'" + *md5->as_string() + "' is no MD5");
        if (!stays_inside(*path->as_string()))
            damaged("'" + path::printable(*path->as_string()) + "' is no path below it");
        entries.push_back({*path->as_string(), *digest});
    }
    sort_by_path(entries);
    std::unordered_set<std::string_view> files;
    for (const DvcDirectoryEntry& entry : entries)
        if (!files.insert(entry.path).second) damaged("'" + path::printable(entry.path) + "' occurs twice");
    for (const DvcDirectoryEntry& entry : entries)
        for (std::string_view above = path::parent(entry.path); above != "."; above = path::parent(above))
            if (files.contains(above)) damaged("'" + path::printable(entry.path) + "' lies below a file");
    return entries;
}

}  // namespace mlpipe
