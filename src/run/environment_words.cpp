#include "environment_words.hpp"

#include <algorithm>

namespace mlpipe::environment {

namespace {

bool is_name_character(char c, bool first) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (!first && c >= '0' && c <= '9');
}

bool ends_command(char c) {
    return c == '\n' || c == ';' || c == '&' || c == '|' || c == '(' || c == ')';
}

// One word under construction.
struct Builder {
    std::string text;
    bool begun = false;  // "" is a word, too
    bool unknown = false;

    void add(char c) {
        text += c;
        begun = true;
    }
    void move_to(Words& words) {
        if (begun) words.push_back(unknown ? Word() : Word(std::move(text)));
        *this = Builder();
    }
};

// At a '$': takes the variable from `script`.
void expand(std::string_view& script, Builder& word, const Lookup& variable) {
    word.begun = true;
    script.remove_prefix(1);
    const bool braced = script.starts_with('{');
    const std::size_t begin = braced ? 1 : 0;
    std::size_t end = begin;
    while (end < script.size() && is_name_character(script[end], end == begin)) ++end;
    if (end == begin || (braced && (end >= script.size() || script[end] != '}'))) {
        word.unknown = true;
        return;
    }
    word.text += variable(std::string(script.substr(begin, end - begin)));
    script.remove_prefix(end + (braced ? 1 : 0));
}

// At a '"': takes the quoted part.
void quoted(std::string_view& script, Builder& word, const Lookup& variable) {
    word.begun = true;
    script.remove_prefix(1);
    while (!script.empty() && script.front() != '"') {
        if (script.front() == '$') {
            expand(script, word, variable);
            continue;
        }
        if (script.front() == '`') word.unknown = true;
        if (script.front() == '\\' && script.size() > 1) script.remove_prefix(1);
        word.add(script.front());
        script.remove_prefix(1);
    }
    if (!script.empty()) script.remove_prefix(1);
}

// At a '\'': takes the quoted part.
void literal(std::string_view& script, Builder& word) {
    word.begun = true;
    const auto end = script.find('\'', 1);
    word.text += script.substr(1, end == std::string_view::npos ? end : end - 1);
    script.remove_prefix(end == std::string_view::npos ? script.size() : end + 1);
}

}  // namespace

std::optional<Words> next_command(std::string_view& script, const Lookup& variable) {
    Words words;
    Builder word;
    while (!script.empty()) {
        const char c = script.front();
        if (c == '"') {
            quoted(script, word, variable);
        } else if (c == '\'') {
            literal(script, word);
        } else if (c == '$') {
            expand(script, word, variable);
        } else if (c == '#' && !word.begun) {
            script.remove_prefix(std::min(script.find('\n'), script.size()));
        } else if (c == '\\') {
            if (script.size() > 1 && script[1] != '\n') word.add(script[1]);
            script.remove_prefix(std::min<std::size_t>(2, script.size()));
        } else if (c == '>' || c == '<') {
            word.move_to(words);
            // `>&`, `&>`, `<<`: their '&' is no separator.
            script.remove_prefix(std::min(script.find_first_not_of("<>&"), script.size()));
        } else if (ends_command(c)) {
            word.move_to(words);
            script.remove_prefix(1);
            if (!words.empty()) return words;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            word.move_to(words);
            script.remove_prefix(1);
        } else {
            if (c == '`') word.unknown = true;
            word.add(c);
            script.remove_prefix(1);
        }
    }
    word.move_to(words);
    if (words.empty()) return std::nullopt;
    return words;
}

std::optional<std::string> assigned_name(std::string_view word) {
    const auto equals = word.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    for (std::size_t i = 0; i < equals; ++i)
        if (!is_name_character(word[i], i == 0)) return std::nullopt;
    return std::string(word.substr(0, equals));
}

}  // namespace mlpipe::environment
