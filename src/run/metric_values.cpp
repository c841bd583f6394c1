#include "mlpipe/run/metric_values.hpp"

#include <algorithm>
#include <iterator>

#include "mlpipe/base/error.hpp"
#include "mlpipe/document/node.hpp"

namespace mlpipe {
namespace {

// A metrics file is a handful of numbers; a larger one is data that somebody declared as a metric.
constexpr std::uint64_t largest_metrics_file = 1 << 20;

void flatten(const Value& value, const std::string& address, MetricValues& into) {
    if (const auto number = value.number()) into.emplace_back(address, *number);
    const auto below = [&](const std::string& key) {
        return address + (address.back() == ':' ? "" : ".") + key;
    };
    if (const auto* map = value.as_map()) {
        for (const auto& [key, entry] : *map) flatten(entry, below(key), into);
    }
    if (const auto* list = value.as_list()) {
        for (std::size_t i = 0; i < list->size(); ++i) flatten((*list)[i], below(std::to_string(i)), into);
    }
}

}  // namespace

std::optional<std::string> read_metrics_file(const FileSystem& files, const std::string& absolute) {
    const auto stat = files.stat(absolute);
    if (!stat || stat->type != FileType::file || stat->size > largest_metrics_file) return std::nullopt;
    return read_file_if_present(files, absolute);
}

MetricValues parse_metrics(std::string_view content, const std::string& path) {
    MetricValues values;
    try {
        flatten(parse_document(content, path).root.to_value(), path + ":", values);
    } catch (const Error&) {
        // Metrics may be tables (CSV, TSV); those are plots' business.
    }
    return values;
}

void add_metrics(const FileSystem& files, const std::string& absolute, const std::string& path,
                 MetricValues& into) {
    const auto content = read_metrics_file(files, absolute);
    if (!content) return;
    MetricValues values = parse_metrics(*content, path);
    std::move(values.begin(), values.end(), std::back_inserter(into));
}

}  // namespace mlpipe
