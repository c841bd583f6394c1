#include "run_import.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {

RunRecord parse_foreign_run(std::string_view json, const std::string& id) {
    const auto refuse = [&](const std::string& why) {
        throw Error(ErrorKind::damaged, "the document of run " + path::printable(id) + " " + why);
    };
    RunRecord run = parse_run_record(parse_json(json, "the document of run " + path::printable(id)));
    if (run.id != id) refuse("speaks of run " + path::printable(run.id));
    if (run.instance.empty()) refuse("does not say which clone made it");
    if (run.status == RunStatus::running) refuse("says that it is still going on");
    std::vector<std::string> stages;
    for (const Execution& execution : run.executions) stages.push_back(execution.stage);
    std::sort(stages.begin(), stages.end());
    if (std::adjacent_find(stages.begin(), stages.end()) != stages.end()) refuse("has a stage twice");
    return run;
}

}  // namespace mlpipe
