// The edges of lineage.db as a walk over them needs them: of an execution, at an artifact, and where paths
// overlap. Remembers what it has read. Executions are those that describe a result; failed ones have none.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "mlpipe/base/sqlite.hpp"

namespace mlpipe::lineage {

class EdgeReader {
  public:
    explicit EdgeReader(Database& database);

    struct Edge {
        std::int64_t artifact = 0;
        std::int64_t path = 0;  // its row
        std::size_t place = 0;  // the path from the project's root; see path()
        std::string role;
    };
    struct Execution {
        std::int64_t stage = 0, key = 0, pipeline_file = 0;
        bool reproduction = false;  // of a run that repeated another
        std::vector<Edge> read, made;
    };
    struct Touch {
        std::int64_t execution = 0;
        std::size_t place = 0;
        std::string role;
    };
    enum class Side { read, made };

    const Execution& execution(std::int64_t id);
    // Executions that read or made an artifact, newest first.
    std::vector<Touch> touching(std::int64_t artifact, Side side);
    // Whether any execution read or made something inside or around this path; equal ones do not count.
    bool overlapped(std::int64_t path, Side side);
    // Results that some run shows together with this one.
    std::vector<std::int64_t> beside(std::int64_t execution);
    const std::string& path(std::size_t place) const { return paths_[place]; }
    std::size_t place(const std::string& path);
    const std::string& text_of_path(std::int64_t path);

  private:
    std::size_t place_of(std::int64_t pipeline_file, std::int64_t path);

    Statement edges_, head_, touching_, beside_, path_, inside_, exact_;
    std::unordered_map<std::int64_t, Execution> executions_;
    std::vector<std::string> paths_;
    std::unordered_map<std::string, std::size_t> places_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> known_places_;
    std::unordered_map<std::int64_t, std::string> texts_;
    std::map<std::pair<std::int64_t, Side>, bool> overlapped_;
};

// One lies inside the other; both relative to the same directory, and not equal.
bool overlap(const std::string& left, const std::string& right);
bool lies_inside(const std::string& path, const std::string& directory);

}  // namespace mlpipe::lineage
