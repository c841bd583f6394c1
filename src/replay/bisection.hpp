// The search itself: which commit to look at next, given what is known of others. Knows neither git nor
// metrics.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "mlpipe/git/commits.hpp"

namespace mlpipe {

class Bisection {
  public:
    // What `bad` reaches and the good commit does not, `bad` included.
    Bisection(const std::vector<CommitNode>& commits, const std::string& bad);

    // The commit whose answer halves what is left best; nullopt: nothing more can be found out.
    std::optional<std::string> next() const;
    void mark_good(const std::string& commit);
    void mark_bad(const std::string& commit);
    void skip(const std::string& commit);

    // The first bad commit, once it is known: the bad one all of whose parents are good.
    std::optional<std::string> first_bad() const;
    // All that may still be the first bad one.
    std::vector<std::string> candidates() const;

  private:
    using Index = std::size_t;
    // Marks all candidates that the commit reaches, itself included; their number.
    std::size_t reach(Index commit, std::vector<bool>& reached) const;

    std::vector<CommitNode> commits_;
    std::unordered_map<std::string, Index> places_;
    std::vector<bool> candidate_, skipped_;
    Index bad_ = 0;
};

}  // namespace mlpipe
