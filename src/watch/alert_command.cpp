#include "alert_command.hpp"

#include <algorithm>
#include <deque>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/listening.hpp"
#include "mlpipe/exec/job_end.hpp"
#include "mlpipe/exec/local_executor.hpp"

namespace mlpipe::watch {
namespace {

// Long enough for a mail server that is busy; the watch waits meanwhile.
constexpr double most_telling_s = 60;
constexpr double most_ending_s = 10;  // of what a killed watch has left
constexpr std::size_t most_last_lines = 5;

// The document comes by a file, which is there in whole before the command begins.
constexpr const char* with_document = "exec /bin/sh -e -c \"$1\" < \"$0\"";

}  // namespace

AlertCommand::AlertCommand(World& world, std::string directory, std::string working_directory,
                           Interrupt& interrupt)
    : world_(world),
      directory_(std::move(directory)),
      working_directory_(std::move(working_directory)),
      interrupt_(interrupt) {}

Job AlertCommand::job_of(const std::string& script, const PendingAlert& alert) const {
    const std::string document = directory_ + "/alarm.json", text = directory_ + "/alarm.txt";
    write_file_atomically(world_.files, document, pretty_json(alert.document) + "\n", Durability::lazy);
    write_file_atomically(world_.files, text, alert.text, Durability::lazy);
    Job job;
    job.id = unique_name("watch-") + "/on_alert";
    job.commands = {{"/bin/sh", "-c", with_document, document, script}};
    job.working_directory = working_directory_;
    job.timeout_s = most_telling_s;
    const std::pair<std::string, std::string> ours[] = {{"MLPIPE_ALARM_ID", alert.id},
                                                        {"MLPIPE_ALARM_KIND", to_string(alert.kind)},
                                                        {"MLPIPE_ALARM_FILE", document},
                                                        {"MLPIPE_ALARM_TEXT", text}};
    for (const std::string& entry : world_.environment) {
        const std::size_t equals = entry.find('=');
        if (equals == entry.npos) continue;
        const std::string name = entry.substr(0, equals);
        const bool is_ours =
            std::any_of(std::begin(ours), std::end(ours), [&](const auto& one) { return one.first == name; });
        if (!is_ours) job.environment.emplace_back(name, entry.substr(equals + 1));
    }
    job.environment.insert(job.environment.end(), std::begin(ours), std::end(ours));
    return job;
}

std::string AlertCommand::tell(const std::string& script, const PendingAlert& alert) {
    StopPoint(&interrupt_, 1).pass();
    const Job job = job_of(script, alert);
    const std::string lease = directory_ + "/lease";
    // By the lease alone: other processes of this project are none of ours.
    end_orphans(lease, directory_, most_ending_s);
    const std::unique_ptr<Executor> executor = world_.make_executor(lease);
    std::deque<std::string> last;
    JobResult result;
    {
        const Listening listening(interrupt_, [&](int requests) { executor->cancel_all(requests > 1); });
        result = executor->execute(job, [&](std::string_view line) {
            last.emplace_back(line);
            if (last.size() > most_last_lines) last.pop_front();
        });
    }
    StopPoint(&interrupt_, 1).pass();
    if (result.succeeded()) return {};
    std::string problem = how_it_ended(result);
    for (const std::string& line : last) problem += "\n    " + line;
    return problem;
}

}  // namespace mlpipe::watch
