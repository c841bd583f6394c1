#include <algorithm>
#include <map>
#include <set>

#include "archive_names.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/history/run_archive.hpp"
#include "mlpipe/run/live_metrics.hpp"
#include "mlpipe/run/past_runs.hpp"
#include "mlpipe/run/project_lock.hpp"
#include "shipment.hpp"
#include "tar.hpp"

namespace mlpipe {
namespace {

std::vector<RunRecord> find_runs(const std::vector<std::string>& ids, PastRuns& past) {
    std::vector<RunRecord> runs;
    if (ids.empty()) {
        RunFilter all;
        all.limit = 0;
        for (const RunSummary& run : past.list(all))
            if (run.status != RunStatus::running) runs.push_back(past.find(run.id));
    }
    for (const std::string& id : ids) {
        runs.push_back(past.find(id));
        if (runs.back().status == RunStatus::running)
            throw Error(ErrorKind::usage, "the run " + runs.back().id + " is still going on");
    }
    if (runs.empty()) throw Error(ErrorKind::usage, "there is no run yet; 'mlpipe run' makes the first");
    return runs;
}

class ArchiveWriter {
  public:
    ArchiveWriter(const FileSystem& files, const Project& project, const Store& store, FileWriter& file,
                  Exported& exported)
        : files_(files), project_(project), store_(store), tar_(file), exported_(exported) {
        tar_.add(std::string(archive_format_name), archive_format);
    }

    // Files before manifests, objects before records, records before runs.
    void add(const std::vector<RunRecord>& runs) {
        std::vector<Shipment> shipments;
        for (const RunRecord& run : runs) shipments.push_back(shipment_of_run(run));
        for (const Shipment& shipment : shipments)
            for (const ShippedContent& content : shipment.contents) add_files(content);
        for (const Digest& manifest : manifests_) add_object(manifest);
        for (const Shipment& shipment : shipments)
            for (const StageRecord& record : shipment.records) add_record(record);
        for (const RunRecord& run : runs) {
            const LiveMetrics metrics = live_metrics_here(files_, project_, run);
            if (!metrics.empty())
                tar_.add(archived_live_metrics(run.id), canonical_json(to_value(metrics)) + "\n");
        }
        for (const RunRecord& run : runs) {
            tar_.add("runs/" + run.id + ".json", canonical_json(to_value(run)));
            exported_.runs.push_back(run.id);
        }
        tar_.finish();
    }

  private:
    void add_files(const ShippedContent& content) {
        const Reference& reference = content.artifact.reference;
        if (!store_.has(reference.digest)) return report(content, "", reference.digest);
        if (reference.type != ReferenceType::directory) return add_object(reference.digest);
        for (const ManifestEntry& entry : store_.read_manifest(reference.digest).entries) {
            if (entry.type != ManifestEntry::Type::file) continue;
            if (store_.has(entry.digest))
                add_object(entry.digest);
            else
                report(content, entry.path, entry.digest);
        }
        if (std::find(manifests_.begin(), manifests_.end(), reference.digest) == manifests_.end())
            manifests_.push_back(reference.digest);
    }

    void report(const ShippedContent& content, const std::string& inside, const Digest& digest) {
        if (!content.required || !reported_.insert(digest).second) return;
        const std::string& path = content.artifact.path;
        exported_.problems.push_back(
            {content.stage, inside.empty() ? path : path + "/" + inside, digest, false});
    }

    void add_object(const Digest& digest) {
        if (!written_.insert(digest).second) return;
        const auto reader = store_.open(digest);
        if (!reader)
            throw Error(ErrorKind::damaged, "the object " + digest.hex() + " is gone from the store");
        tar_.begin(StoreItem{std::nullopt, digest}.path(), reader->stat().size);
        Sha256 sha256;
        while (const std::size_t count = reader->read(buffer_)) {
            sha256.update(std::span(buffer_).first(count));
            tar_.write(std::span(buffer_).first(count));
            exported_.bytes += count;
        }
        tar_.end();
        if (sha256.finish() != digest) {
            throw Error(ErrorKind::damaged, "the object " + digest.hex() +
                                                " in the store is damaged; 'mlpipe verify' looks at all");
        }
        ++exported_.objects;
    }

    void add_record(const StageRecord& record) {
        const std::string json = canonical_json(to_value(record));
        const StoreItem item{record.key, sha256(json)};
        if (!records_.insert(item).second) return;
        tar_.add(item.path(), json);
        ++exported_.records;
    }

    const FileSystem& files_;
    const Project& project_;
    const Store& store_;
    TarWriter tar_;
    Exported& exported_;
    std::vector<std::byte> buffer_ = std::vector<std::byte>(1 << 18);
    std::set<Digest> written_, reported_;
    std::vector<Digest> manifests_;
    std::set<StoreItem> records_;
};

}  // namespace

Exported export_runs(const Project& project, const std::string& file, const std::vector<std::string>& ids,
                     World& world, Interrupt& interrupt, double wait_s) {
    PastRuns past(world.files, project);
    const std::vector<RunRecord> runs = find_runs(ids, past);
    const FileLock held = ProjectLock::share_store(project, wait_s, interrupt);
    ThreadPool pool(1);
    const Store store(world.files, project.store_directory(), nullptr, pool);
    Exported exported;
    const std::string directory(path::parent(file));
    const std::string temporary = path::join(directory, unique_name(".mlpipe-export-"));
    try {
        const auto writer = world.files.create(temporary, 0644);
        ArchiveWriter(world.files, project, store, *writer, exported).add(runs);
        writer->sync();
        writer->close();
        world.files.rename(temporary, file);
    } catch (...) {
        world.files.remove_file(temporary);
        throw;
    }
    world.files.sync_directory(directory);
    return exported;
}

}  // namespace mlpipe
