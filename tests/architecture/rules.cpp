#include "rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <stdexcept>

namespace mlpipe::architecture {
namespace {

bool is_word(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

bool starts_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

struct Include {
    std::size_t line = 0;
    std::string path;
};

std::vector<Include> includes_of(const std::string& text) {
    std::vector<Include> found;
    std::istringstream lines(text);
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        line.erase(std::remove_if(line.begin(), line.end(), [](char c) { return c == ' ' || c == '\t'; }),
                   line.end());
        if (!starts_with(line, "#include\"") && !starts_with(line, "#include<")) continue;
        const std::size_t begin = std::string_view("#include\"").size();
        const std::size_t end = line.find_first_of("\">", begin);
        if (end != std::string::npos) found.push_back({number, line.substr(begin, end - begin)});
    }
    return found;
}

bool is_header(std::string_view path) {
    return starts_with(path, "include/");
}

struct Library {
    std::string_view start;  // of an include
    std::string_view room;   // that wraps it
};

constexpr std::array libraries{
    Library{"nlohmann/", "base"},     Library{"sqlite3", "base"},    Library{"openssl/", "base"},
    Library{"yaml-cpp/", "document"}, Library{"git2", "git"},        Library{"spdlog/", "report"},
    Library{"fmt/", "report"},        Library{"CLI/", "cli"},        Library{"zlib.h", "data"},
    Library{"re2/", "base"},          Library{"toml++/", "document"}};

constexpr std::array<std::string_view, 16> forbidden{
    "cout",  "cerr",    "clog",   "printf",        "fprintf", "vprintf",    "vfprintf", "puts",
    "fputs", "putchar", "getenv", "secure_getenv", "exit",    "quick_exit", "stdout",   "stderr"};

struct Exception {
    std::string_view path, word;
};

// A program that inherits the environment is looked up as execvp would do it, in that environment's PATH.
constexpr std::array exceptions{Exception{"src/exec/spawn_plan.cpp", "getenv"}};

bool is_excepted(std::string_view path, std::string_view word) {
    return std::any_of(exceptions.begin(), exceptions.end(), [&](const Exception& exception) {
        return exception.path == path && exception.word == word;
    });
}

}  // namespace

Reach read_arrows(std::string_view cmake_lists) {
    Reach reach;
    std::size_t at = 0;
    constexpr std::string_view call = "mlpipe_room(";
    while ((at = cmake_lists.find(call, at)) != std::string_view::npos) {
        at += call.size();
        const std::size_t end = cmake_lists.find(')', at);
        if (end == std::string_view::npos) throw std::runtime_error("mlpipe_room( without its end");
        std::istringstream words{std::string(cmake_lists.substr(at, end - at))};
        std::string room;
        words >> room;
        std::set<std::string>& rooms = reach[room];
        rooms.insert(room);
        bool arrows = false;
        for (std::string word; words >> word;) {
            if (word == "ARROWS" || word == "LIBRARIES") {
                arrows = word == "ARROWS";
            } else if (arrows) {
                const auto beyond = reach.find(word);
                if (beyond == reach.end() || word == room) {
                    throw std::runtime_error(room + " -> " + word + ": no such room above it");
                }
                rooms.insert(beyond->second.begin(), beyond->second.end());
            }
        }
    }
    return reach;
}

std::string to_string(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings) {
        text += finding.file + ":" + std::to_string(finding.line) + ": " + finding.what + "\n";
    }
    return text;
}

std::string room_of(std::string_view path) {
    for (const std::string_view top : {std::string_view("include/mlpipe/"), std::string_view("src/")}) {
        if (!starts_with(path, top)) continue;
        const std::string_view rest = path.substr(top.size());
        const std::size_t slash = rest.find('/');
        return slash == std::string_view::npos ? "" : std::string(rest.substr(0, slash));
    }
    return {};
}

std::vector<Finding> check_arrows(const Source& source, const Reach& reach) {
    std::vector<Finding> findings;
    const std::string room = room_of(source.path);
    const bool outermost = room.empty() || room == "cli";
    const auto allowed = reach.find(room);
    if (!outermost && allowed == reach.end()) {
        return {{source.path, 1, "the room '" + room + "' is not declared in src/CMakeLists.txt"}};
    }
    for (const Include& include : includes_of(source.text)) {
        if (include.path.find("..") != std::string::npos) {
            findings.push_back({source.path, include.line, "includes " + include.path + " past its folder"});
        }
        if (!starts_with(include.path, "mlpipe/")) continue;
        const std::string target = room_of("include/" + include.path);
        if (outermost ? target == "cli" || reach.count(target) == 1 : allowed->second.count(target) == 1)
            continue;
        findings.push_back(
            {source.path, include.line, room + " -> " + target + " is no arrow (" + include.path + ")"});
    }
    return findings;
}

std::vector<Finding> check_libraries(const Source& source) {
    std::vector<Finding> findings;
    const std::string room = room_of(source.path);
    for (const Include& include : includes_of(source.text)) {
        for (const Library& library : libraries) {
            if (!starts_with(include.path, library.start)) continue;
            if (is_header(source.path)) {
                findings.push_back({source.path, include.line, "a public header includes " + include.path});
            } else if (room != library.room && !(library.room == "cli" && room.empty())) {
                findings.push_back({source.path, include.line,
                                    include.path + " belongs to the room " + std::string(library.room)});
            }
        }
    }
    return findings;
}

std::vector<Finding> check_calls(const Source& source) {
    const std::string room = room_of(source.path);
    if (room.empty() || room == "cli") return {};
    std::vector<Finding> findings;
    const std::string code = code_of(source.text);
    std::size_t line = 1;
    for (std::size_t at = 0; at < code.size();) {
        if (code[at] == '\n') ++line;
        if (!is_word(code[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < code.size() && is_word(code[end])) ++end;
        const std::string_view word = std::string_view(code).substr(at, end - at);
        const bool member = at > 0 && (code[at - 1] == '.' || (at > 1 && code.compare(at - 2, 2, "->") == 0));
        // `exit` is also a plain word; the streams are never called.
        const bool called = end < code.size() && code[end] == '(';
        const bool stream =
            word == "cout" || word == "cerr" || word == "clog" || word == "stdout" || word == "stderr";
        if (!member && (called || stream) && !is_excepted(source.path, word) &&
            std::find(forbidden.begin(), forbidden.end(), word) != forbidden.end()) {
            findings.push_back({source.path, line, "uses " + std::string(word) + " outside cli"});
        }
        at = end;
    }
    return findings;
}

}  // namespace mlpipe::architecture
