// A shell script as simple commands, as far as finding its programs needs it.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe::environment {

// A word that only a shell could expand is nullopt.
using Word = std::optional<std::string>;
using Words = std::vector<Word>;
// The value of a variable; "" for an unset one.
using Lookup = std::function<std::string(const std::string& name)>;

// The words of the next simple command of `script`, which is shortened by them; nullopt at the end.
// Separators are line ends and ; & | ( ). Quotes, backslashes, comments, $NAME and ${NAME} are understood.
std::optional<Words> next_command(std::string_view& script, const Lookup& variable);

// The name before the '=' of an assignment NAME=value.
std::optional<std::string> assigned_name(std::string_view word);

}  // namespace mlpipe::environment
