// Looks at a project and at the machine it is on, and says what gets in the way, or could. Changes nothing; a
// probe of the disk makes a file and removes it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/run/run.hpp"

namespace mlpipe {

enum class Health {
    good,
    warning,  // works, but not as well as it could, or not for everything
    failure,  // runs will fail, or have lost something
};

const char* to_string(Health health);  // "ok", "warn", "fail"

struct Checkup {
    std::string subject;  // "git", "free space"
    Health health = Health::good;
    std::string found;   // one line
    std::string advice;  // what to do; empty where there is nothing to do
};

// `directory` (absolute) as for `locate_project`. Never throws for what is wrong with the project: that is
// what it is asked for.
std::vector<Checkup> examine(const std::string& directory, const std::optional<std::string>& root_override,
                             World& world);

}  // namespace mlpipe
