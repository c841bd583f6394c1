#include "mlpipe/lineage/check.hpp"

#include <unistd.h>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/sqlite.hpp"

namespace mlpipe {

std::vector<std::string> check_lineage(const std::string& path) {
    std::vector<std::string> problems;
    if (::access(path.c_str(), F_OK) != 0) return problems;
    try {
        Database database(path, Database::Mode::read_only);
        Statement integrity = database.prepare("PRAGMA integrity_check(20)");
        while (integrity.step()) {
            std::string answer = integrity.text(0);
            if (answer != "ok") problems.push_back(std::move(answer));
        }
        Statement references = database.prepare(
            "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1 ORDER BY 1");
        while (references.step()) {
            problems.push_back("table " + references.text(0) + ": " + std::to_string(references.integer(1)) +
                               " references lead nowhere");
        }
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::damaged) throw;
        problems.emplace_back(error.what());
    }
    return problems;
}

}  // namespace mlpipe
