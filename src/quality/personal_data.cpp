#include "mlpipe/quality/personal_data.hpp"

#include <algorithm>

#include "personal_shapes.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t shortest = std::string_view("a@b.io").size();

constexpr std::array names{"email", "phone", "payment_card", "iban", "ipv4", "ipv6"};

// What a character counts for, in one word: ten bits each for digits, capitals, '@', '.' and ':'.
constexpr unsigned field_bits = 10;
constexpr std::size_t most_at_once = (1u << field_bits) - 1;
constexpr std::array<std::uint64_t, 256> weights = [] {
    std::array<std::uint64_t, 256> made{};
    const auto field = [](unsigned place) { return std::uint64_t{1} << (place * field_bits); };
    for (unsigned letter = '0'; letter <= '9'; ++letter) made[letter] = field(0);
    for (unsigned letter = 'A'; letter <= 'Z'; ++letter) made[letter] = field(1);
    made['@'] = field(2);
    made['.'] = field(3);
    made[':'] = field(4);
    return made;
}();

// How many of what it takes: most cells have none of it, and are seen through at once.
struct Ingredients {
    explicit Ingredients(std::string_view cell) {
        others = cell.size();
        for (; !cell.empty(); cell.remove_prefix(std::min(cell.size(), most_at_once))) {
            std::uint64_t sum = 0;
            for (const char letter : cell.substr(0, most_at_once))
                sum += weights[static_cast<unsigned char>(letter)];
            const auto field = [&](unsigned place) { return (sum >> (place * field_bits)) & most_at_once; };
            digits += field(0);
            capitals += field(1);
            at += field(2);
            dots += field(3);
            colons += field(4);
        }
        others -= digits + dots;
    }
    // A number as a table has it; a sign at its beginning may make a phone number of it.
    bool is_number() const { return others == 0 && dots <= 1; }

    std::size_t digits = 0, capitals = 0, at = 0, dots = 0, colons = 0, others = 0;
};

}  // namespace

const char* to_string(PersonalData kind) {
    return names[static_cast<std::size_t>(kind)];
}

void PersonalDataCounts::look_at(std::string_view cell) {
    ++looked_at_;
    if (cell.size() < shortest) return;
    const Ingredients has(cell);
    if (has.is_number()) {
        if (has.dots > 0 || has.digits < 13 || has.digits > 19) return;
        ++long_numbers_;
        card_numbers_ += is_payment_card(cell) ? 1 : 0;
        return;
    }
    const auto count = [&](PersonalData kind, bool found) {
        cells_[static_cast<std::size_t>(kind)] += found ? 1 : 0;
    };
    if (has.at > 0) count(PersonalData::email, has_email(cell));
    if (has.digits >= 8) count(PersonalData::phone, has_phone(cell));
    if (has.digits >= 13) count(PersonalData::payment_card, has_payment_card(cell));
    if (has.digits >= 2 && has.capitals >= 2) count(PersonalData::iban, has_iban(cell));
    if (has.digits >= 4 && has.dots >= 3) count(PersonalData::ipv4, has_ipv4(cell));
    if (has.colons >= 2) count(PersonalData::ipv6, has_ipv6(cell));
}

void PersonalDataCounts::add(const PersonalDataCounts& other) {
    for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] += other.cells_[i];
    looked_at_ += other.looked_at_;
    long_numbers_ += other.long_numbers_;
    card_numbers_ += other.card_numbers_;
}

std::uint64_t PersonalDataCounts::count_of(PersonalData kind) const {
    const std::uint64_t cells = cells_[static_cast<std::size_t>(kind)];
    const bool cards = kind == PersonalData::payment_card && card_numbers_ * 2 > long_numbers_;
    return cells + (cards ? card_numbers_ : 0);
}

std::vector<std::pair<std::string, std::uint64_t>> PersonalDataCounts::found() const {
    std::vector<std::pair<std::string, std::uint64_t>> kinds;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        const auto kind = static_cast<PersonalData>(i);
        if (const std::uint64_t cells = count_of(kind); cells > 0) kinds.emplace_back(to_string(kind), cells);
    }
    return kinds;
}

bool is_personal(std::string_view text) {
    PersonalDataCounts counts;
    counts.look_at(text);
    return !counts.found().empty();
}

}  // namespace mlpipe
