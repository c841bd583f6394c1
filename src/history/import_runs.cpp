#include <algorithm>
#include <map>

#include "archive_names.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/history/run_archive.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/plan/fingerprint.hpp"
#include "mlpipe/run/garbage.hpp"
#include "mlpipe/run/live_metrics.hpp"
#include "mlpipe/run/project_lock.hpp"
#include "run_import.hpp"
#include "tar.hpp"

namespace mlpipe {
namespace {

// Documents are held in memory; none comes near this.
constexpr std::uint64_t most_text = 256ull << 20;

// What a member is called when it is one: nothing else may lead to a digest, a key or a run.
struct MemberName {
    enum class Kind { format, object, record, live_metrics, run, other } kind = Kind::other;
    StoreItem item;   // of an object or a record
    std::string run;  // id, of a run or its live metrics
};

MemberName parse_name(const std::string& name) {
    MemberName parsed;
    if (name == archive_format_name) parsed.kind = MemberName::Kind::format;
    constexpr std::string_view objects = "objects/", records = "records/", runs = "runs/", json = ".json";
    const auto digest_at = [&](std::size_t at) -> std::optional<Digest> {
        if (name.size() < at + 65 || name[at + 2] != '/') return std::nullopt;
        return Digest::parse(name.substr(at, 2) + name.substr(at + 3, 62));
    };
    if (name.starts_with(objects)) {
        if (const auto digest = digest_at(objects.size())) parsed.item.id = *digest;
        parsed.kind = MemberName::Kind::object;
    } else if (name.starts_with(records)) {
        parsed.item.key = digest_at(records.size());
        const std::size_t id = records.size() + 66;
        if (const auto digest = name.size() > id ? Digest::parse(name.substr(id, 64)) : std::nullopt)
            parsed.item.id = *digest;
        if (parsed.item.key) parsed.kind = MemberName::Kind::record;
    } else if (name.ends_with(json)) {
        const auto run_behind = [&](std::string_view folder, MemberName::Kind kind) {
            if (!name.starts_with(folder)) return;
            parsed.kind = kind;
            parsed.run = name.substr(folder.size(), name.size() - folder.size() - json.size());
        };
        run_behind(runs, MemberName::Kind::run);
        run_behind(archive_live_metrics, MemberName::Kind::live_metrics);
    }
    // Written back it must be the very same: no detours, no other spelling.
    const bool stored = parsed.kind == MemberName::Kind::object || parsed.kind == MemberName::Kind::record;
    if (stored && parsed.item.path() != name) parsed.kind = MemberName::Kind::other;
    return parsed;
}

class ArchiveReader {
  public:
    ArchiveReader(Store& store, FileReader& file, const std::string& shown)
        : store_(store), tar_(file, shown), shown_(shown) {}

    void read() {
        bool first = true;
        while (const auto member = tar_.next()) {
            const MemberName name = parse_name(member->name);
            if (first != (name.kind == MemberName::Kind::format)) refuse(*member);
            first = false;
            take(*member, name);
        }
        if (first) damaged("holds no runs");
    }

    std::uint64_t new_objects() const { return objects_; }
    const std::vector<RecordText>& records() const { return records_; }
    const std::vector<RunRecord>& runs() const { return runs_; }
    // Documents, by run. Some may be of runs that are not in the file.
    const std::map<std::string, std::string>& live_metrics() const { return live_metrics_; }

  private:
    void take(const TarReader::Member& member, const MemberName& name) {
        switch (name.kind) {
            case MemberName::Kind::format:
                return check_format(text_of(member));
            case MemberName::Kind::object:
                return take_object(name.item.id);
            case MemberName::Kind::record:
                return take_record(name.item, text_of(member));
            case MemberName::Kind::live_metrics:
                return take_live_metrics(name.run, text_of(member));
            case MemberName::Kind::run:
                runs_.push_back(parse_foreign_run(text_of(member), name.run));
                return;
            case MemberName::Kind::other:
                break;
        }
        refuse(member);
    }

