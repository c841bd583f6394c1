#include <algorithm>
#include <array>
#include <functional>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/document/node.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {
namespace {

class ConfigReader {
  public:
    ConfigReader(Config& config, std::string file, std::string root)
        : config_(config), file_(std::move(file)), root_(std::move(root)) {}

    void read(const Node& document) {
        if (document.is_null()) return;
        each_entry(document, "the configuration",
                   {"store", "git", "snapshot", "resources", "inputs", "run", "remotes", "remote", "registry",
                    "monitor", "dvc"},
                   [this](const std::string& key, const Node& section) { read_section(key, section); });
        if (!problems_.empty()) throw PipelineError(std::move(problems_));
    }

  private:
    using EntryHandler = std::function<void(const std::string&, const Node&)>;

    void fail(const Node& node, const std::string& message) {
        problems_.push_back({file_, node.position(), message});
    }

    // `known` empty: any key is fine.
    void each_entry(const Node& node, const std::string& what, const std::vector<std::string>& known,
                    const EntryHandler& handle) {
        if (!node.is_map()) return fail(node, what + " must be a map, not " + node.describe());
        for (const auto& entry : node.entries()) {
            if (known.empty() || std::find(known.begin(), known.end(), entry.key) != known.end()) {
                handle(entry.key, entry.value);
            } else {
                problems_.push_back(
                    {file_, entry.key_position,
                     "unknown key '" + entry.key + "' in " + what + text::did_you_mean(entry.key, known)});
            }
        }
    }

    void read_section(const std::string& section, const Node& node) {
        if (section == "store") {
            each_entry(node, "'store'", {"path", "materialise"},
                       [this](const std::string& key, const Node& value) {
                           if (key == "path") read_store_path(value);
                           if (key == "materialise") read_materialise(value);
                       });
        } else if (section == "git") {
            each_entry(node, "'git'", {"ignore_outputs"}, [this](const std::string&, const Node& value) {
                const bool* flag = value.scalar().as_bool();
                if (flag == nullptr) return fail(value, "'ignore_outputs' must be true or false");
                config_.ignore_outputs = *flag;
            });
        } else if (section == "snapshot") {
            each_entry(node, "'snapshot'", {"exclude", "limit"},
                       [this](const std::string& key, const Node& value) {
                           if (key == "exclude") read_snapshot_exclude(value);
                           if (key == "limit") read_snapshot_limit(value);
                       });
        } else if (section == "resources") {
            each_entry(node, "'resources'", {},
                       [this](const std::string& key, const Node& value) { read_resource(key, value); });
        } else if (section == "inputs") {
            each_entry(node, "'inputs'", {"store"},
                       [this](const std::string&, const Node& value) { read_inputs_store(value); });
        } else if (section == "remotes") {
            each_entry(node, "'remotes'", {},
                       [this](const std::string& name, const Node& value) { read_remote(name, value); });
        } else if (section == "remote") {
            if (!node.is_string() || node.raw().empty())
                return fail(node, "'remote' must be the name of one of the 'remotes'");
            config_.remote = node.raw();
        } else if (section == "registry") {
            each_entry(node, "'registry'", {"approvals"}, [this](const std::string&, const Node& value) {
                each_entry(value, "'approvals'", {}, [this](const std::string& alias, const Node& count) {
                    read_approvals(alias, count);
                });
            });
        } else if (section == "monitor") {
            each_entry(node, "'monitor'", {"every", "after", "cooldown", "on_alert"},
                       [this](const std::string& key, const Node& value) { read_monitor(key, value); });
        } else if (section == "dvc") {
            each_entry(node, "'dvc'", {"keep_lock"}, [this](const std::string&, const Node& value) {
                const bool* flag = value.scalar().as_bool();
                if (flag == nullptr) return fail(value, "'keep_lock' must be true or false");
                config_.keep_dvc_lock = *flag;
            });
        } else if (section == "run") {
            each_entry(node, "'run'", {"grace", "jobs"}, [this](const std::string& key, const Node& value) {
                if (key == "grace") read_grace(value);
                if (key == "jobs") read_jobs(value);
            });
        }
    }

    void read_store_path(const Node& value) {
        if (!value.is_string() || value.raw().empty()) return fail(value, "'path' must be a directory");
        config_.store_path = path::join(root_, value.raw());
    }

    void read_remote(const std::string& name, const Node& node) {
        each_entry(node, "'remotes." + name + "'", {"url"}, [&](const std::string&, const Node& value) {
            if (!value.is_string()) return fail(value, "'url' must be a directory or an ssh:// address");
            try {
                config_.remotes.insert_or_assign(name, parse_remote_url(value.raw(), root_));
            } catch (const Error& error) {
                fail(value, error.what());
            }
        });
    }

