// Answers about commits that the git program gives where libgit2 would be wrong.
#pragma once
#include <string>
#include <vector>

#include "git_program.hpp"
#include "mlpipe/git/commits.hpp"

namespace mlpipe::git {

// As CommitSource::walk.
std::vector<CommitNode> walk_by_program(const GitProgram& git, const std::string& to,
                                        const std::string& not_from);

}  // namespace mlpipe::git