    void check_format(const std::string& text) {
        const Value format = parse_json(text, shown_);
        const Value* version = format.find("version");
        const Value* kind = format.find("format");
        if (kind == nullptr || *kind != Value("mlpipe runs")) damaged("holds no runs of mlpipe");
        if (version == nullptr || *version != Value(std::int64_t{1}))
            damaged("was written by a newer mlpipe, in another version of the format");
    }

    void take_object(const Digest& digest) {
        const bool known = store_.has(digest);
        const auto arrival = store_.receive(digest);
        while (const std::size_t count = tar_.read(buffer_)) arrival->write(std::span(buffer_).first(count));
        if (!arrival->keep()) damaged("holds the object " + digest.hex() + ", whose content is another");
        if (!known) ++objects_;
    }

    void take_record(const StoreItem& item, std::string text) {
        const StageRecord record = parse_stage_record(parse_json(text, "a record in " + shown_));
        if (sha256(text) != item.id || record.key != *item.key || !has_own_key(record))
            damaged("holds the record " + item.id.hex() + ", whose content is another");
        records_.push_back({*item.key, std::move(text)});
    }

    void take_live_metrics(const std::string& run, std::string text) {
        parse_live_metrics(parse_json(text, "live metrics in " + shown_));
        live_metrics_.insert_or_assign(run, std::move(text));
    }

    std::string text_of(const TarReader::Member& member) {
        if (member.size > most_text) refuse(member);
        std::string text;
        while (const std::size_t count = tar_.read(buffer_))
            text.append(reinterpret_cast<const char*>(buffer_.data()), count);
        return text;
    }

    [[noreturn]] void refuse(const TarReader::Member& member) const {
        damaged("holds '" + path::printable(member.name) + "' where an object, a record or a run belongs");
    }
    [[noreturn]] void damaged(const std::string& why) const {
        throw Error(ErrorKind::damaged,
                    "'" + path::printable(shown_) + "' " + why + "; no run was taken from it");
    }

    Store& store_;
    TarReader tar_;
    std::string shown_;
    std::vector<std::byte> buffer_ = std::vector<std::byte>(1 << 18);
    std::uint64_t objects_ = 0;
    std::vector<RecordText> records_;
    std::vector<RunRecord> runs_;
    std::map<std::string, std::string> live_metrics_;
};

// What is here already stays.
void keep_live_metrics(FileSystem& files, const Project& project, const ArchiveReader& archive) {
    for (const RunRecord& run : archive.runs()) {
        const auto document = archive.live_metrics().find(run.id);
        if (document == archive.live_metrics().end() || !is_run_id(run.id)) continue;
        const std::string directory = project.run_directory(run.id);
        const std::string path = directory + "/" + std::string(live_metrics_document);
        if (files.link_stat(path)) continue;
        files.create_directories(directory);
        write_file_atomically(files, path, document->second, Durability::lazy);
    }
}

}  // namespace

Imported import_runs(const Project& project, const std::string& file, World& world, Interrupt& interrupt,
                     double wait_s) {
    const auto reader = world.files.open_read(file);
    create_state_directory(world.files, project);
    register_with_store(world.files, project);
    const FileLock held = ProjectLock::share_store(project, wait_s, interrupt);
    ThreadPool pool(1);
    Store store(world.files, project.store_directory(), nullptr, pool);
    ArchiveReader archive(store, *reader, file);
    archive.read();
    // Nothing may speak of what is not on the disk.
    store.sync();
    Imported imported;
    for (const RecordText& record : archive.records()) {
        const std::vector<std::string> known = store.records(record.key);
        if (std::find(known.begin(), known.end(), record.json) == known.end()) ++imported.records;
        store.put_record(record.key, record.json);
    }
    store.sync();
    Lineage lineage(project.lineage_file(), Lineage::Mode::read_write);
    imported.new_runs = lineage.import_runs(archive.runs());
    keep_live_metrics(world.files, project, archive);
    imported.objects = archive.new_objects();
    for (const RunRecord& run : archive.runs()) imported.runs.push_back(run.id);
    return imported;
}

}  // namespace mlpipe
