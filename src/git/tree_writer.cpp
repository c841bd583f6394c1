#include "tree_writer.hpp"

#include <array>
#include <cstdio>
#include <string_view>

namespace mlpipe::git {

namespace {

class TreeWriter {
  public:
    TreeWriter(const std::vector<TreeFile>& sorted, NewObjects& objects)
        : files_(sorted), objects_(objects) {}

    // The files from `next` on whose paths begin with `directory` ("" or "a/b/").
    git_oid write(std::size_t& next, std::string_view directory) {
        std::string text;
        while (next < files_.size() && std::string_view(files_[next].path).starts_with(directory)) {
            const std::string_view below = std::string_view(files_[next].path).substr(directory.size());
            const std::size_t slash = below.find('/');
            const std::string_view name = below.substr(0, slash);
            if (slash == below.npos) {
                add(text, files_[next].mode, name, parse_id(files_[next].id));
                ++next;
            } else {
                const std::string_view deeper =
                    std::string_view(files_[next].path).substr(0, directory.size() + slash + 1);
                add(text, 040000, name, write(next, deeper));
            }
        }
        return objects_.write(text.data(), text.size(), GIT_OBJECT_TREE);
    }

  private:
    static void add(std::string& text, std::uint32_t mode, std::string_view name, const git_oid& id) {
        std::array<char, 16> digits{};
        const int length = std::snprintf(digits.data(), digits.size(), "%o ", mode);
        text.append(digits.data(), static_cast<std::size_t>(length)).append(name).push_back('\0');
        text.append(reinterpret_cast<const char*>(id.id), GIT_OID_RAWSZ);
    }

    const std::vector<TreeFile>& files_;
    NewObjects& objects_;
};

}  // namespace

std::string write_tree(const std::vector<TreeFile>& sorted, NewObjects& objects) {
    std::size_t next = 0;
    return hex(TreeWriter(sorted, objects).write(next, ""));
}

}  // namespace mlpipe::git
