#include "reference.hpp"

#include <algorithm>

#include "mlpipe/base/text.hpp"

namespace mlpipe::templating {
namespace {

constexpr std::string_view opening = "${";

// A word is all that is no '.', '[' or ']', blanks included; between words blanks do not count.
class StepReader {
  public:
    explicit StepReader(std::string_view text) : rest_(text) {}

    std::optional<std::vector<std::string_view>> read() {
        if (!take_word()) return std::nullopt;
        for (;;) {
            rest_ = text::trimmed(rest_);
            if (rest_.empty()) return std::move(steps_);
            const char sign = rest_.front();
            rest_.remove_prefix(1);
            if (sign == '.') {
                if (!take_word()) return std::nullopt;
            } else if (sign != '[' || !take_word() || !take_closing()) {
                return std::nullopt;
            }
        }
    }

  private:
    bool take_word() {
        const std::size_t size = std::min(rest_.find_first_of(".[]"), rest_.size());
        if (size == 0) return false;
        steps_.push_back(text::trimmed(rest_.substr(0, size)));
        rest_.remove_prefix(size);
        return true;
    }

    bool take_closing() {
        if (!rest_.starts_with(']')) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::string_view rest_;
    std::vector<std::string_view> steps_;
};

}  // namespace

std::vector<Reference> find_references(std::string_view text) {
    std::vector<Reference> found;
    for (std::size_t at = text.find(opening); at != std::string_view::npos; at = text.find(opening, at)) {
        const std::size_t inner = at + opening.size();
        const std::size_t end = text.find_first_of("}\n", inner);
        const bool escaped = at > 0 && text[at - 1] == '\\';
        if (escaped || end == std::string_view::npos || text[end] == '\n') {
            at = inner;
            continue;
        }
        found.push_back({at, end + 1, text.substr(inner, end - inner)});
        at = end + 1;
    }
    return found;
}

bool has_reference(std::string_view text) {
    return text.find(opening) != std::string_view::npos && !find_references(text).empty();
}

std::string without_escapes(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool escape = text[at] == '\\' && text.substr(at + 1).starts_with(opening);
        if (!escape) result += text[at];
    }
    return result;
}

std::optional<std::vector<std::string_view>> read_steps(std::string_view inner) {
    return StepReader(inner).read();
}

}  // namespace mlpipe::templating
