// Finds what identifies a person in text: e-mail addresses, phone numbers, payment cards, IBANs and IP addresses. Says
// of which kind something is, and never what. docs/checks.md says what counts. Pure; any thread.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mlpipe {

enum class PersonalData : std::uint8_t { email, phone, payment_card, iban, ipv4, ipv6 };

// "email", "phone", "payment_card", "iban", "ipv4", "ipv6"
const char* to_string(PersonalData kind);

// The cells of a column, or of a part of it, in which something was found, by kind.
class PersonalDataCounts {
  public:
    void look_at(std::string_view cell);
    void add(const PersonalDataCounts& other);
    // In the order of the kinds. One whole number in ten passes for a card by chance: numbers that are nothing but
    // digits count as cards only where most of the column's long ones do.
    std::vector<std::pair<std::string, std::uint64_t>> found() const;
    std::uint64_t cells() const { return looked_at_; }

  private:
    std::uint64_t count_of(PersonalData kind) const;

    std::array<std::uint64_t, 6> cells_{};  // by kind
    std::uint64_t looked_at_ = 0;
    std::uint64_t long_numbers_ = 0, card_numbers_ = 0;  // nothing but 13 to 19 digits
};

// Whether it holds any: for texts that are about to be shown.
bool is_personal(std::string_view text);

// 13 to 19 digits of a known issuer, with a valid check digit (Luhn, ISO/IEC 7812).
bool is_payment_card(std::string_view digits);
// Letters and digits without blanks: a country, its length, and a valid checksum (ISO 13616, ISO 7064 MOD 97-10).
bool is_iban(std::string_view text);

}  // namespace mlpipe
