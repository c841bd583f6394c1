// A regular expression, matched in time linear in the text, whatever the expression: RE2's syntax, which is Perl's
// without what needs to look back. Knows nothing of what it is matched with. Immutable; any thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace mlpipe {

class Pattern {
  public:
    // Throws Error(usage) with what is wrong in the expression.
    explicit Pattern(const std::string& expression);

    // Whether the whole text is of this form. Text that is not UTF-8 is of none.
    bool matches(std::string_view text) const;

  private:
    struct State;
    std::shared_ptr<const State> state_;
};

}  // namespace mlpipe
