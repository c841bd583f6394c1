#include "mlpipe/run/lock_file.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/thread_pool.hpp"

namespace mlpipe {
namespace {

constexpr std::string_view header =
    "# mlpipe lock, format 1: the last good state of each stage. Written by mlpipe; commit it, do not edit "
    "it.\n";

// Maps are opened down to the inputs of the record, lists one item a line: each artifact and each parameter has a line
// of its own, so that a diff reads well and git merges stages that do not touch each other.
constexpr int opened_maps = 3;

void write_list(std::string& out, const Value::List& list, const std::string& indent) {
    out += "[\n";
    for (std::size_t i = 0; i < list.size(); ++i) {
        out += indent + "  " + canonical_json(list[i]) + (i + 1 < list.size() ? ",\n" : "\n");
    }
    out += indent + "]";
}

void write_open(std::string& out, const Value& value, int depth) {
    const std::string indent(2 * static_cast<std::size_t>(depth) + 2, ' ');
    const auto* list = value.as_list();
    if (list != nullptr && !list->empty()) return write_list(out, *list, indent);
    const auto* map = value.as_map();
    if (map == nullptr || map->empty() || depth >= opened_maps) {
        out += canonical_json(value);
        return;
    }
    out += "{\n";
    for (std::size_t i = 0; i < map->size(); ++i) {
        out += indent + "  " + canonical_json(Value((*map)[i].first)) + ": ";
        write_open(out, (*map)[i].second, depth + 1);
        out += i + 1 < map->size() ? ",\n" : "\n";
    }
    out += indent + "}";
}

// A merge tool may join lines of two different records without a conflict; the check tells such a block from
// a whole one.
std::string check_of(const Value& record) {
    return sha256(canonical_json(record)).hex().substr(0, 16);
}

std::string format_block(const std::string& stage, const StageRecord& stage_record) {
    const Value record = to_value(stage_record);
    Value block;
    block.set("check", Value(check_of(record)));
    block.set("record", record);
    std::string out = canonical_json(Value(stage)) + ":\n  ";
    write_open(out, block, 0);
    out += '\n';
    return out;
}

class LockParser {
  public:
    LockParser(LockFile& lock, std::string shown) : lock_(lock), shown_(std::move(shown)) {}

    void parse(const std::vector<std::pair<std::size_t, std::string_view>>& lines) {
        std::size_t i = 0;
        while (i < lines.size()) {
            const auto [number, line] = lines[i++];
            if (line.empty() || line.front() == '#') continue;
            if (line.front() != '"' || line.back() != ':') {
                warn(number, "this line belongs to no stage");
                continue;
            }
            std::string body;
            while (i < lines.size() && (lines[i].second.empty() || lines[i].second.front() == ' ')) {
                body += lines[i++].second;
                body += '\n';
            }
            parse_block(number, line.substr(0, line.size() - 1), body);
        }
    }

  private:
    void parse_block(std::size_t number, std::string_view name_json, const std::string& body) {
        std::string name;
        try {
            const Value name_value = parse_json(name_json, shown_);
            if (name_value.as_string() == nullptr) return warn(number, "a stage's name must be a string");
            name = *name_value.as_string();
            const Value block = parse_json(body, shown_);
            const Value* check = block.find("check");
            const Value* record = block.find("record");
            if (check == nullptr || check->as_string() == nullptr || record == nullptr) {
                return warn(number, "the block of stage '" + path::printable(name) + "' is incomplete");
            }
            if (*check->as_string() != check_of(*record)) {
                return warn(number, "the block of stage '" + path::printable(name) +
                                        "' was edited or badly merged: its check does not match");
            }
            add(name, parse_stage_record(*record));
        } catch (const Error& error) {
            warn(number, "the block of stage '" + path::printable(name) + "' is damaged: " + error.what());
        }
    }

    void add(const std::string& name, StageRecord record) {
        auto& sides = lock_.stages[name];
        if (std::find(sides.begin(), sides.end(), record) == sides.end()) sides.push_back(std::move(record));
    }

    void warn(std::size_t number, const std::string& problem) {
        std::string warning =
            shown_ + ":" + std::to_string(number) + ": " + problem + "; it counts as absent";
        auto& all = lock_.warnings;
        if (std::find(all.begin(), all.end(), warning) == all.end()) all.push_back(std::move(warning));
    }

    LockFile& lock_;
    std::string shown_;
};

using NumberedLines = std::vector<std::pair<std::size_t, std::string_view>>;

// The two texts that a conflict was made of; equal where there is none. The common ancestor of a diff3
// conflict is left out.
struct Sides {
    NumberedLines ours, theirs;
    bool conflicted = false;
};

Sides split_sides(std::string_view text) {
    enum class In { both, ours, base, theirs } in = In::both;
    Sides sides;
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        ++number;
        if (line.starts_with("<<<<<<<")) {
            in = In::ours;
            sides.conflicted = true;
        } else if (line.starts_with("|||||||") && in == In::ours) {
            in = In::base;
        } else if (line.starts_with("=======") && (in == In::ours || in == In::base)) {
            in = In::theirs;
        } else if (line.starts_with(">>>>>>>") && in == In::theirs) {
            in = In::both;
        } else {
            if (in == In::both || in == In::ours) sides.ours.emplace_back(number, line);
            if (in == In::both || in == In::theirs) sides.theirs.emplace_back(number, line);
        }
    }
    return sides;
}

}  // namespace

LockFile parse_lock(std::string_view text, const std::string& shown) {
    LockFile lock;
    const Sides sides = split_sides(text);
    lock.conflicted = sides.conflicted;
    LockParser parser(lock, shown);
    parser.parse(sides.ours);
    if (sides.conflicted) parser.parse(sides.theirs);
    return lock;
}

std::string format_lock(const LockFile& lock, ThreadPool* pool) {
    std::vector<const std::pair<const std::string, std::vector<StageRecord>>*> stages;
    stages.reserve(lock.stages.size());
    for (const auto& entry : lock.stages) stages.push_back(&entry);
    std::vector<std::string> blocks(stages.size());
    const auto format = [&](std::size_t i) {
        blocks[i] = format_block(stages[i]->first, stages[i]->second.front());
    };
    if (pool != nullptr) {
        pool->for_each(stages.size(), format);
    } else {
        for (std::size_t i = 0; i < stages.size(); ++i) format(i);
    }
    std::string out(header);
    for (const std::string& block : blocks) out += block;
    return out;
}

}  // namespace mlpipe
