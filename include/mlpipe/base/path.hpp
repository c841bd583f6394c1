// Paths as bytes, with '/' between parts. Nothing here touches the disk.
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/base/utf8.hpp"

namespace mlpipe::path {

// Drops '.', doubled and trailing slashes, and resolves '..' where it can; "" becomes ".".
std::string normalise(std::string_view path);
// `right` if it is absolute, else both joined and normalised.
std::string join(std::string_view left, std::string_view right);
std::string_view parent(std::string_view path);  // "a/b" -> "a", "a" -> ".", "/a" -> "/"
std::string_view name(std::string_view path);    // "a/b" -> "b"
bool is_absolute(std::string_view path);
// Both normalised. True also when they are equal.
bool contains(std::string_view directory, std::string_view path);
// Whether one of them holds the other, or is it.
bool overlap(std::string_view one, std::string_view other);
// Both absolute and normalised: the way from `directory` to `path` ("../x" where it must climb).
std::string relative(std::string_view path, std::string_view directory);
// Paths are bytes: what makes them text.
using mlpipe::is_utf8;
using mlpipe::printable;

}  // namespace mlpipe::path
