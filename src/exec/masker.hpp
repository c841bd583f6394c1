// Replaces secret byte strings by *** in a stream, also where a secret is cut by the end of a chunk.
// The leftmost match wins, and of those the longest.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe::exec {

class Masker {
  public:
    explicit Masker(const std::vector<std::string>& secrets);
    // What is certain by now; holds back what may be the beginning of a secret. Valid until the next call.
    std::string_view take(std::string_view chunk);
    std::string_view finish();  // the rest

  private:
    void scan(bool final);

    std::vector<std::string> secrets_;  // longest first
    std::array<bool, 256> starts_{};    // bytes with which a secret begins
    std::string held_, clean_;
};

}  // namespace mlpipe::exec
