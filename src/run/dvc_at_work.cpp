#include "dvc_at_work.hpp"

#include <signal.h>

#include <cerrno>
#include <chrono>
#include <limits>
#include <thread>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

// As long as DVC itself waits.
constexpr std::chrono::milliseconds patience(3000), pause(100);

bool is_alive(std::int64_t process) {
    if (process <= 0 || process > std::numeric_limits<pid_t>::max()) return false;
    return ::kill(static_cast<pid_t>(process), 0) == 0 || errno == EPERM;
}

std::optional<std::string> live_process(const Value& note) {
    const Value* process = note.find("pid");
    const Integer* number = process ? process->as_integer() : nullptr;
    const auto id = number ? number->to_int64() : std::nullopt;
    if (!id || !is_alive(*id)) return std::nullopt;
    const Value* command = note.find("cmd");
    const std::string* text = command ? command->as_string() : nullptr;
    return "process " + std::to_string(*id) + (text ? " (" + path::printable(*text) + ")" : "");
}

// `.dvc/tmp/rwlock`: who reads and writes what. {"write": {path: note}, "read": {path: [note]}}.
std::optional<std::string> busy_process(const FileSystem& files, const std::string& file) {
    const auto text = read_file_if_present(files, file);
    if (!text) return std::nullopt;
    Value notes;
    try {
        notes = parse_json(*text, file);
    } catch (const Error&) {
        return std::nullopt;  // DVC will say so itself
    }
    for (const char* kind : {"write", "read"}) {
        const Value* paths = notes.find(kind);
        if (!paths || !paths->as_map()) continue;
        for (const auto& [path, entry] : *paths->as_map()) {
            const Value::List* several = entry.as_list();
            for (const Value& note : several ? *several : Value::List{entry})
                if (auto process = live_process(note)) return process;
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<DvcRepositoryLock> DvcRepositoryLock::acquire(FileSystem& files, const std::string& root,
                                                            const StopPoint& stop, std::string& who) {
    const std::string folder = path::join(root, ".dvc/tmp");
    files.create_directories(folder);
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        auto lock = FileLock::try_acquire(folder + "/lock", FileLock::Mode::exclusive);
        if (lock) {
            const auto busy = busy_process(files, folder + "/rwlock");
            if (!busy) return DvcRepositoryLock(std::move(*lock));
            who = *busy;
            return std::nullopt;
        }
        stop.pass();
        if (std::chrono::steady_clock::now() >= until) break;
        std::this_thread::sleep_for(pause);
    }
    who = FileLock::holder(folder + "/lock");
    return std::nullopt;
}

}  // namespace mlpipe
