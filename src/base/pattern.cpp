#include "mlpipe/base/pattern.hpp"

#include <re2/re2.h>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/utf8.hpp"

namespace mlpipe {
namespace {

RE2::Options quiet() {
    RE2::Options options;
    options.set_log_errors(false);
    return options;
}

}  // namespace

struct Pattern::State {
    explicit State(const std::string& text) : expression(text, quiet()) {}
    RE2 expression;
};

Pattern::Pattern(const std::string& expression) {
    auto state = std::make_shared<State>(expression);
    if (!state->expression.ok())
        throw Error(ErrorKind::usage, "'" + printable(expression) + "' is no regular expression: " +
                                          printable(state->expression.error()));
    state_ = std::move(state);
}

bool Pattern::matches(std::string_view text) const {
    return RE2::FullMatch({text.data(), text.size()}, state_->expression);
}

}  // namespace mlpipe
