#include "mlpipe/statistics/proportions.hpp"

#include <random>
#include <vector>

#include "mlpipe/statistics/kolmogorov_smirnov.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

using Counts = std::vector<std::uint64_t>;

Counts times(Counts counts, std::uint64_t factor) {
    for (std::uint64_t& count : counts) count *= factor;
    return counts;
}

}  // namespace

TEST_CASE("Cramér's V is 0 for equal shares and nearly 1 for nothing in common") {
    CHECK(cramers_v(Counts{30, 70}, Counts{300, 700}) == 0);
    CHECK(cramers_v(Counts{1'000'000, 0}, Counts{0, 1'000'000}) == Approx(1).margin(1e-6));
    CHECK(cramers_v(Counts{10, 0}, Counts{20, 0}) == 0);
    CHECK(cramers_v(Counts{}, Counts{}) == 0);
}

TEST_CASE("around one half, Cramér's V is the difference of both shares") {
    CHECK(cramers_v(Counts{450'000, 550'000}, Counts{550'000, 450'000}) == Approx(0.1).epsilon(1e-3));
}

TEST_CASE(
    "Cramér's V depends on shares, not on how many rows there are or how they are spread over the tables") {
    const Counts before{50, 30, 20}, after{30, 30, 40};
    const double large = cramers_v(times(before, 100'000), times(after, 100'000));
    CHECK(cramers_v(times(before, 100'000), times(after, 100)) == Approx(large).epsilon(1e-3));
    CHECK(cramers_v(times(before, 10), times(after, 10)) == Approx(large).epsilon(0.02));
}

TEST_CASE("what chance adds to Cramér's V is taken off") {
    std::mt19937 random(7);
    std::uniform_int_distribution<std::size_t> category(0, 29);
    double sum = 0;
    for (int round = 0; round < 100; ++round) {
        Counts one(30), other(30);
        for (int row = 0; row < 1000; ++row) {
            ++one[category(random)];
            ++other[category(random)];
        }
        sum += cramers_v(one, other);
    }
    // Without it, it would be 0.12 on average.
    CHECK(sum / 100 < 0.02);
}

TEST_CASE("a category that was not expected at all cannot be chance, if the expectation is certain") {
    CHECK(chi_square_fit_p_value(Counts{10, 10, 0}, Counts{9, 10, 1}) == 0);
    CHECK(chi_square_homogeneity_p_value(Counts{10, 10, 0}, Counts{9, 10, 1}) > 0.5);
    CHECK(chi_square_homogeneity_p_value(Counts{10}, Counts{9}) == 1);
}

TEST_CASE("proportions that all or none have do not differ") {
    CHECK(two_proportion_z({5, 5}, {7, 7}) == 0);
    CHECK(two_proportion_z({0, 5}, {0, 7}) == 0);
    // (0.5 - 0.25) / sqrt(0.375 * 0.625 * (1/100 + 1/100))
    CHECK(two_proportion_z({50, 100}, {25, 100}) == Approx(3.6514837167));
}

TEST_CASE("the quick p-value of Kolmogorov and Smirnov is near the exact one where a verdict hangs on it") {
    for (const double statistic : {0.05, 0.07, 0.1})
        CHECK(ks_limit_p_value(statistic, 1000, 1001) ==
              Approx(ks_p_value(statistic, 1000, 1001, KsMethod::exact)).epsilon(0.05));
}
