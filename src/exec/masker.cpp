#include "masker.hpp"

#include <algorithm>

namespace mlpipe::exec {

Masker::Masker(const std::vector<std::string>& secrets) {
    for (const std::string& secret : secrets) {
        if (secret.empty()) continue;
        secrets_.push_back(secret);
        starts_[static_cast<unsigned char>(secret[0])] = true;
    }
    std::ranges::sort(secrets_, std::ranges::greater(), &std::string::size);
}

std::string_view Masker::take(std::string_view chunk) {
    if (secrets_.empty()) return chunk;
    held_.append(chunk);
    scan(false);
    return clean_;
}

std::string_view Masker::finish() {
    scan(true);
    return clean_;
}

void Masker::scan(bool final) {
    clean_.clear();
    std::size_t at = 0;
    while (at < held_.size()) {
        std::size_t plain = at;
        while (plain < held_.size() && !starts_[static_cast<unsigned char>(held_[plain])]) ++plain;
        clean_.append(held_, at, plain - at);
        at = plain;
        const std::string_view rest = std::string_view(held_).substr(at);
        if (rest.empty()) break;
        const auto match = std::ranges::find_if(secrets_, [&](const std::string& secret) {
            // A longer secret that may still come is waited for before a shorter one is taken.
            return rest.starts_with(secret) ||
                   (!final && rest.size() < secret.size() && secret.starts_with(rest));
        });
        if (match == secrets_.end()) {
            clean_.push_back(held_[at++]);
        } else if (rest.size() < match->size()) {
            break;
        } else {
            clean_.append("***");
            at += match->size();
        }
    }
    held_.erase(0, at);
}

}  // namespace mlpipe::exec
