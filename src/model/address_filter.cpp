#include "mlpipe/model/address_filter.hpp"

#include <algorithm>

namespace mlpipe {
namespace {

bool is_at_or_above(std::string_view target, std::string_view key) {
    return key == target || (key.starts_with(target) && key.substr(target.size()).starts_with('.'));
}

}  // namespace

bool selects(std::string_view target, std::string_view file, std::string_view key) {
    if (target == file || is_at_or_above(target, key)) return true;
    return target.size() > file.size() && target.starts_with(file) && target[file.size()] == ':' &&
           is_at_or_above(target.substr(file.size() + 1), key);
}

bool selects(std::string_view target, std::string_view name) {
    const std::size_t colon = name.rfind(':');
    if (colon == std::string_view::npos) return is_at_or_above(target, name);
    return selects(target, name.substr(0, colon), name.substr(colon + 1));
}

bool selected(const std::vector<std::string>& targets, std::string_view file, std::string_view key) {
    return targets.empty() || std::any_of(targets.begin(), targets.end(), [&](const std::string& target) {
               return selects(target, file, key);
           });
}

bool selected(const std::vector<std::string>& targets, std::string_view name) {
    return targets.empty() || std::any_of(targets.begin(), targets.end(),
                                          [&](const std::string& target) { return selects(target, name); });
}

}  // namespace mlpipe
