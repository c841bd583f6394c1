// Finds either of two letters in a text, 64 places at a time: where the cells of a table end.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace mlpipe {

inline constexpr std::size_t marks_width = 64;

// Bit i: the letter at text[i] is one of the two. Eight letters at a time in an ordinary register.
inline std::uint64_t portable_marks(const char* text, char one, char other) {
    constexpr std::uint64_t ones = 0x0101010101010101u, low_bits = 0x7F7F7F7F7F7F7F7Fu;
    const std::uint64_t first = ones * static_cast<unsigned char>(one);
    const std::uint64_t second = ones * static_cast<unsigned char>(other);
    // The highest bit of each byte that is zero, exactly.
    const auto zeros = [](std::uint64_t word) { return ~(((word & low_bits) + low_bits) | word | low_bits); };
    std::uint64_t marks = 0;
    for (std::size_t at = 0; at < marks_width; at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text + at, sizeof word);
        if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
        const std::uint64_t found = zeros(word ^ first) | zeros(word ^ second);
        // Moves the eight highest bits beside each other.
        marks |= (((found >> 7) * 0x0102040810204080u) >> 56) << at;
    }
    return marks;
}

inline std::uint64_t marks_of(const char* text, char one, char other) {
#if defined(__SSE2__)
    const __m128i first = _mm_set1_epi8(one), second = _mm_set1_epi8(other);
    std::uint64_t marks = 0;
    for (std::size_t at = 0; at < marks_width; at += 16) {
        const __m128i letters = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + at));
        const __m128i found = _mm_or_si128(_mm_cmpeq_epi8(letters, first), _mm_cmpeq_epi8(letters, second));
        marks |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(found))) << at;
    }
    return marks;
#else
    return portable_marks(text, one, other);
#endif
}

// Goes forward through a text, which must outlive it and may change behind where it was asked last.
class Marks {
  public:
    Marks(std::string_view text, char one, char other) : text_(text), one_(one), other_(other) { look(0); }

    // Of the first mark at `at` or behind it; the size where there is none. `at` never goes back.
    std::size_t next(std::size_t at) {
        for (;;) {
            if (at - window_ < marks_width) {
                if (const std::uint64_t left = marks_ >> (at - window_); left != 0)
                    return at + static_cast<std::size_t>(std::countr_zero(left));
                at = window_ + marks_width;
            }
            if (at >= text_.size()) return text_.size();
            look(at);
        }
    }

  private:
    void look(std::size_t at) {
        window_ = at;
        const std::size_t left = text_.size() - at;
        if (left >= marks_width) {
            marks_ = marks_of(text_.data() + at, one_, other_);
            return;
        }
        char rest[marks_width];
        std::memset(rest, one_ == '\0' || other_ == '\0' ? 1 : 0, sizeof rest);
        if (left > 0) std::memcpy(rest, text_.data() + at, left);
        marks_ = marks_of(rest, one_, other_);
    }

    std::string_view text_;
    char one_, other_;
    std::size_t window_ = 0;
    std::uint64_t marks_ = 0;
};

}  // namespace mlpipe
