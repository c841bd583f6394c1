// Enumerators and their words, in one table. For this room's .cpp files.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace mlpipe {

template <typename Word, std::size_t count>
using Words = std::array<std::pair<Word, const char*>, count>;

template <typename Word, std::size_t count>
const char* word_of(const Words<Word, count>& words, Word wanted) {
    for (const auto& [word, text] : words)
        if (word == wanted) return text;
    return words.front().second;
}

template <typename Word, std::size_t count>
std::optional<Word> find_word(const Words<Word, count>& words, std::string_view wanted) {
    for (const auto& [word, text] : words)
        if (wanted == text) return word;
    return std::nullopt;
}

}  // namespace mlpipe
