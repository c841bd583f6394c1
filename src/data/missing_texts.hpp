// Whether a text stands for a missing value. Asked of every cell of a table: most are told apart by their last letter,
// which in numbers is a digit, and hardly ever in such texts.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

class MissingTexts {
  public:
    explicit MissingTexts(const std::vector<std::string>& texts) : texts_(texts) {
        for (const std::string& text : texts_) {
            if (text.empty())
                has_empty_ = true;
            else
                last_letters_[static_cast<unsigned char>(text.back())] = true;
        }
    }
    bool contains(std::string_view text) const {
        if (text.empty()) return has_empty_;
        return last_letters_[static_cast<unsigned char>(text.back())] &&
               std::find(texts_.begin(), texts_.end(), text) != texts_.end();
    }

  private:
    std::vector<std::string> texts_;
    std::array<bool, 256> last_letters_{};
    bool has_empty_ = false;
};

}  // namespace mlpipe
