// Where ${...} stands in a text, and the way to a variable that is written in it. Pure.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe::templating {

struct Reference {
    std::size_t begin = 0, end = 0;  // of "${...}" in the text
    std::string_view inner;          // between the braces
};

// In order. "\${" opens none, nor does one that is not closed in its line.
std::vector<Reference> find_references(std::string_view text);
bool has_reference(std::string_view text);
// "\${" becomes "${".
std::string without_escapes(std::string_view text);

// The steps of "a.b[0].c", blanks around each dropped; nullopt for what cannot be read so.
std::optional<std::vector<std::string_view>> read_steps(std::string_view inner);

}  // namespace mlpipe::templating
