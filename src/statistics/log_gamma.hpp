// The logarithm of the gamma function of positive numbers, without the global sign that std::lgamma sets: for any thread.
#pragma once
#include <cmath>

namespace mlpipe {

inline double log_gamma(double number) {
    int sign = 0;
    return ::lgamma_r(number, &sign);
}

inline long double log_gamma(long double number) {
    int sign = 0;
    return ::lgammal_r(number, &sign);
}

}  // namespace mlpipe
