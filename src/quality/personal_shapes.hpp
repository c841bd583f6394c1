// What is looked for within a text, kind by kind. Each begins and ends where no letter or digit stands beside it.
#pragma once
#include <string_view>

namespace mlpipe {

namespace letters {

constexpr bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}
constexpr bool is_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}
constexpr bool is_alphanumeric(char letter) {
    return is_digit(letter) || is_letter(letter);
}

}  // namespace letters

bool has_email(std::string_view text);
// E.164 with a '+', and forms that people write with blanks, '-', '/', '.' or brackets. Digits alone are none.
bool has_phone(std::string_view text);
// In one piece, or in groups with a blank or '-' between.
bool has_payment_card(std::string_view text);
// In one piece, or in groups with a blank between.
bool has_iban(std::string_view text);
bool has_ipv4(std::string_view text);
bool has_ipv6(std::string_view text);

}  // namespace mlpipe
