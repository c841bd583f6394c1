#include "mlpipe/statistics/moments.hpp"

#include <algorithm>
#include <cmath>

namespace mlpipe {
namespace {

// Keeps what an addition rounds away (Neumaier 1974): sums of millions of values stay right to the last places.
class Sum {
  public:
    void add(double value) {
        const double total = total_ + value;
        lost_ += std::abs(total_) >= std::abs(value) ? (total_ - total) + value : (value - total) + total_;
        total_ = total;
    }
    double value() const { return total_ + lost_; }

  private:
    double total_ = 0, lost_ = 0;
};

// Of `term` of each value. Rounds within short blocks alone, which are summed plainly, as that is several times as fast.
template <typename Term>
double sum_of(std::span<const double> values, const Term& term) {
    constexpr std::size_t block = 128;
    Sum sum;
    for (std::size_t begin = 0; begin < values.size(); begin += block) {
        double part = 0;
        for (const double value : values.subspan(begin, std::min(block, values.size() - begin)))
            part += term(value);
        sum.add(part);
    }
    return sum.value();
}

}  // namespace

double mean_of(std::span<const double> values) {
    return sum_of(values, [](double value) { return value; }) / static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
    const double mean = mean_of(values);
    const double squares = sum_of(values, [mean](double value) { return (value - mean) * (value - mean); });
    return std::sqrt(squares / static_cast<double>(values.size()));
}

double wasserstein_distance(std::span<const double> reference, std::span<const double> current) {
    const auto n = static_cast<double>(reference.size()), m = static_cast<double>(current.size());
    Sum area;
    std::size_t i = 0, j = 0;
    double before = std::min(reference.front(), current.front());
    while (i < reference.size() || j < current.size()) {
        const bool from_reference =
            j == current.size() || (i < reference.size() && reference[i] <= current[j]);
        const double value = from_reference ? reference[i] : current[j];
        if (value != before) {
            area.add(std::abs(static_cast<double>(i) / n - static_cast<double>(j) / m) * (value - before));
            before = value;
        }
        ++(from_reference ? i : j);
    }
    return area.value();
}

}  // namespace mlpipe
