#include "mlpipe/base/ignore.hpp"

#include <utility>

#include "glob.hpp"

namespace mlpipe {
namespace {

// Blanks at the end do not count unless a backslash stands before them.
std::string_view trim_end(std::string_view line) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\') {
            if (i + 1 < line.size()) ++i;
            end = i + 1;
        } else if (line[i] != ' ') {
            end = i + 1;
        }
    }
    return line.substr(0, end);
}

}  // namespace

IgnoreRules IgnoreRules::built_in() {
    IgnoreRules rules;
    rules.add(".git\n.mlpipe\n.dvc\n__pycache__\n*.pyc\n.ipynb_checkpoints\n.DS_Store\n", "");
    return rules;
}

void IgnoreRules::add(std::string_view text, std::string base) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.starts_with('#')) continue;
        line = trim_end(line);
        Rule rule;
        rule.base = base;
        if (line.starts_with('!')) {
            rule.negated = true;
            line.remove_prefix(1);
        }
        if (line.ends_with('/')) {
            rule.directories_only = true;
            line.remove_suffix(1);
        }
        rule.anchored = line.find('/') != line.npos;
        if (line.starts_with('/')) line.remove_prefix(1);
        if (line.empty()) continue;
        // An escaped slash is a slash, and parts a name from the next like any other.
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (line[i] == '\\' && i + 1 < line.size()) {
                if (line[i + 1] != '/') rule.pattern += line[i];
                ++i;
            }
            rule.pattern += line[i];
        }
        rules_.push_back(std::move(rule));
    }
}

void IgnoreRules::set_prefix(std::string prefix) {
    prefix_ = std::move(prefix);
}

bool IgnoreRules::entry_ignored(std::string_view path, bool is_directory) const {
    std::string joined;
    std::string_view full = path;
    if (!prefix_.empty()) {
        joined.reserve(prefix_.size() + 1 + path.size());
        joined.append(prefix_).append("/").append(path);
        full = joined;
    }
    const std::string_view name = full.substr(full.rfind('/') + 1);  // npos + 1 is 0
    for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
        if (rule->directories_only && !is_directory) continue;
        std::string_view below = full;
        if (!rule->base.empty()) {
            if (!full.starts_with(rule->base) || full.size() <= rule->base.size() ||
                full[rule->base.size()] != '/')
                continue;
            below = full.substr(rule->base.size() + 1);
        }
        if (glob_matches(rule->pattern, rule->anchored ? below : name)) return !rule->negated;
    }
    return false;
}

bool IgnoreRules::ignored(std::string_view path, bool is_directory) const {
    for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1))
        if (entry_ignored(path.substr(0, slash), true)) return true;
    return entry_ignored(path, is_directory);
}

}  // namespace mlpipe
