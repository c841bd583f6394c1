#include <algorithm>
#include <array>

#include "mlpipe/quality/personal_data.hpp"

namespace mlpipe {
namespace {

// Numbers that begin with `first` to `last`, by ISO/IEC 7812's issuer identification.
struct Issuer {
    unsigned first, last, digits;  // of the prefix
    std::size_t shortest, longest;
};

constexpr std::array issuers{
    Issuer{4, 4, 1, 13, 19},        // Visa
    Issuer{51, 55, 2, 16, 16},      // Mastercard
    Issuer{2221, 2720, 4, 16, 16},  // Mastercard
    Issuer{34, 34, 2, 15, 15},      // American Express
    Issuer{37, 37, 2, 15, 15},      // American Express
    Issuer{6011, 6011, 4, 16, 19},  // Discover
    Issuer{644, 649, 3, 16, 19},    // Discover
    Issuer{65, 65, 2, 16, 19},      // Discover
    Issuer{300, 305, 3, 14, 19},    // Diners Club
    Issuer{36, 36, 2, 14, 19},      // Diners Club
    Issuer{38, 39, 2, 14, 19},      // Diners Club
    Issuer{3528, 3589, 4, 16, 19},  // JCB
    Issuer{62, 62, 2, 16, 19},      // UnionPay
    Issuer{5018, 5018, 4, 13, 19},  // Maestro, here and below
    Issuer{5020, 5020, 4, 13, 19},  //
    Issuer{5038, 5038, 4, 13, 19},  //
    Issuer{6304, 6304, 4, 13, 19},  //
    Issuer{6759, 6763, 4, 13, 19},  //
};

unsigned prefix(std::string_view digits, std::size_t length) {
    unsigned number = 0;
    for (const char digit : digits.substr(0, length))
        number = number * 10 + static_cast<unsigned>(digit - '0');
    return number;
}

bool has_issuer(std::string_view digits) {
    return std::any_of(issuers.begin(), issuers.end(), [&](const Issuer& issuer) {
        const unsigned start = prefix(digits, issuer.digits);
        return start >= issuer.first && start <= issuer.last && digits.size() >= issuer.shortest &&
               digits.size() <= issuer.longest;
    });
}

bool passes_luhn(std::string_view digits) {
    unsigned sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const auto digit = static_cast<unsigned>(digits[digits.size() - 1 - i] - '0');
        const unsigned weighed = i % 2 == 0 ? digit : 2 * digit;
        sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
}

}  // namespace

bool is_payment_card(std::string_view digits) {
    const bool only_digits =
        std::all_of(digits.begin(), digits.end(), [](char letter) { return letter >= '0' && letter <= '9'; });
    return digits.size() >= 13 && digits.size() <= 19 && only_digits && has_issuer(digits) &&
           passes_luhn(digits);
}

}  // namespace mlpipe