    void read_materialise(const Node& value) {
        if (value.raw() == "copy") {
            config_.materialise = Materialise::copy;
        } else if (value.raw() == "hardlink") {
            config_.materialise = Materialise::hardlink;
        } else if (value.raw() == "symlink") {
            config_.materialise = Materialise::symlink;
        } else {
            fail(value, "'materialise' must be copy, hardlink or symlink, not " + value.describe());
        }
    }

    void read_snapshot_exclude(const Node& value) {
        if (!value.is_list()) return fail(value, "'exclude' must be a list of patterns");
        for (const Node& item : value.items()) {
            if (!item.is_string()) return fail(item, "'exclude' must hold patterns, not " + item.describe());
            config_.snapshot_exclude.push_back(item.raw());
        }
    }

    void read_snapshot_limit(const Node& value) {
        const auto size = text::parse_size(value.raw());
        if (!size) return fail(value, "'limit' must be a size such as 10MiB, not " + value.describe());
        config_.snapshot_limit = *size;
    }

    // A machine's own settings may ask for more than the project's, never for less.
    void read_approvals(const std::string& alias, const Node& value) {
        const Integer* count = value.scalar().as_integer();
        const auto number = count == nullptr ? std::nullopt : count->to_int64();
        if (!number || *number < 0 || *number > 1000)
            return fail(value, "'" + alias + "' must be a number of approvals, not " + value.describe());
        unsigned& needed = config_.approvals[alias];
        needed = std::max(needed, static_cast<unsigned>(*number));
    }

    void read_resource(const std::string& key, const Node& value) {
        if (key == "memory") {
            config_.memory = text::parse_size(value.raw());
            if (!config_.memory)
                fail(value, "'memory' must be a size such as 16GiB, not " + value.describe());
            return;
        }
        const Integer* count = value.scalar().as_integer();
        const auto number = count == nullptr ? std::nullopt : count->to_int64();
        if (!number || *number < 0 || *number > 1'000'000) {
            return fail(value, "'" + key + "' must be a whole number from 0 up, not " + value.describe());
        }
        config_.resources[key] = static_cast<unsigned>(*number);
    }

    void read_inputs_store(const Node& value) {
        const std::string& word = value.raw();
        if (word == "auto") {
            config_.inputs_store = Config::InputsStore::automatic;
        } else if (word == "always") {
            config_.inputs_store = Config::InputsStore::always;
        } else if (word == "never") {
            config_.inputs_store = Config::InputsStore::never;
        } else if (const auto size = text::parse_size(word)) {
            config_.inputs_store = Config::InputsStore::below;
            config_.inputs_limit = *size;
        } else {
            fail(value,
                 "'store' must be auto, always, never or a size such as 500MB, not " + value.describe());
        }
    }

    void read_monitor(const std::string& key, const Node& value) {
        MonitorSettings& monitor = config_.monitor;
        if (key == "after") {
            const Integer* count = value.scalar().as_integer();
            const auto number = count == nullptr ? std::nullopt : count->to_int64();
            if (!number || *number < 1 || *number > 1'000'000)
                return fail(value, "'after' must be a number of runs from 1 up, not " + value.describe());
            monitor.after = static_cast<unsigned>(*number);
        } else if (key == "on_alert") {
            if (!value.is_string() || value.raw().empty())
                return fail(value, "'on_alert' must be a command, not " + value.describe());
            monitor.on_alert = value.raw();
        } else {
            const auto seconds = text::parse_duration(value.raw());
            if (!seconds || (key == "every" && *seconds == 0))
                return fail(value, "'" + key + "' must be a duration such as 6h, not " + value.describe());
            (key == "every" ? monitor.every_s : monitor.cooldown_s) = seconds;
        }
    }

    void read_grace(const Node& value) {
        const auto seconds = text::parse_duration(value.raw());
        if (!seconds) return fail(value, "'grace' must be a duration such as 5s, not " + value.describe());
        config_.grace_s = *seconds;
    }

    void read_jobs(const Node& value) {
        const Integer* count = value.scalar().as_integer();
        const auto number = count == nullptr ? std::nullopt : count->to_int64();
        if (!number || *number < 1 || *number > 10'000) {
            return fail(value, "'jobs' must be a whole number from 1 up, not " + value.describe());
        }
        config_.jobs = static_cast<unsigned>(*number);
    }

    Config& config_;
    std::string file_, root_;
    std::vector<Diagnostic> problems_;
};

}  // namespace

Config load_config(const FileSystem& files, const Project& project) {
    Config config;
    for (const char* name : {"config.yaml", "config.local.yaml"}) {
        const std::string file = project.state_directory() + "/" + name;
        const auto content = read_file_if_present(files, file);
        if (!content) continue;
        const Document document = parse_yaml(*content, project.shown(file));
        ConfigReader(config, document.file, project.root).read(document.root);
    }
    return config;
}

}  // namespace mlpipe
