// One gitignore pattern against one path: `*`, `?`, `[...]`, `\`, and `**` between slashes.
#pragma once
#include <string_view>

namespace mlpipe {

// `*`, `?` and classes never match '/'; `**` does where it stands alone between slashes. A malformed pattern
// (an open class, a lone backslash at its end) matches nothing.
bool glob_matches(std::string_view pattern, std::string_view text);

}  // namespace mlpipe
