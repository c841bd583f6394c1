#include "mlpipe/store/manifest.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/base/value.hpp"

namespace mlpipe {
namespace {

[[noreturn]] void damaged(const std::string& what) {
    throw Error(ErrorKind::damaged, "the manifest of a directory is damaged: " + what);
}

// Written by hand, for a directory may hold 100,000 files; whatever needs escaping is left to canonical_json.
void append_string(std::string& json, std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
    });
    if (!plain) {
        json += canonical_json(Value(text));
        return;
    }
    json += '"';
    json += text;
    json += '"';
}

void append_bytes(std::string& json, std::string_view name, const std::string& bytes) {
    json += '"';
    json += name;
    if (path::is_utf8(bytes)) {
        json += "\":";
        append_string(json, bytes);
    } else {
        json += "_base64\":";
        append_string(json, text::base64(bytes));
    }
}

void append_entry(std::string& json, const ManifestEntry& entry) {
    json += '{';
    if (entry.type == ManifestEntry::Type::file && entry.executable) json += "\"exec\":true,";
    append_bytes(json, "path", entry.path);
    switch (entry.type) {
        case ManifestEntry::Type::file:
            json += ",\"sha256\":\"" + entry.digest.hex() + "\",\"size\":" + std::to_string(entry.size) +
                    ",\"type\":\"file\"}";
            break;
        case ManifestEntry::Type::link:
            json += ',';
            append_bytes(json, "target", entry.target);
            json += ",\"type\":\"link\"}";
            break;
        case ManifestEntry::Type::directory:
            json += ",\"type\":\"dir\"}";
            break;
    }
}

std::optional<std::string> bytes_field(const Value& entry, const std::string& name) {
    if (const Value* plain = entry.find(name))
        if (const std::string* text = plain->as_string()) return *text;
    if (const Value* encoded = entry.find(name + "_base64"))
        if (const std::string* text = encoded->as_string()) return text::parse_base64(*text);
    return std::nullopt;
}

// Restoring writes to these paths, and a manifest may come from elsewhere: nothing may leave the directory.
bool is_safe_path(std::string_view path) {
    if (path.empty() || path.find('\0') != std::string_view::npos) return false;
    for (std::size_t start = 0;;) {
        const std::size_t slash = path.find('/', start);
        const std::string_view part = path.substr(start, slash == path.npos ? path.npos : slash - start);
        if (part.empty() || part == "." || part == "..") return false;
        if (slash == path.npos) return true;
        start = slash + 1;
    }
}

ManifestEntry parse_entry(const Value& value) {
    ManifestEntry entry;
    const auto path = bytes_field(value, "path");
    if (!path || !is_safe_path(*path)) damaged("an entry has no path that lies inside the directory");
    entry.path = *path;
    const std::string shown = "'" + path::printable(entry.path) + "'";
    const Value* type = value.find("type");
    const std::string* word = type ? type->as_string() : nullptr;
    if (word && *word == "file") {
        const Value* sha256 = value.find("sha256");
        const Value* size = value.find("size");
        const auto digest =
            sha256 && sha256->as_string() ? Digest::parse(*sha256->as_string()) : std::nullopt;
        const auto bytes = size && size->as_integer() ? size->as_integer()->to_int64() : std::nullopt;
        if (!digest || !bytes || *bytes < 0) damaged(shown + " lacks its digest or size");
        entry.digest = *digest;
        entry.size = static_cast<std::uint64_t>(*bytes);
        const Value* exec = value.find("exec");
        entry.executable = exec && exec->as_bool() && *exec->as_bool();
    } else if (word && *word == "link") {
        entry.type = ManifestEntry::Type::link;
        const auto target = bytes_field(value, "target");
        if (!target || target->empty() || target->find('\0') != std::string::npos)
            damaged(shown + " lacks its target");
        entry.target = *target;
    } else if (word && *word == "dir") {
        entry.type = ManifestEntry::Type::directory;
    } else {
        damaged(shown + " is neither file, link nor directory");
    }
    return entry;
}

// An entry below a file or a link would be written through it.
void check_tree(const std::vector<ManifestEntry>& entries) {
    std::unordered_set<std::string_view> paths, parents;
    for (const ManifestEntry& entry : entries) paths.insert(entry.path);
    for (const ManifestEntry& entry : entries) {
        std::string_view rest = entry.path;
        for (std::size_t slash = rest.rfind('/'); slash != rest.npos; slash = rest.rfind('/')) {
            rest = rest.substr(0, slash);
            if (!parents.insert(rest).second) break;
            if (paths.contains(rest))
                damaged("'" + path::printable(rest) + "' is also a parent of other entries");
        }
    }
}

}  // namespace

std::uint64_t Manifest::total_size() const {
    std::uint64_t total = 0;
    for (const ManifestEntry& entry : entries) total += entry.size;
    return total;
}

std::string to_json(const Manifest& manifest) {
    std::string json = "[";
    json.reserve(manifest.entries.size() * 144 + 2);
    for (const ManifestEntry& entry : manifest.entries) {
        if (json.size() > 1) json += ',';
        append_entry(json, entry);
    }
    json += ']';
    return json;
}

Manifest parse_manifest(std::string_view json) {
    Value document;
    try {
        document = parse_json(json, "manifest");
    } catch (const Error& error) {
        damaged(error.what());
    }
    const Value::List* list = document.as_list();
    if (!list) damaged("it is not a list");
    Manifest manifest;
    manifest.entries.reserve(list->size());
    for (const Value& value : *list) {
        manifest.entries.push_back(parse_entry(value));
        const std::size_t count = manifest.entries.size();
        if (count > 1 && manifest.entries[count - 2].path >= manifest.entries[count - 1].path)
            damaged("'" + path::printable(manifest.entries.back().path) +
                    "' is out of order or occurs twice");
    }
    check_tree(manifest.entries);
    return manifest;
}

}  // namespace mlpipe
