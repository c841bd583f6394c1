// Payment cards and IBANs within a text.
#include <algorithm>
#include <string>

#include "mlpipe/quality/personal_data.hpp"
#include "personal_shapes.hpp"

namespace mlpipe {
namespace {

using namespace letters;

bool begins_at(std::string_view text, std::size_t at) {
    return at == 0 || !is_alphanumeric(text[at - 1]);
}

bool ends_at(std::string_view text, std::size_t at) {
    return at >= text.size() || !is_alphanumeric(text[at]);
}

}  // namespace

bool has_payment_card(std::string_view text) {
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
        if (!is_digit(text[begin]) || !begins_at(text, begin)) continue;
        std::string digits;
        std::size_t at = begin;
        for (; at < text.size() && digits.size() <= 19; ++at) {
            if (is_digit(text[at]))
                digits += text[at];
            else if ((text[at] != ' ' && text[at] != '-') || at + 1 >= text.size() || !is_digit(text[at + 1]))
                break;
        }
        if (ends_at(text, at) && is_payment_card(digits)) return true;
        // Digits that belonged to it begin none.
        while (begin + 1 < text.size() && is_digit(text[begin + 1])) ++begin;
    }
    return false;
}

bool has_iban(std::string_view text) {
    const auto capital = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
    for (std::size_t begin = 0; begin + 15 <= text.size(); ++begin) {
        if (!capital(text[begin]) || !capital(text[begin + 1]) || !is_digit(text[begin + 2]) ||
            !is_digit(text[begin + 3]) || !begins_at(text, begin))
            continue;
        std::string whole;
        for (std::size_t at = begin; at < text.size() && whole.size() < 34; ++at) {
            if (is_digit(text[at]) || capital(text[at]))
                whole += text[at];
            else if (text[at] != ' ' || whole.size() % 4 != 0)
                break;
            if (ends_at(text, at + 1) && is_iban(whole)) return true;
        }
    }
    return false;
}

}  // namespace mlpipe
