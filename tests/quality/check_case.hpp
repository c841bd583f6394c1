// A table and a schema from texts, and what came of holding one against the other.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "mlpipe/base/json.hpp"
#include "mlpipe/quality/check_table.hpp"
#include "support/memory_file_system.hpp"

namespace check_case {

struct Case {
    Case() {
        options.threads = 3;
        files.create_directories("/d");
    }

    mlpipe::CheckResult check(const std::string& table, const mlpipe::TableSchema& schema,
                              const std::string& name = "/d/t.csv") {
        files.put(name, table);
        mlpipe::CheckedTables tables{mlpipe::table_file(name), std::nullopt};
        if (!schema.against.empty()) tables.against = mlpipe::table_file(schema.against);
        return check_table(files, tables, schema, options);
    }

    MemoryFileSystem files;
    mlpipe::CheckOptions options;
};

inline mlpipe::SchemaRule rule(mlpipe::RuleKind kind, std::vector<std::string> texts = {}) {
    mlpipe::SchemaRule made;
    made.kind = kind;
    made.texts = std::move(texts);
    return made;
}

inline mlpipe::SchemaRule bound(mlpipe::RuleKind kind, double limit) {
    mlpipe::SchemaRule made = rule(kind);
    made.limit = limit;
    made.text = std::to_string(static_cast<int>(limit));
    return made;
}

inline mlpipe::TableSchema column(const std::string& name, mlpipe::ColumnType type,
                                  std::vector<mlpipe::SchemaRule> rules) {
    mlpipe::TableSchema schema;
    mlpipe::ColumnSchema made;
    made.name = name;
    made.type = type;
    if (type != mlpipe::ColumnType::any) made.rules.push_back(rule(mlpipe::RuleKind::type));
    made.rules.insert(made.rules.end(), rules.begin(), rules.end());
    schema.columns.push_back(std::move(made));
    return schema;
}

inline mlpipe::TableSchema table(std::vector<mlpipe::SchemaRule> rules) {
    mlpipe::TableSchema schema;
    schema.rules = std::move(rules);
    return schema;
}

// That of the rule, which must be there.
inline const mlpipe::RuleResult& of(const mlpipe::CheckResult& result, const std::string& rule) {
    return *std::find_if(result.rules.begin(), result.rules.end(),
                         [&](const mlpipe::RuleResult& each) { return each.rule == rule; });
}

// All that anybody gets to see of it.
inline std::string canonical(const mlpipe::CheckResult& result) {
    return mlpipe::canonical_json(mlpipe::to_value(result));
}

}  // namespace check_case
