#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/git/git_remote.hpp"
#include "mlpipe/git/run_transfer.hpp"
#include "mlpipe/history/moving.hpp"
#include "mlpipe/run/past_runs.hpp"
#include "mlpipe/run/project_lock.hpp"
#include "mlpipe/run/remotes.hpp"
#include "shipment.hpp"

namespace mlpipe {
namespace {

void refuse_in_replay(const World& world) {
    const auto& all = world.environment;
    if (std::find(all.begin(), all.end(), "MLPIPE_REPLAY=1") == all.end()) return;
    throw Error(ErrorKind::usage, "a repetition of a past run pushes nothing (MLPIPE_REPLAY is set)");
}

Shipment gather(const Project& project, const MoveOptions& options, const FileSystem& files,
                std::string& run) {
    if (options.run.empty()) return shipment_of_lock(project, options, files);
    const RunRecord record = PastRuns(files, project).find(options.run);
    run = record.id;
    return shipment_of_run(record);
}

// The records whose required contents are all there.
std::vector<RecordText> complete_records(const Shipment& shipment, const TransferResult& result) {
    std::vector<RecordText> texts;
    std::size_t content = 0;
    for (const StageRecord& record : shipment.records) {
        bool complete = true;
        for (std::size_t i = 0; i < record.outputs.size(); ++i, ++content)
            complete = complete && (!shipment.contents[content].required || result.complete(content));
        if (complete) texts.push_back({record.key, canonical_json(to_value(record))});
    }
    return texts;
}

void push_run_commits(const Project& project, const std::string& run, World& world, Moved& moved) {
    try {
        moved.git_remote = default_git_remote(world.files, project.root, project.state_directory());
        if (!moved.git_remote) return;
        const std::vector<std::string> wanted = run.empty() ? std::vector<std::string>{} : std::vector{run};
        moved.runs =
            push_runs(world.files, project.root, project.state_directory(), *moved.git_remote, wanted);
    } catch (const Error& error) {
        moved.warnings.push_back(std::string("the runs' commits were not pushed: ") + error.what());
    }
}

}  // namespace

Moved push(const Project& project, const MoveOptions& options, World& world, Interrupt& interrupt) {
    refuse_in_replay(world);
    const RemoteLocation& location = find_remote(project.config, options.remote);
    std::string run;
    const Shipment shipment = gather(project, options, world.files, run);
    create_state_directory(world.files, project);
    const FileLock held = ProjectLock::share_store(project, options.wait_s, interrupt);
    const auto remote = open_remote(world, location);
    ThreadPool pool(1);
    const Store store(world.files, project.store_directory(), nullptr, pool);

    Moved moved;
    moved.remote = location.url;
    const TransferResult contents = push_contents(store, *remote, shipment.references(), options.transfer);
    const TransferResult records =
        push_records(*remote, complete_records(shipment, contents), options.transfer);
    moved.objects = contents.objects;
    moved.records = records.records;
    moved.bytes = contents.bytes + records.bytes;
    add_problems(shipment, contents, moved.problems);
    if (moved.objects > 0) remote->tidy();
    if (options.git) push_run_commits(project, run, world, moved);
    return moved;
}

}  // namespace mlpipe
