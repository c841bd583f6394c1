// The packets of SFTP version 3 (draft-ietf-secsh-filexfer-02), which every ssh server speaks: big-endian
// numbers and strings with their length in front.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/base/error.hpp"

namespace mlpipe::sftp {

enum Type : std::uint8_t {
    init = 1,
    version = 2,
    open = 3,
    close = 4,
    read = 5,
    write = 6,
    set_stat = 9,
    open_directory = 11,
    read_directory = 12,
    remove = 13,
    make_directory = 14,
    stat = 17,
    rename = 18,
    status = 101,
    handle = 102,
    data = 103,
    name = 104,
    attributes = 105,
    extended = 200
};

enum Status : std::uint32_t { ok = 0, end_of_file = 1, no_such_file = 2, permission_denied = 3 };

enum OpenFlag : std::uint32_t { for_reading = 1, for_writing = 2, create = 8, exclusive = 0x20 };

class PacketWriter {
  public:
    PacketWriter& number(std::uint32_t value) {
        for (int shift = 24; shift >= 0; shift -= 8) body_ += static_cast<char>(value >> shift);
        return *this;
    }
    PacketWriter& long_number(std::uint64_t value) {
        number(static_cast<std::uint32_t>(value >> 32));
        return number(static_cast<std::uint32_t>(value));
    }
    PacketWriter& text(std::string_view value) {
        number(static_cast<std::uint32_t>(value.size()));
        body_ += value;
        return *this;
    }
    std::string take() { return std::move(body_); }

  private:
    std::string body_;
};

// Throws Error(failed) for a packet that ends too early: what the other side sends is not trusted.
class PacketReader {
  public:
    explicit PacketReader(std::string_view body) : rest_(body) {}
    std::uint32_t number() {
        std::uint32_t value = 0;
        for (const char byte : bytes(4)) value = value << 8 | static_cast<unsigned char>(byte);
        return value;
    }
    std::uint64_t long_number() {
        const std::uint64_t high = number();
        return high << 32 | number();
    }
    std::string_view text() { return bytes(number()); }
    bool at_end() const { return rest_.empty(); }

  private:
    std::string_view bytes(std::size_t count) {
        if (count > rest_.size())
            throw Error(ErrorKind::failed, "the sftp server sent a packet that breaks off");
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }
    std::string_view rest_;
};

struct Attributes {
    std::optional<std::uint64_t> size;
    std::optional<std::uint32_t> permissions;  // with the type, as in st_mode
    std::optional<std::uint32_t> mtime_s;
    bool is_file() const { return !permissions || (*permissions & 0170000) == 0100000; }
};

Attributes read_attributes(PacketReader& packet);

}  // namespace mlpipe::sftp
