#include "mlpipe/exchange/dvc_hash.hpp"

#include <algorithm>

namespace mlpipe {
namespace {

constexpr std::string_view directory_ending = ".dir";
constexpr std::size_t block_size = 1 << 20;
constexpr std::size_t judged_by = 512;  // bytes at the beginning of a block

// DVC 2's guess whether a block is text: no zero byte, and at most three of ten bytes that text rarely holds.
bool looks_like_text(std::string_view block) {
    block = block.substr(0, judged_by);
    const auto is_unusual = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        const bool control = c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\b';
        return !control && (byte < 32 || byte > 126);
    };
    if (block.find('\0') != block.npos) return false;
    const auto unusual = static_cast<std::size_t>(std::count_if(block.begin(), block.end(), is_unusual));
    return unusual * 10 <= block.size() * 3;
}

std::string with_unix_line_ends(std::string_view block) {
    std::string text;
    text.reserve(block.size());
    for (std::size_t i = 0; i < block.size(); ++i) {
        if (block[i] == '\r' && i + 1 < block.size() && block[i + 1] == '\n') continue;
        text += block[i];
    }
    return text;
}

}  // namespace

std::string DvcHash::text() const {
    return md5.hex() + std::string(directory ? directory_ending : "");
}

std::optional<DvcHash> DvcHash::parse(std::string_view text, bool legacy) {
    DvcHash hash;
    hash.legacy = legacy;
    hash.directory = text.ends_with(directory_ending);
    if (hash.directory) text.remove_suffix(directory_ending.size());
    const auto md5 = Md5Digest::parse(text);
    if (!md5) return std::nullopt;
    hash.md5 = *md5;
    return hash;
}

DvcHasher::DvcHasher(bool legacy) : legacy_(legacy) {}

void DvcHasher::update(std::span<const std::byte> data) {
    if (!legacy_) return md5_.update(data);
    std::string_view rest(reinterpret_cast<const char*>(data.data()), data.size());
    while (!rest.empty()) {
        const std::size_t count = std::min(rest.size(), block_size - block_.size());
        block_ += rest.substr(0, count);
        rest.remove_prefix(count);
        if (block_.size() == block_size) take_block();
    }
}

void DvcHasher::take_block() {
    md5_.update(looks_like_text(block_) ? with_unix_line_ends(block_) : block_);
    block_.clear();
}

Md5Digest DvcHasher::finish() {
    take_block();
    return md5_.finish();
}

void DvcHasher::restart() {
    block_.clear();
    md5_.finish();
}

}  // namespace mlpipe
