#include "tar.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t block = 512;
using Header = std::array<char, block>;

struct Field {
    std::size_t at, length;
};
constexpr Field name_field{0, 100}, mode_field{100, 8}, owner_field{108, 8}, group_field{116, 8},
    size_field{124, 12}, time_field{136, 12}, sum_field{148, 8}, type_field{156, 1}, magic_field{257, 8},
    prefix_field{345, 155};

void put(Header& header, Field field, std::string_view text) {
    std::copy_n(text.data(), std::min(text.size(), field.length),
                header.begin() + static_cast<long>(field.at));
}

std::string_view get(const Header& header, Field field) {
    const std::string_view whole(header.data() + field.at, field.length);
    return whole.substr(0, whole.find('\0'));
}

void put_octal(Header& header, Field field, std::uint64_t value) {
    for (std::size_t i = field.length - 1; i-- > 0; value >>= 3)
        header[field.at + i] = static_cast<char>('0' + (value & 7));
}

void put_size(Header& header, std::uint64_t size) {
    if (size < std::uint64_t{1} << 33) return put_octal(header, size_field, size);
    for (std::size_t i = size_field.length; i-- > 1; size >>= 8)
        header[size_field.at + i] = static_cast<char>(size & 0xff);
    header[size_field.at] = static_cast<char>(0x80);
}

std::optional<std::uint64_t> octal(std::string_view digits) {
    while (digits.starts_with(' ')) digits.remove_prefix(1);
    while (digits.ends_with(' ')) digits.remove_suffix(1);
    std::uint64_t value = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '7' || value >> 60 != 0) return std::nullopt;
        value = value << 3 | static_cast<std::uint64_t>(digit - '0');
    }
    return digits.empty() ? std::nullopt : std::optional(value);
}

std::optional<std::uint64_t> size_of(const Header& header) {
    if ((header[size_field.at] & 0x80) == 0) return octal(get(header, size_field));
    std::uint64_t value = 0;
    for (std::size_t i = 1; i < size_field.length; ++i) {
        if (value >> 55 != 0) return std::nullopt;
        value = value << 8 | static_cast<unsigned char>(header[size_field.at + i]);
    }
    return value;
}

std::uint64_t sum_of(const Header& header) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < block; ++i) {
        const bool own = i >= sum_field.at && i < sum_field.at + sum_field.length;
        sum += own ? std::uint64_t{' '} : static_cast<unsigned char>(header[i]);
    }
    return sum;
}

}  // namespace

void TarWriter::begin(const std::string& name, std::uint64_t size) {
    Header header{};
    if (name.size() <= name_field.length) {
        put(header, name_field, name);
    } else {
        const std::size_t slash = name.find('/', name.size() - name_field.length - 1);
        if (slash == std::string::npos || slash > prefix_field.length)
            throw Error(ErrorKind::failed, "the name '" + path::printable(name) + "' is too long for tar");
        put(header, prefix_field, std::string_view(name).substr(0, slash));
        put(header, name_field, std::string_view(name).substr(slash + 1));
    }
    put_octal(header, mode_field, 0444);
    put_octal(header, owner_field, 0);
    put_octal(header, group_field, 0);
    put_size(header, size);
    put_octal(header, time_field, 0);
    header[type_field.at] = '0';
    put(header, magic_field, std::string_view("ustar\00000", 8));
    put_octal(header, {sum_field.at, 7}, sum_of(header));
    header[sum_field.at + 7] = ' ';
    file_.write(std::as_bytes(std::span(header)));
    left_ = size;
    written_ = 0;
}

void TarWriter::write(std::span<const std::byte> data) {
    if (data.size() > left_) throw Error(ErrorKind::failed, "a file grew while it was written to a tar");
    file_.write(data);
    left_ -= data.size();
    written_ += data.size();
}

void TarWriter::end() {
    if (left_ > 0) throw Error(ErrorKind::failed, "a file shrank while it was written to a tar");
    pad();
}

void TarWriter::pad() {
    static constexpr std::array<std::byte, block> zeros{};
    const std::size_t rest = static_cast<std::size_t>(written_ % block);
    if (rest > 0) file_.write(std::span(zeros).first(block - rest));
}

void TarWriter::finish() {
    const std::array<std::byte, 2 * block> zeros{};
    file_.write(zeros);
}

void TarWriter::add(const std::string& name, std::string_view content) {
    begin(name, content.size());
    write(std::as_bytes(std::span(content)));
    end();
}

void TarReader::damaged(const std::string& why) const {
    throw Error(ErrorKind::damaged, "'" + path::printable(shown_) + "' " + why);
}

void TarReader::fill(std::span<std::byte> buffer) {
    while (!buffer.empty()) {
        const std::size_t count = file_.read(buffer);
        if (count == 0) damaged("breaks off in the middle");
        buffer = buffer.subspan(count);
    }
}

void TarReader::skip(std::uint64_t count) {
    std::array<std::byte, 4096> buffer;
    for (; count > 0; count -= std::min<std::uint64_t>(count, buffer.size()))
        fill(
            std::span(buffer).first(static_cast<std::size_t>(std::min<std::uint64_t>(count, buffer.size()))));
}

std::optional<TarReader::Member> TarReader::next() {
    skip(left_);
    skip(padding_);
    left_ = padding_ = 0;
    Header header;
    fill(std::as_writable_bytes(std::span(header)));
    if (std::all_of(header.begin(), header.end(), [](char byte) { return byte == '\0'; }))
        return std::nullopt;
    const auto size = size_of(header);
    if (octal(get(header, sum_field)) != sum_of(header) || !size) damaged("is no tar file, or is damaged");
    const char type = header[type_field.at];
    Member member{std::string(get(header, name_field)), *size};
    if (const auto prefix = get(header, prefix_field); !prefix.empty())
        member.name = std::string(prefix) + "/" + member.name;
    if (type != '0' && type != '\0')
        damaged("holds '" + path::printable(member.name) + "', which is no plain file");
    left_ = *size;
    padding_ = (block - left_ % block) % block;
    return member;
}

std::size_t TarReader::read(std::span<std::byte> buffer) {
    const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), left_));
    if (count == 0) return 0;
    const std::size_t got = file_.read(buffer.first(count));
    if (got == 0) damaged("breaks off in the middle");
    left_ -= got;
    return got;
}

}  // namespace mlpipe
