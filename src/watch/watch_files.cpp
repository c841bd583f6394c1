#include "mlpipe/watch/watch_files.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_silences = 100;

// A pipeline that is not in the project has a place of its own all the same.
std::string directory_of(const Project& project) {
    const std::string shown = project.shown(project.pipeline_file);
    const std::string name = path::is_absolute(shown) ? sha256(shown).hex() : shown;
    return path::join(project.state_directory() + "/monitor", name);
}

bool holds(const Silence& silence, std::int64_t now_ns) {
    return silence.ended_ns == 0 && now_ns < silence.until_ns;
}

template <typename Parse>
auto read(const FileSystem& files, const std::string& file, Parse parse)
    -> std::optional<decltype(parse(Value()))> {
    const auto text = read_file_if_present(files, file);
    if (!text) return std::nullopt;
    try {
        return parse(parse_json(*text, file));
    } catch (const Error& error) {
        throw Error(ErrorKind::damaged, "cannot read '" + path::printable(file) + "': " + error.what() +
                                            "; remove it to begin anew: what it remembers is lost then");
    }
}

}  // namespace

WatchFiles::WatchFiles(FileSystem& files, const Project& project)
    : files_(files), project_(project), directory_(directory_of(project)) {}

void WatchFiles::make_directory() {
    if (files_.stat(directory_)) return;
    create_state_directory(files_, project_);
    files_.create_directories(directory_);
    const std::string last = project_.root;
    for (std::string above = directory_; above != last && above != "/";)
        files_.sync_directory(above = std::string(path::parent(above)));
}

FileLock WatchFiles::lock() {
    make_directory();
    const std::string file = directory_ + "/lock";
    if (auto held = FileLock::try_acquire(file, FileLock::Mode::exclusive)) return std::move(*held);
    throw Error(ErrorKind::locked, "'" + path::printable(project_.shown(project_.pipeline_file)) +
                                       "' is being watched by " + FileLock::holder(file) +
                                       "; one watch at a time is enough");
}

bool WatchFiles::is_watched() const {
    return FileLock::holder(directory_ + "/lock") != "another process";
}

std::optional<WatchState> WatchFiles::state() const {
    return read(files_, directory_ + "/state.json", parse_watch_state);
}

void WatchFiles::write(const WatchState& state) {
    make_directory();
    write_file_atomically(files_, directory_ + "/state.json", pretty_json(to_value(state)) + "\n",
                          Durability::synced);
}

std::vector<Silence> WatchFiles::silences() const {
    const auto parse = [](const Value& value) {
        std::vector<Silence> silences;
        const Value* list = value.find("silences");
        if (list == nullptr || list->as_list() == nullptr)
            throw Error(ErrorKind::damaged, "'silences' is no list");
        for (const Value& silence : *list->as_list()) silences.push_back(parse_silence(silence));
        return silences;
    };
    return read(files_, directory_ + "/silences.json", parse).value_or(std::vector<Silence>());
}

std::optional<Silence> WatchFiles::silence_at(std::int64_t now_ns) const {
    std::optional<Silence> longest;
    for (const Silence& silence : silences())
        if (holds(silence, now_ns) && (!longest || silence.until_ns > longest->until_ns)) longest = silence;
    return longest;
}

FileLock WatchFiles::lock_silences() {
    make_directory();
    const std::string file = directory_ + "/silences.lock";
    if (auto held = FileLock::try_acquire(file, FileLock::Mode::exclusive)) return std::move(*held);
    throw Error(ErrorKind::locked,
                "the silences are being changed by " + FileLock::holder(file) + "; try again");
}

void WatchFiles::write_silences(const std::vector<Silence>& silences) {
    Value::List list;
    for (const Silence& silence : silences) list.push_back(to_value(silence));
    const Value document = Value::Map{{"format", 1}, {"silences", std::move(list)}};
    write_file_atomically(files_, directory_ + "/silences.json", pretty_json(document) + "\n",
                          Durability::synced);
}

void WatchFiles::add(const Silence& silence) {
    const FileLock held = lock_silences();
    std::vector<Silence> all = silences();
    all.push_back(silence);
    if (all.size() > most_silences) all.erase(all.begin());
    write_silences(all);
}

bool WatchFiles::end_silence(std::int64_t now_ns) {
    const FileLock held = lock_silences();
    std::vector<Silence> all = silences();
    bool ended = false;
    for (Silence& silence : all) {
        if (!holds(silence, now_ns)) continue;
        silence.ended_ns = now_ns;
        ended = true;
    }
    if (ended) write_silences(all);
    return ended;
}

}  // namespace mlpipe
