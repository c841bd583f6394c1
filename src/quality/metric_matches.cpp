#include "metric_matches.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "mlpipe/model/address.hpp"
#include "mlpipe/quality/bootstrap.hpp"

namespace mlpipe {
namespace {

// "a" and 3 of "a.3".
std::optional<std::pair<std::string, std::size_t>> item_of(const std::string& name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos) return std::nullopt;
    std::size_t item = 0;
    const char* const end = name.data() + name.size();
    const auto [stop, problem] = std::from_chars(name.data() + dot + 1, end, item);
    if (problem != std::errc() || stop != end) return std::nullopt;
    return std::pair(name.substr(0, dot), item);
}

// The metrics, and the lists that their numbers are items of.
std::vector<MetricMatch> addressable(const MetricValues& metrics) {
    std::map<std::string, std::map<std::size_t, double>> lists;
    std::vector<MetricMatch> all;
    for (const auto& [name, value] : metrics) {
        if (const auto item = item_of(name)) lists[item->first].emplace(item->second, value);
        all.push_back({name, {value}, false});
    }
    for (const auto& [name, items] : lists) {
        if (items.rbegin()->first != items.size() - 1) continue;
        MetricMatch list{name, {}, true};
        for (const auto& [place, value] : items) list.values.push_back(value);
        all.push_back(std::move(list));
    }
    return all;
}

std::vector<std::string_view> parts_of(std::string_view key) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t dot = key.find('.');
        parts.push_back(key.substr(0, dot));
        if (dot == std::string_view::npos) return parts;
        key.remove_prefix(dot + 1);
    }
}

bool same_file(std::string_view file, std::string_view wanted) {
    return file == wanted || (file.size() > wanted.size() && file.ends_with(wanted) &&
                              file[file.size() - wanted.size() - 1] == '/');
}

bool fits(std::string_view pattern, std::string_view name) {
    const std::size_t colon = pattern.find(':');
    if (colon != std::string_view::npos &&
        !same_file(name.substr(0, name.find(':')), pattern.substr(0, colon)))
        return false;
    const auto wanted = parts_of(metric_key(pattern)), parts = parts_of(metric_key(name));
    return std::equal(
        wanted.begin(), wanted.end(), parts.begin(), parts.end(),
        [](std::string_view one, std::string_view other) { return one == "*" || one == other; });
}

}  // namespace

double MetricMatch::value() const {
    return mean(values);
}

bool is_pattern(std::string_view address) {
    const auto parts = parts_of(metric_key(address));
    return std::find(parts.begin(), parts.end(), "*") != parts.end();
}

std::string_view metric_key(std::string_view name) {
    return name.substr(name.find(':') + 1);
}

std::vector<MetricMatch> find_metrics(const MetricValues& metrics, const std::string& address) {
    std::vector<MetricMatch> all = addressable(metrics);
    if (is_pattern(address)) {
        std::erase_if(all, [&](const MetricMatch& match) { return !fits(address, match.name); });
        return all;
    }
    std::vector<std::string> names;
    for (const MetricMatch& match : all) names.push_back(match.name);
    const auto place = find_address(names, address, "metric");
    if (!place) return {};
    return {all[*place]};
}

}  // namespace mlpipe
