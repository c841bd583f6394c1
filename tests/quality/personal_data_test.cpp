#include "mlpipe/quality/personal_data.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

// The kinds that a cell holds, with a blank between.
std::string found_in(std::string_view cell) {
    PersonalDataCounts counts;
    counts.look_at(cell);
    std::string kinds;
    for (const auto& [kind, count] : counts.found()) kinds += (kinds.empty() ? "" : " ") + kind;
    return kinds;
}

std::uint64_t cards_among(const std::vector<std::string>& cells) {
    PersonalDataCounts counts;
    for (const std::string& cell : cells) counts.look_at(cell);
    for (const auto& [kind, count] : counts.found())
        if (kind == "payment_card") return count;
    return 0;
}

}  // namespace

TEST_CASE("e-mail addresses") {
    for (const char* cell :
         {"anna@example.org", "to Anna.B+tag@mail.example.co.uk.", "<a@b.io>", "x_1@sub-domain.org"}) {
        INFO(cell);
        CHECK(found_in(cell) == "email");
    }
    for (const char* cell :
         {"", "@home", "a@b", "a@b.c", "user@localhost", "x@1.2", "@example.org", "a @ b.org"}) {
        INFO(cell);
        CHECK(found_in(cell) == "");
    }
}

TEST_CASE("phone numbers in the forms that people write, and no numbers, days or versions") {
    for (const char* cell :
         {"+4917012345678", "+49 170 1234567", "+1 (555) 234-5678", "(555) 234-5678", "555-234-5678",
          "555.234.5678", "1 555 234 5678", "030 1234567", "0171/1234567", "01 23 45 67 89", "020 7946 0958",
          "call 030-1234567 now", "0049 30 1234567", "tel:+49301234567"}) {
        INFO(cell);
        CHECK((found_in(cell) == "phone") == (std::string_view(cell) != "tel:+49301234567"));
    }
    for (const char* cell : {"4917012345678",       "5552345678",
                             "0301234567",          "-5552345678",
                             "0.1234567890",        "+1.2345678901",
                             "+0123456789",         "2026-11-23",
                             "2026-11-23 13:15:02", "2026-11-23T13:15:02+01:00",
                             "23.11.2026 13:15",    "01-02-2026 1030",
                             "02139-4307",          "01-02-24 10-30",
                             "640 480 1024",        "256/512/1024",
                             "123-45-6789",         "1.2.3",
                             "10 000 000 000",      "A555-234-5678",
                             "555-234-56789",       "055-134-5678 x",
                             "1e-12345678"}) {
        INFO(cell);
        CHECK(found_in(cell) == (std::string_view(cell) == "055-134-5678 x" ? "phone" : ""));
    }
}

TEST_CASE("payment cards have an issuer and a check digit") {
    // The issuers' own numbers for tests.
    for (const char* digits :
         {"4111111111111111", "5555555555554444", "2223003122003222", "378282246310005", "6011111111111117",
          "30569309025904", "3530111333300000", "6200000000000005"}) {
        INFO(digits);
        CHECK(is_payment_card(digits));
        CHECK(found_in("card " + std::string(digits)) == "payment_card");
    }
    CHECK(found_in("4111 1111 1111 1111") == "payment_card");
    CHECK(found_in("3782-822463-10005") == "payment_card");
    CHECK_FALSE(is_payment_card("4111111111111112"));
    CHECK_FALSE(is_payment_card("9111111111111116"));
    CHECK_FALSE(is_payment_card("411111111111111a"));
    CHECK(found_in("x4111111111111111") == "");
}

TEST_CASE("numbers that are nothing but digits are cards where most of the column's are") {
    CHECK(cards_among({"4111111111111111", "5555555555554444", "12"}) == 2);
    // One in ten passes the check digit by chance.
    CHECK(cards_among({"4111111111111111", "4111111111111112", "4111111111111113"}) == 0);
    CHECK(cards_among({"1767225600000000000", "1767225600000000001"}) == 0);
}

TEST_CASE("IBANs have the length of their country and a checksum") {
    // The examples of the registry.
    for (const char* iban :
         {"DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606",
          "NO9386011117947", "MT84MALT011000012345MTLCAST001S"}) {
        INFO(iban);
        CHECK(is_iban(iban));
    }
    CHECK(found_in("DE89 3704 0044 0532 0130 00") == "iban");
    CHECK(found_in("please pay to GB29NWBK60161331926819 today") == "iban");
    CHECK_FALSE(is_iban("DE89370400440532013001"));
    CHECK_FALSE(is_iban("DE8937040044053201300"));
    CHECK_FALSE(is_iban("XX89370400440532013000"));
    CHECK(found_in("AB12CD34EF56GH78IJ90") == "");
}

TEST_CASE("IP addresses, and neither versions, times nor names of a language") {
    for (const char* cell : {"192.168.0.1", "from 8.8.8.8.", "[10.0.0.255]:80"}) {
        INFO(cell);
        CHECK(found_in(cell) == "ipv4");
    }
    for (const char* cell :
         {"2001:db8::1", "fe80::1", "2001:0db8:0000:0000:0000:ff00:0042:8329", "(::ffff:1)"}) {
        INFO(cell);
        CHECK(found_in(cell) == "ipv6");
    }
    for (const char* cell : {"1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "v1.2.3.4", "12:30:45",
                             "00:1a:2b:3c:4d:5e", "std::abs", "a::b", "::", "1:2:3:4:5:6:7:8:9"}) {
        INFO(cell);
        CHECK(found_in(cell) == "");
    }
}
