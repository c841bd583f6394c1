// The rules that keep the rooms apart, as functions over the text of files, so that bad examples can be
// tested too.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe::architecture {

// By room: every room it may include, itself among them.
using Reach = std::map<std::string, std::set<std::string>>;

// Follows the `mlpipe_room(NAME ARROWS ...)` lines of src/CMakeLists.txt. Throws std::runtime_error for an
// arrow to a room that is not declared above it: such an arrow could close a circle.
Reach read_arrows(std::string_view cmake_lists);

struct Finding {
    std::string file;
    std::size_t line = 0;
    std::string what;
};
std::string to_string(const std::vector<Finding>& findings);

struct Source {
    std::string path;  // relative to the project: "src/plan/plan.cpp", "include/mlpipe/plan/plan.hpp"
    std::string text;
};

// The room of a file by its path; "" for main.cpp and what is not in a room.
std::string room_of(std::string_view path);

// Includes of rooms that no arrow reaches; `cli` and main may include every room.
std::vector<Finding> check_arrows(const Source& source, const Reach& reach);
// Libraries: none in a public header, and each only in the room that wraps it.
std::vector<Finding> check_libraries(const Source& source);
// Outside cli and main: nothing prints, exits or reads the environment.
std::vector<Finding> check_calls(const Source& source);

// The code with comments and the contents of literals replaced by blanks; line ends stay.
std::string code_of(std::string_view text);

}  // namespace mlpipe::architecture
