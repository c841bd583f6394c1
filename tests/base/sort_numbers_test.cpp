#include "mlpipe/base/sort_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("numbers of any kind are sorted as comparing them sorts them") {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    for (const std::size_t count : {0u, 1u, 2u, 999u, 1000u, 5000u}) {
        std::vector<double> numbers;
        while (numbers.size() < count) {
            const double spread = std::ldexp(normal(random), static_cast<int>(random() % 200) - 100);
            numbers.push_back(random() % 3 == 0 ? std::round(normal(random) * 10) : spread);
        }
        if (count > 4) {
            numbers[0] = std::numeric_limits<double>::infinity();
            numbers[1] = -numbers[0];
            numbers[2] = std::numeric_limits<double>::denorm_min();
            numbers[3] = std::numeric_limits<double>::lowest();
        }
        std::vector<double> expected = numbers;
        std::sort(expected.begin(), expected.end());
        sort_ascending(numbers);
        CHECK(numbers == expected);
    }
}

TEST_CASE("numbers that are alike, and zeros of both signs, keep their count") {
    std::vector<double> numbers(3000, 7.0);
    sort_ascending(numbers);
    CHECK(numbers == std::vector<double>(3000, 7.0));
    for (std::size_t index = 0; index < numbers.size(); ++index) numbers[index] = index % 2 == 0 ? 0.0 : -0.0;
    sort_ascending(numbers);
    CHECK(std::count_if(numbers.begin(), numbers.end(), [](double zero) { return std::signbit(zero); }) ==
          1500);
    CHECK(std::signbit(numbers.front()));
}
