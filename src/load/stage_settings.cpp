// The keys of a stage that are neither files nor environment.
#include <cmath>

#include "check_reader.hpp"
#include "gate_reader.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "stage_reader.hpp"

namespace mlpipe::load {

void StageReader::read_working_directory(const Node& stage) {
    const Node* node = stage.find("wdir");
    stage_.working_directory = paths_.home();
    // DVC takes an empty one for the file's folder.
    if (!node || (dialect_ == Dialect::dvc && node->is_string() && node->raw().empty())) return;
    if (const auto written = path(*node, "wdir"))
        stage_.working_directory = paths_.resolve(paths_.home(), *written);
}

void StageReader::read_desc(const Node& node) {
    if (node.is_string())
        stage_.description = node.raw();
    else
        problems_.wrong(node, "desc", "a string");
}

void StageReader::read_meta(const Node& node) {
    stage_.meta = node.to_value();
    const Node* ours = node.find("mlpipe");
    if (!ours) return;
    if (!ours->is_map()) {
        problems_.wrong(*ours, "meta: mlpipe", "a map");
        return;
    }
    for (const Node::Entry& entry : ours->entries()) read_entry(entry, true);
}

void StageReader::read_kind(const Node& node) {
    const std::string* text = node.scalar().as_string();
    const auto kind = text ? parse_stage_kind(*text) : std::nullopt;
    if (kind) {
        stage_.kind = *kind;
        return;
    }
    std::vector<std::string> kinds;
    for (const char* name : {"ingest", "prepare", "train", "evaluate", "deploy", "monitor", "none"}) {
        kinds.emplace_back(name);
    }
    problems_.wrong(node, "kind", "ingest, prepare, train, evaluate, deploy, monitor or none");
    if (text && text::nearest(*text, kinds)) {
        problems_.add(node.position(),
                      "'" + path::printable(*text) + "' is no kind" + text::did_you_mean(*text, kinds));
    }
}

void StageReader::read_shell(const Node& node) {
    if (const auto shell = problems_.text(node, "shell")) stage_.command.shell = *shell;
}

void StageReader::read_frozen(const Node& node) {
    if (const auto flag = problems_.flag(node, "frozen")) stage_.frozen = *flag;
}

void StageReader::read_always_changed(const Node& node) {
    if (const auto flag = problems_.flag(node, "always_changed")) stage_.always_changed = *flag;
}

void StageReader::read_side_effects(const Node& node) {
    side_effects_ = problems_.flag(node, "side_effects");
}

void StageReader::read_needs(const Node& node) {
    for (const Node* item : problems_.texts(node, "needs", true)) stage_.needs.push_back(item->raw());
}

void StageReader::read_when(const Node& node) {
    When when;
    const std::string* text = node.scalar().as_string();
    if (text && *text == "manual") {
        when.manual = true;
    } else if (const Node* branch = node.find("branch"); branch && node.entries().size() == 1) {
        for (const Node* item : problems_.texts(*branch, "when: branch", true))
            when.branches.push_back(item->raw());
        if (branch->is_list() && branch->items().empty())
            problems_.wrong(*branch, "when: branch", "at least one branch");
    } else {
        problems_.wrong(node, "when", "'manual' or {branch: [NAME, ...]}");
        return;
    }
    stage_.when = std::move(when);
}

void StageReader::read_refresh(const Node& node) {
    const std::string* text = node.scalar().as_string();
    if (text && *text == "always") {
        stage_.refresh = Refresh{true, 0};
        return;
    }
    if (text && !text::parse_duration(*text)) {
        problems_.wrong(node, "refresh", "'always' or a duration such as 12h or 1d");
    } else if (const auto age = problems_.duration(node, "refresh")) {
        stage_.refresh = Refresh{false, *age};
    }
}

void StageReader::read_timeout(const Node& node) {
    if (const auto seconds = problems_.duration(node, "timeout")) stage_.timeout_s = seconds;
}

void StageReader::read_retries(const Node& node) {
    if (node.is_scalar()) {
        if (const auto extra = problems_.count(node, "retries")) {
            stage_.retries = Retries{static_cast<unsigned>(*extra) + 1, 0, 1};
        }
        return;
    }
    if (!node.is_map()) {
        problems_.wrong(node, "retries", "a whole number or a map of attempts, delay and backoff");
        return;
    }
    Retries retries;
    for (const Node::Entry& entry : node.entries()) {
        if (entry.key == "attempts") {
            const auto attempts = problems_.count(entry.value, "retries: attempts");
            if (attempts && *attempts == 0) problems_.wrong(entry.value, "retries: attempts", "at least 1");
            if (attempts) retries.attempts = static_cast<unsigned>(*attempts);
        } else if (entry.key == "delay") {
            if (const auto delay = problems_.duration(entry.value, "retries: delay", true))
                retries.delay_s = *delay;
        } else if (entry.key == "backoff") {
            const auto factor = entry.value.scalar().number();
            if (factor && std::isfinite(*factor) && *factor >= 1)
                retries.backoff = *factor;
            else
                problems_.wrong(entry.value, "retries: backoff", "a factor of 1 or more");
        } else {
            problems_.unknown_key(entry, "'retries'",
                                  std::vector<std::string>{"attempts", "delay", "backoff"});
        }
    }
    stage_.retries = retries;
}

void StageReader::read_resources(const Node& node) {
    if (!node.is_map()) {
        problems_.wrong(node, "resources", "a map such as {cpu: 2, memory: 4GiB, gpu: 1}");
        return;
    }
    Resources& resources = stage_.resources;
    resources.position = node.position();
    for (const Node::Entry& entry : node.entries()) {
        const Node& value = entry.value;
        if (entry.key == "cpu") {
            const auto cpu = value.scalar().number();
            if (cpu && std::isfinite(*cpu) && *cpu > 0)
                resources.cpu = cpu;
            else
                problems_.wrong(value, "resources: cpu", "a number above zero");
        } else if (entry.key == "memory") {
            const bool fits = value.is_string() || value.scalar().as_integer();
            const auto bytes = fits ? text::parse_size(value.raw()) : std::nullopt;
            if (bytes)
                resources.memory = *bytes;
            else
                problems_.wrong(value, "resources: memory", "a size such as 4GiB or 500MB");
        } else if (entry.key == "gpu") {
            if (const auto gpus = problems_.count(value, "resources: gpu"))
                resources.gpu = static_cast<unsigned>(*gpus);
        } else if (entry.key == "mutex") {
            resources.mutexes.clear();
            for (const Node* name : problems_.texts(value, "resources: mutex", true)) {
                resources.mutexes.push_back(name->raw());
            }
        } else if (const auto tokens = problems_.count(value, "resources: " + entry.key)) {
            resources.tokens[entry.key] = static_cast<unsigned>(*tokens);
        }
    }
}

void StageReader::read_gates(const Node& node) {
    stage_.gates = GateReader(problems_, paths_, stage_.working_directory).read(node);
}

void StageReader::read_checks(const Node& node) {
    stage_.checks = CheckReader(problems_, paths_, stage_.working_directory).read(node);
}

}  // namespace mlpipe::load
