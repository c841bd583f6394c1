// gitignore patterns: what inside a directory dependency does not count. Knows the syntax, reads no files.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

class IgnoreRules {
  public:
    // The built-in list: .git .mlpipe .dvc __pycache__ *.pyc .ipynb_checkpoints .DS_Store
    static IgnoreRules built_in();
    // Adds the lines of an ignore file. `base` is the directory it stands in, as paths are matched: relative
    // to the walked directory, or, with a prefix, to the directory that the prefix starts from ("" for that
    // one itself).
    void add(std::string_view text, std::string base);
    // Lets paths be matched as if they stood below `prefix`: the way from the directory of the uppermost
    // ignore file to the walked one. The walked directory itself and those above it are never ignored, for
    // they were asked for.
    void set_prefix(std::string prefix);
    // `path` relative to the walked directory. The last matching rule wins; `!` takes back, but not what lies
    // below an ignored directory.
    bool ignored(std::string_view path, bool is_directory) const;
    // The same for who walks and knows that no directory above `path` is ignored.
    bool entry_ignored(std::string_view path, bool is_directory) const;

  private:
    struct Rule {
        std::string base, pattern;
        bool negated = false, directories_only = false, anchored = false;
    };
    std::vector<Rule> rules_;
    std::string prefix_;
};

}  // namespace mlpipe
