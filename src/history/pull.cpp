#include <algorithm>
#include <set>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/git/git_remote.hpp"
#include "mlpipe/git/run_transfer.hpp"
#include "mlpipe/history/moving.hpp"
#include "mlpipe/plan/fingerprint.hpp"
#include "mlpipe/run/garbage.hpp"
#include "mlpipe/run/past_runs.hpp"
#include "mlpipe/run/project_lock.hpp"
#include "mlpipe/run/remotes.hpp"
#include "shipment.hpp"

namespace mlpipe {
namespace {

void fetch_run_commits(const Project& project, World& world, Moved& moved) {
    try {
        moved.git_remote = default_git_remote(world.files, project.root, project.state_directory());
        if (!moved.git_remote) return;
        moved.runs = fetch_runs(world.files, project.root, project.state_directory(), *moved.git_remote);
    } catch (const Error& error) {
        moved.warnings.push_back(std::string("the runs' commits were not fetched: ") + error.what());
    }
    moved.imported = import_run_commits(project, world.files, moved.warnings);
}

bool has_outputs(const Store& store, const StageRecord& record) {
    return std::all_of(record.outputs.begin(), record.outputs.end(),
                       [&](const ArtifactAt& output) { return store.has_all(output.reference); });
}

// The shipment's own records, and what else the remote knows of their keys, where the store has the outputs.
std::uint64_t keep_records(Store& store, Remote& remote, const Shipment& shipment) {
    std::uint64_t fetched = 0;
    for (const RecordText& text : fetch_records(remote, shipment.keys())) {
        try {
            const StageRecord record = parse_stage_record(parse_json(text.json, "a record of the remote"));
            if (record.key != text.key || !has_own_key(record) || !has_outputs(store, record)) continue;
        } catch (const Error&) {
            continue;  // of a newer mlpipe, or of no use
        }
        const std::vector<std::string> known = store.records(text.key);
        if (std::find(known.begin(), known.end(), text.json) != known.end()) continue;
        store.put_record(text.key, text.json);
        ++fetched;
    }
    for (const StageRecord& record : shipment.records)
        if (has_outputs(store, record)) store.put_record(record.key, canonical_json(to_value(record)));
    store.sync();
    return fetched;
}

// Outputs, and sources that are not there; what is missing was named already.
std::vector<ArtifactAt> to_materialise(const Shipment& shipment, const TransferResult& result,
                                       const Project& project, const FileSystem& files) {
    std::vector<ArtifactAt> artifacts;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < shipment.contents.size(); ++i) {
        const ShippedContent& content = shipment.contents[i];
        const std::string absolute = project.absolute(content.artifact.path);
        if (!result.complete(i) || !path::contains(project.root, absolute)) continue;
        const bool here = files.link_stat(absolute).has_value();
        if (content.kind == ShippedContent::Kind::source && here) continue;
        if (!content.required && here) continue;
        if (seen.insert(content.artifact.path).second) artifacts.push_back(content.artifact);
    }
    return artifacts;
}

TransferResult fetch(const Project& project, const MoveOptions& options, const Shipment& shipment,
                     World& world, Interrupt& interrupt, Moved& moved) {
    const RemoteLocation& location = find_remote(project.config, options.remote);
    const FileLock held = ProjectLock::share_store(project, options.wait_s, interrupt);
    const auto remote = open_remote_to_read(world, location);
    ThreadPool pool(1);
    Store store(world.files, project.store_directory(), nullptr, pool);
    TransferResult contents = pull_contents(store, *remote, shipment.references(), options.transfer);
    moved.remote = location.url;
    moved.records = keep_records(store, *remote, shipment);
    moved.objects = contents.objects;
    moved.bytes = contents.bytes;
    add_problems(shipment, contents, moved.problems);
    return contents;
}

}  // namespace

Moved pull(const Project& project, const MoveOptions& options, World& world, Interrupt& interrupt) {
    find_remote(project.config, options.remote);
    create_state_directory(world.files, project);
    register_with_store(world.files, project);
    Moved moved;
    if (options.git) fetch_run_commits(project, world, moved);
    const bool of_run = !options.run.empty();
    const Shipment shipment = of_run ? shipment_of_run(PastRuns(world.files, project).find(options.run))
                                     : shipment_of_lock(project, options, world.files);
    const TransferResult contents = fetch(project, options, shipment, world, interrupt, moved);
    if (of_run || !options.materialise) return moved;
    const std::vector<ArtifactAt> artifacts = to_materialise(shipment, contents, project, world.files);
    if (!artifacts.empty())
        moved.restored =
            restore_artifacts(project, artifacts, {}, world, interrupt, options.wait_s).artifacts;
    return moved;
}

}  // namespace mlpipe
