#include "mlpipe/report/bars.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace mlpipe {
namespace {

constexpr std::array<const char*, 8> eighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

std::string bar(double share, std::size_t columns) {
    const double most = static_cast<double>(columns) * 8;
    const auto length = static_cast<std::size_t>(std::clamp(std::round(share * most), 1.0, most));
    std::string text;
    for (std::size_t i = 0; i < length / 8; ++i) text += "█";
    return text + eighths[length % 8];
}

}  // namespace

std::vector<std::string> value_bars(const std::vector<double>& values, std::size_t columns) {
    double least = std::numeric_limits<double>::infinity(), greatest = -least;
    for (const double value : values) {
        if (!std::isfinite(value)) continue;
        least = std::min(least, value);
        greatest = std::max(greatest, value);
    }
    std::vector<std::string> bars;
    for (const double value : values) {
        // Halves first: the distance between two finite numbers need not be finite.
        const double range = greatest / 2 - least / 2;
        const double share = range > 0 ? (value / 2 - least / 2) / range : 1;
        bars.push_back(std::isfinite(value) ? bar(share, columns) : std::string());
    }
    return bars;
}

}  // namespace mlpipe
