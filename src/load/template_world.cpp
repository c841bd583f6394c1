#include "template_world.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe::load {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

// A value with its quotes or its comment taken off.
std::string_view plain_value(std::string_view text) {
    text = trimmed(text);
    if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
        const std::size_t end = text.find(text.front(), 1);
        return end == std::string_view::npos ? text : text.substr(1, end - 1);
    }
    return trimmed(text.substr(0, text.find('#')));
}

std::string lower(std::string_view text) {
    std::string result;
    for (const char c : text) result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

// Whether the second of two words is meant.
bool chosen(std::string_view value, std::string_view usual, std::string_view other, const Diagnostic& place) {
    if (lower(value) == other) return true;
    if (lower(value) == usual) return false;
    throw PipelineError({{place.file, place.position,
                          place.message + " expects " + std::string(usual) + " or " + std::string(other) +
                              ", not '" + path::printable(value) + "'"}});
}

void read_parsing(std::string_view text, const std::string& file, ArgumentStyle& style) {
    bool inside = false;
    std::uint32_t number = 0;
    for (const std::string& line : text::split_lines(text)) {
        ++number;
        const std::string_view written = trimmed(line);
        if (written.starts_with('[')) {
            inside = lower(trimmed(written.substr(1, std::min(written.find(']'), written.size()) - 1))) ==
                     "parsing";
            continue;
        }
        const std::size_t equals = written.find('=');
        if (!inside || equals == std::string_view::npos) continue;
        const std::string key = lower(trimmed(written.substr(0, equals)));
        const std::string_view value = plain_value(written.substr(equals + 1));
        const Diagnostic place{file, {number, 1}, "'" + key + "' of [parsing]"};
        if (key == "bool") style.negates_flags = chosen(value, "store_true", "boolean_optional", place);
        if (key == "list") style.repeats_lists = chosen(value, "nargs", "append", place);
    }
}

ArgumentStyle argument_style(const FileSystem& files, const std::string& directory, const std::string& root) {
    ArgumentStyle style;
    for (std::string at = directory;; at = path::parent(at)) {
        const std::string folder = path::join(at, ".dvc");
        if (files.stat(folder)) {
            for (const char* name : {"config", "config.local"}) {
                const std::string file = path::join(folder, name);
                const auto stat = files.stat(file);
                if (!stat || stat->type != FileType::file) continue;
                if (const auto text = read_file_if_present(files, file))
                    read_parsing(*text, path::contains(root, file) ? path::relative(file, root) : file,
                                 style);
            }
            return style;
        }
        if (!path::contains(root, at) || at == root || at == "/") return style;
    }
}

}  // namespace

TemplateWorld template_world(const FileSystem& files, const std::string& file,
                             const std::string& project_root) {
    std::string directory(path::parent(path::normalise(file)));
    const ArgumentStyle style = argument_style(files, directory, path::normalise(project_root));
    return {files, std::move(directory), style};
}

}  // namespace mlpipe::load
