// Stages by name, by the name of their group (`prepare` of `prepare@train`) and by pattern. For this room's
// .cpp files.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mlpipe/plan/graph.hpp"

namespace mlpipe {

class StageNames {
  public:
    explicit StageNames(const Pipeline& pipeline);  // must outlive this
    // Empty when there is none.
    std::vector<StageId> find(std::string_view name_or_pattern) const;
    std::vector<std::string> all() const;  // names and groups, for suggestions

  private:
    const Pipeline& pipeline_;
    std::unordered_map<std::string_view, StageId> names_;
    std::unordered_map<std::string_view, std::vector<StageId>> groups_;
};

}  // namespace mlpipe
