// Which of many parameters or metrics are meant by what was typed.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

// Whether `target` stands for the value at `key` of `file`: the file, "file:key", the key alone, or a part
// above it ("train" for "train.lr").
bool selects(std::string_view target, std::string_view file, std::string_view key);
// "file:key", the name of a metric.
bool selects(std::string_view target, std::string_view name);
// Whether some target does; without targets everything is meant.
bool selected(const std::vector<std::string>& targets, std::string_view file, std::string_view key);
bool selected(const std::vector<std::string>& targets, std::string_view name);

}  // namespace mlpipe
