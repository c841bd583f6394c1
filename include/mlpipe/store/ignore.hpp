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
    // Adds the lines of an ignore file; `base` is its directory relative to the directory being walked ("" for itself,
    // "../" steps for one above are given as the walked directory's path below it: see `prefix`).
    void add(std::string_view text, std::string base);
    // Lets paths be matched as if they stood below `prefix`: rules of an ignore file above the walked directory.
    void set_prefix(std::string prefix);
    // `path` relative to the walked directory. The last matching rule wins; `!` takes back.
    bool ignored(std::string_view path, bool is_directory) const;

  private:
    struct Rule {
        std::string base, pattern;
        bool negated = false, directories_only = false, anchored = false;
    };
    std::vector<Rule> rules_;
    std::string prefix_;
};

}  // namespace mlpipe
