#include "row_splitter.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "mlpipe/base/error.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t block_bytes = 256 << 10;  // what fits the caches, with its cells
constexpr std::size_t longest_row = 256u << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::uint64_t line_ends(const std::vector<char>& text, std::size_t size) {
    return static_cast<std::uint64_t>(
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
}

bool is_blank(const std::vector<char>& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char letter) { return letter == '\n' || letter == '\r'; });
}

}  // namespace

RowSplitter::RowSplitter(std::unique_ptr<TableSource> bytes, char separator, std::string name)
    : bytes_(std::move(bytes)), separator_(separator), name_(std::move(name)) {}

bool RowSplitter::read_more() {
    if (ended_) return false;
    if (text_.size() > longest_row) fail_open_quote();
    const std::size_t before = text_.size();
    text_.resize(before + block_bytes);
    std::size_t size = before;
    while (size < text_.size()) {
        const std::size_t count = bytes_->read(std::span(text_).subspan(size));
        if (count == 0) break;
        size += count;
    }
    ended_ = size < text_.size();
    text_.resize(size);
    if (!started_) {
        started_ = true;
        if (std::string_view(text_.data(), text_.size()).starts_with(byte_order_mark))
            text_.erase(text_.begin(), text_.begin() + byte_order_mark.size());
    }
    return text_.size() > before;
}

std::size_t RowSplitter::find_end(bool first) {
    const char* begin = text_.data();
    const std::size_t size = text_.size();
    const std::string_view unseen(begin + looked_, size - looked_);
    const bool has_quotes = separator_ != '\0' && (place_ == Place::quoted || place_ == Place::quote_closed ||
                                                   unseen.find('"') != unseen.npos);
    if (!has_quotes && !first) {
        if (const std::size_t end = unseen.rfind('\n'); end != unseen.npos) last_end_ = looked_ + end + 1;
        looked_ = size;
        const bool at_start = size == 0 || begin[size - 1] == '\n' || begin[size - 1] == separator_;
        place_ = at_start ? Place::field_start : Place::within_field;
        return last_end_;
    }
    for (std::size_t at = looked_; at < size; ++at) {
        const char letter = begin[at];
        if (place_ == Place::quoted) {
            if (letter == '"') place_ = Place::quote_closed;
            continue;
        }
        if (letter == '\n') {
            place_ = Place::field_start;
            last_end_ = at + 1;
            if (!first) continue;
            looked_ = at + 1;
            return last_end_;
        }
        if (letter == '"' && separator_ != '\0' && place_ != Place::within_field) {
            if (place_ == Place::field_start) quote_at_ = at;
            place_ = Place::quoted;
        } else {
            place_ = letter == separator_ ? Place::field_start : Place::within_field;
        }
    }
    looked_ = size;
    return last_end_;
}

TableReader::RawRows RowSplitter::take(std::size_t size) {
    TableReader::RawRows rows;
    rows.first_line = line_;
    line_ += line_ends(text_, size);
    const auto end = text_.begin() + static_cast<std::ptrdiff_t>(size);
    std::vector<char> rest(end, text_.end());
    text_.resize(size);
    rows.text = std::exchange(text_, std::move(rest));
    looked_ -= size;
    quote_at_ -= std::min(quote_at_, size);
    last_end_ = 0;
    return rows;
}

void RowSplitter::fail_open_quote() const {
    const std::string line = std::to_string(line_ + line_ends(text_, std::min(quote_at_, text_.size())));
    const bool open = place_ == Place::quoted;
    throw Error(ErrorKind::failed, name_ + ":" + line + ": " +
                                       (open ? "a quote is opened here and never closed"
                                             : "a row of more than 256 MiB begins here"));
}

TableReader::RawRows RowSplitter::first() {
    for (;;) {
        std::size_t end = find_end(true);
        while (end == 0 && read_more()) end = find_end(true);
        if (end == 0) {
            if (place_ == Place::quoted) fail_open_quote();
            return take(text_.size());
        }
        TableReader::RawRows row = take(end);
        if (!is_blank(row.text)) return row;
    }
}

std::optional<TableReader::RawRows> RowSplitter::next() {
    std::size_t end = text_.size() >= block_bytes ? find_end(false) : 0;
    while (end == 0 && read_more()) end = find_end(false);
    if (ended_) {
        find_end(false);
        if (place_ == Place::quoted) fail_open_quote();
        end = text_.size();  // also of a last row without an end
    }
    if (end == 0) return std::nullopt;
    return take(end);
}

}  // namespace mlpipe
