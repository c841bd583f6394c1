#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "personal_shapes.hpp"

namespace mlpipe {
namespace {

using namespace letters;

constexpr std::string_view between_groups = " -./()";

bool may_stand_in(char letter) {
    return is_digit(letter) || between_groups.find(letter) != std::string_view::npos;
}

// "+49 (30) 123-456" as its digits, group by group, and what stands between them.
struct Groups {
    explicit Groups(std::string_view text) {
        plus = text.starts_with('+');
        if (plus) text.remove_prefix(1);
        for (const char letter : text) {
            if (!is_digit(letter)) {
                wide = wide || (separated && letter == ' ' && separators.ends_with(' '));
                separated = true;
                if (!digits.empty()) separators += letter;
                continue;
            }
            if (separated || sizes.empty()) sizes.push_back(0);
            separated = false;
            ++sizes.back();
            digits += letter;
        }
    }

    bool plus = false;
    std::string digits, separators;
    std::vector<std::size_t> sizes;
    bool wide = false;  // more than one blank somewhere: numbers of a table

  private:
    bool separated = false;
};

bool is_decimal(const Groups& number) {
    return number.separators == ".";
}

// ITU-T E.164: a '+', a country that does not begin with zero, 15 digits at most.
bool is_international(const Groups& number) {
    return number.plus && number.digits.size() >= 8 && number.digits.size() <= 15 &&
           number.digits[0] != '0' && !is_decimal(number);
}

// 555-123-4567, (555) 123-4567, 1 555 123 4567: neither area nor exchange begin with 0 or 1.
bool is_north_american(const Groups& number) {
    std::string_view digits = number.digits;
    std::vector<std::size_t> sizes = number.sizes;
    const bool long_distance = !sizes.empty() && sizes.front() == 1 && digits.front() == '1';
    if (long_distance) {
        sizes.erase(sizes.begin());
        digits.remove_prefix(1);
    }
    // 640 480 1024 and 256/512/1024 are sizes of something.
    const bool spelled = number.separators.find('/') == std::string::npos &&
                         (long_distance || number.separators.find_first_not_of(' ') != std::string::npos);
    return spelled && sizes == std::vector<std::size_t>{3, 3, 4} && digits[0] > '1' && digits[3] > '1';
}

// 030 1234567, 0171/1234567, 01 23 45 67 89, 0049 30 1234567: with a zero before it, in groups. Days are none.
bool is_national(const Groups& number) {
    const bool grouped =
        number.sizes.size() >= 2 && number.sizes.front() >= 2 && number.digits.front() == '0';
    if (!grouped || is_decimal(number)) return false;
    const bool abroad = number.digits[1] == '0';
    const bool day =
        number.sizes.size() >= 3 && number.sizes[0] == 2 && number.sizes[1] == 2 && number.sizes[2] == 4;
    const bool postcode = number.sizes == std::vector<std::size_t>{5, 4};  // 02139-4307
    // 01-02-24 10-30: pairs of a number have one separator between all.
    const bool moment = number.sizes == std::vector<std::size_t>(number.sizes.size(), 2) &&
                        number.separators.find_first_not_of(number.separators.front()) != std::string::npos;
    return !day && !postcode && !moment && number.digits.size() >= (abroad ? 11u : 9u) &&
           number.digits.size() <= (abroad ? 17u : 12u) && number.digits[abroad ? 2 : 1] != '0';
}

bool is_phone(std::string_view text) {
    const Groups number(text);
    const bool at_home = !number.plus && (is_north_american(number) || is_national(number));
    return !number.wide && (is_international(number) || at_home);
}

}  // namespace

bool has_phone(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const char letter = text[at];
        if (letter != '+' && letter != '(' && !is_digit(letter)) {
            ++at;
            continue;
        }
        std::size_t end = at + 1;
        while (end < text.size() && may_stand_in(text[end])) ++end;
        const std::size_t next = end;
        const bool followed = end < text.size() &&
                              (is_alphanumeric(text[end]) || text[end] == ':' || text[end] == '+') &&
                              is_digit(text[end - 1]);
        while (end > at && !is_digit(text[end - 1])) --end;
        const bool preceded =
            at > 0 && (is_alphanumeric(text[at - 1]) || text[at - 1] == '+' || text[at - 1] == ':');
        if (end > at && !followed && !preceded && is_phone(text.substr(at, end - at))) return true;
        at = next;
    }
    return false;
}

}  // namespace mlpipe
