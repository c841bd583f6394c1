// Whether a text stands for a missing value. Asked of every cell of a table: most are told apart by their length.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

class MissingTexts {
  public:
    explicit MissingTexts(const std::vector<std::string>& texts) {
        for (const std::string& text : texts) {
            if (by_size_.size() <= text.size()) by_size_.resize(text.size() + 1);
            by_size_[text.size()].push_back(text);
        }
    }
    bool contains(std::string_view text) const {
        if (text.size() >= by_size_.size()) return false;
        const std::vector<std::string>& same_size = by_size_[text.size()];
        return std::find(same_size.begin(), same_size.end(), text) != same_size.end();
    }

  private:
    std::vector<std::vector<std::string>> by_size_;
};

}  // namespace mlpipe
