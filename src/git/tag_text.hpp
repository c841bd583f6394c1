// An annotated tag as git stores it.
#pragma once
#include <string>

#include "object_database.hpp"

namespace mlpipe::git {

std::string tag_text(const NewTag& tag, const Identity& by);

}  // namespace mlpipe::git
