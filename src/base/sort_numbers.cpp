#include "mlpipe/base/sort_numbers.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace mlpipe {
namespace {

constexpr std::size_t few = 1000;  // are sorted sooner by comparing them
constexpr std::size_t most_counted = 0xFFFFFFFF;
constexpr unsigned digit_bits = 11;
constexpr std::size_t digits = 6, digit_values = std::size_t{1} << digit_bits;
constexpr std::uint64_t sign = std::uint64_t{1} << 63;

// Whole numbers in the order of the doubles, kept where doubles are.
double key_of(double number) {
    const auto bits = std::bit_cast<std::uint64_t>(number);
    return std::bit_cast<double>((bits & sign) != 0 ? ~bits : bits | sign);
}
double number_of_key(double key) {
    const auto bits = std::bit_cast<std::uint64_t>(key);
    return std::bit_cast<double>((bits & sign) != 0 ? bits & ~sign : ~bits);
}
std::size_t digit_of(double key, unsigned digit) {
    return (std::bit_cast<std::uint64_t>(key) >> (digit_bits * digit)) & (digit_values - 1);
}

using Counts = std::array<std::array<std::uint32_t, digit_values>, digits>;

// Makes keys of the numbers, since it looks at each.
std::unique_ptr<Counts> count_digits(std::vector<double>& numbers) {
    auto counts = std::make_unique<Counts>();
    for (double& number : numbers) {
        number = key_of(number);
        for (unsigned digit = 0; digit < digits; ++digit) ++(*counts)[digit][digit_of(number, digit)];
    }
    return counts;
}

bool less(double one, double other) {
    return std::bit_cast<std::uint64_t>(key_of(one)) < std::bit_cast<std::uint64_t>(key_of(other));
}

}  // namespace

// By eleven bits of their keys at a time, from the least (Knuth, "The Art of Computer Programming", volume 3, 5.2.5).
void sort_ascending(std::vector<double>& numbers) {
    if (numbers.size() < few || numbers.size() > most_counted) {
        std::sort(numbers.begin(), numbers.end(), less);
        return;
    }
    const std::unique_ptr<Counts> counts = count_digits(numbers);
    std::vector<double> sorted(numbers.size());
    for (unsigned digit = 0; digit < digits; ++digit) {
        std::array<std::uint32_t, digit_values>& places = (*counts)[digit];
        if (places[digit_of(numbers.front(), digit)] == numbers.size()) continue;  // alike in all
        std::uint32_t place = 0;
        for (std::uint32_t& count : places) place += std::exchange(count, place);
        for (const double key : numbers) sorted[places[digit_of(key, digit)]++] = key;
        numbers.swap(sorted);
    }
    for (double& number : numbers) number = number_of_key(number);
}

}  // namespace mlpipe
