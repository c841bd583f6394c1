#include "mlpipe/statistics/kolmogorov_smirnov.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "mlpipe/statistics/kolmogorov_distribution.hpp"

namespace mlpipe {
namespace {

constexpr std::uint64_t most_exact = 10'000;

// The first place after those values that equal the one at `at`.
std::size_t after_ties(std::span<const double> values, std::size_t at, double value) {
    while (at < values.size() && values[at] == value) ++at;
    return at;
}

// P(D >= h / n) for two samples of the same size n: an alternating sum over reflected paths, each of whose terms is the
// one before it times a factor below 1 (Gnedenko and Korolyuk 1951).
double equal_sizes_p_value(std::uint64_t size, std::uint64_t h) {
    double p = 0;
    for (std::uint64_t k = size / h + 1; k-- > 0;) {
        double term = 1;
        for (std::uint64_t j = 0; j < h; ++j)
            term *= static_cast<double>(size - std::min(size, k * h + j)) /
                    static_cast<double>(size + k * h + j + 1);
        p = term * (1 - p);
    }
    return 2 * p;
}

// P(D >= h / lcm) for samples of different sizes. A path goes from (0, 0) to (long_size, short_size), a step right for each
// value of the one sample and a step up for each of the other, in the order of their values; all paths are equally likely.
// `left` holds the share of those paths to a point that have left the band by then, for one x at a time.
double lattice_p_value(std::uint64_t long_size, std::uint64_t short_size, std::uint64_t h) {
    const std::uint64_t divisor = std::gcd(long_size, short_size);
    const auto rise = static_cast<std::int64_t>(short_size / divisor),
               run = static_cast<std::int64_t>(long_size / divisor);
    const auto width = static_cast<std::int64_t>(h), top = static_cast<std::int64_t>(short_size);
    std::vector<double> left(short_size + 1, 1.0);
    // Inside is where |rise * x - run * y| < width.
    const auto first_inside = [&](std::int64_t x) {
        const std::int64_t below = rise * x - width;
        return below < 0 ? 0 : below / run + 1;
    };
    const auto after_inside = [&](std::int64_t x) {
        return std::min(top + 1, (rise * x + width - 1) / run + 1);
    };
    std::fill(left.begin(), left.begin() + after_inside(0), 0.0);
    for (std::int64_t x = 1; x <= static_cast<std::int64_t>(long_size); ++x) {
        const std::int64_t begin = first_inside(x), end = after_inside(x);
        for (std::int64_t y = first_inside(x - 1); y < std::min(begin, top + 1); ++y)
            left[static_cast<std::size_t>(y)] = 1;
        for (std::int64_t y = begin; y < end; ++y) {
            const auto place = static_cast<std::size_t>(y);
            const double from_below = y == 0 ? 0.0 : left[place - 1];
            left[place] = (left[place] * static_cast<double>(x) + from_below * static_cast<double>(y)) /
                          static_cast<double>(x + y);
        }
    }
    return left[short_size];
}

double exact_p_value(double statistic, std::uint64_t one_size, std::uint64_t other_size) {
    const std::uint64_t multiple = one_size / std::gcd(one_size, other_size) * other_size;
    const auto h = static_cast<std::uint64_t>(std::llround(statistic * static_cast<double>(multiple)));
    if (h == 0) return 1;
    return one_size == other_size
               ? equal_sizes_p_value(one_size, h)
               : lattice_p_value(std::max(one_size, other_size), std::min(one_size, other_size), h);
}

double effective_size(std::uint64_t one_size, std::uint64_t other_size) {
    const auto one = static_cast<double>(one_size), other = static_cast<double>(other_size);
    return one * other / (one + other);
}

}  // namespace

double ks_statistic(std::span<const double> reference, std::span<const double> current) {
    // Whole numbers in units of 1 / (n m): exact for as many values as fit into memory.
    const auto reference_step = static_cast<std::int64_t>(current.size()),
               current_step = static_cast<std::int64_t>(reference.size());
    std::int64_t distance = 0, greatest = 0;
    std::size_t i = 0, j = 0;
    double value = 0;
    // Which sample the next value comes from is as good as random: steps in place of branches, which would be guessed wrongly
    // half of the time.
    while (i < reference.size() && j < current.size()) {
        const bool in_reference = reference[i] <= current[j], in_current = current[j] <= reference[i];
        value = in_reference ? reference[i] : current[j];
        i += in_reference;
        j += in_current;
        distance += in_reference * reference_step - in_current * current_step;
        const bool more =
            (i < reference.size() && reference[i] == value) || (j < current.size() && current[j] == value);
        greatest = std::max(greatest, more ? 0 : std::abs(distance));
    }
    // Those of the last value that are left.
    distance += static_cast<std::int64_t>(after_ties(reference, i, value) - i) * reference_step -
                static_cast<std::int64_t>(after_ties(current, j, value) - j) * current_step;
    greatest = std::max(greatest, std::abs(distance));
    return static_cast<double>(greatest) /
           (static_cast<double>(reference.size()) * static_cast<double>(current.size()));
}

double ks_p_value(double statistic, std::uint64_t reference_size, std::uint64_t current_size,
                  KsMethod method) {
    const bool exact = method == KsMethod::exact || (method == KsMethod::automatic &&
                                                     std::max(reference_size, current_size) <= most_exact);
    const double p =
        exact ? exact_p_value(statistic, reference_size, current_size)
              : kolmogorov_survival(
                    static_cast<std::uint64_t>(std::nearbyint(effective_size(reference_size, current_size))),
                    statistic);
    return std::clamp(p, 0.0, 1.0);
}

double ks_limit_p_value(double statistic, std::uint64_t reference_size, std::uint64_t current_size) {
    const double root = std::sqrt(effective_size(reference_size, current_size));
    return kolmogorov_limit_survival((root + 0.12 + 0.11 / root) * statistic);
}

}  // namespace mlpipe
