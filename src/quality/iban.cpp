#include <algorithm>

#include "mlpipe/quality/personal_data.hpp"

namespace mlpipe {
namespace {

// Country and length of each, in the IBAN registry of SWIFT (release 101).
constexpr std::string_view registry =
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 "
    "EE20 EG29 ES24 "
    "FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 "
    "KZ20 LB28 LC32 "
    "LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 "
    "PT25 QA29 RO24 "
    "RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 ";
constexpr std::size_t entry_length = 5;

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_capital(char letter) {
    return letter >= 'A' && letter <= 'Z';
}

std::size_t length_in(std::string_view country) {
    for (std::size_t at = 0; at < registry.size(); at += entry_length)
        if (registry.substr(at, 2) == country)
            return static_cast<std::size_t>((registry[at + 2] - '0') * 10 + (registry[at + 3] - '0'));
    return 0;
}

// What the digits leave when divided by 97, with A as 10 to Z as 35, and the first four characters moved to the end.
unsigned remainder_of(std::string_view text) {
    unsigned remainder = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[(i + 4) % text.size()];
        remainder = is_digit(letter) ? (remainder * 10 + static_cast<unsigned>(letter - '0')) % 97
                                     : (remainder * 100 + static_cast<unsigned>(letter - 'A') + 10) % 97;
    }
    return remainder;
}

}  // namespace

bool is_iban(std::string_view text) {
    if (text.size() < 15 || text.size() != length_in(text.substr(0, 2))) return false;
    if (!is_digit(text[2]) || !is_digit(text[3])) return false;
    const auto allowed = [](char letter) { return is_digit(letter) || is_capital(letter); };
    return std::all_of(text.begin(), text.end(), allowed) && remainder_of(text) == 1;
}

}  // namespace mlpipe
