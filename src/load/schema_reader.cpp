#include "schema_reader.hpp"

#include <algorithm>
#include <vector>

#include "column_reader.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/load/table_schema.hpp"

namespace mlpipe {
namespace load {
namespace {

const std::vector<std::string> keys{"columns",       "rows",        "duplicates",    "unique",
                                    "extra_columns", "uneven_rows", "personal_data", "leakage",
                                    "missing",       "mostly",      "severity",      "desc"};

}  // namespace

TableSchema SchemaReader::read(const Node& node) {
    TableSchema schema;
    if (!node.is_map()) {
        problems_.wrong(node, "schema", "a map such as {columns: {age: {type: integer, min: 0}}}");
        return schema;
    }
    defaults_ = rules_.defaults(node, {});
    const bool says = node.find("uneven_rows") != nullptr;
    if (!says) {
        SchemaRule rule;
        rule.kind = RuleKind::uneven_rows;
        rule.position = node.position();
        schema.rules.push_back(std::move(rule));
    }
    for (const Node::Entry& entry : node.entries()) read_entry(entry, schema);
    return schema;
}

void SchemaReader::read_entry(const Node::Entry& entry, TableSchema& schema) {
    if (entry.key == "columns") {
        if (!entry.value.is_map())
            return problems_.wrong(entry.value, "columns", "a map such as {age: {type: integer, min: 0}}");
        ColumnReader reader(problems_, rules_);
        for (const Node::Entry& column : entry.value.entries())
            schema.columns.push_back(reader.read(column, defaults_));
    } else if (entry.key == "rows") {
        read_rows(entry.value, schema);
    } else if (entry.key == "duplicates") {
        ReadRule read = rules_.read(entry, RuleKind::duplicates, defaults_);
        bool valid = false;
        const auto share = read.value ? rules_.share(*read.value, "duplicates", valid) : std::nullopt;
        if (!share) return;
        if (*share > 0) read.rule.mostly = 1 - *share;
        schema.rules.push_back(std::move(read.rule));
    } else if (entry.key == "unique") {
        read_unique(entry.value, schema);
    } else if (entry.key == "extra_columns") {
        read_permission(entry, RuleKind::extra_columns, schema);
    } else if (entry.key == "uneven_rows") {
        read_permission(entry, RuleKind::uneven_rows, schema);
    } else if (entry.key == "personal_data") {
        read_personal_data(entry.value, schema);
    } else if (entry.key == "leakage") {
        read_leakage(entry.value, schema);
    } else if (entry.key == "missing") {
        read_missing(entry.value, schema);
    } else if (entry.key == "desc") {
        static_cast<void>(problems_.text(entry.value, "desc"));
    } else if (entry.key != "mostly" && entry.key != "severity") {
        problems_.unknown_key(entry, "a schema", keys);
    }
}

void SchemaReader::read_rows(const Node& node, TableSchema& schema) {
    if (!node.is_map()) return problems_.wrong(node, "rows", "a map such as {min: 1000, max: 2000000}");
    const RuleDefaults defaults = rules_.defaults(node, defaults_);
    for (const Node::Entry& entry : node.entries()) {
        if (entry.key == "min" || entry.key == "max") {
            const auto number =
                entry.value.scalar().as_integer() ? entry.value.scalar().number() : std::nullopt;
            if (!number || *number < 0) {
                problems_.wrong(entry.value, "rows: " + entry.key, "a whole number that is not below zero");
                continue;
            }
            SchemaRule rule;
            rule.kind = entry.key == "min" ? RuleKind::min_rows : RuleKind::max_rows;
            rule.limit = *number;
            rule.severity = defaults.severity;
            rule.position = entry.key_position;
            schema.rules.push_back(std::move(rule));
        } else if (entry.key != "severity") {
            problems_.unknown_key(entry, "'rows'", std::vector<std::string>{"min", "max", "severity"});
        }
    }
}

void SchemaReader::read_unique(const Node& node, TableSchema& schema) {
    const bool several = node.is_list() && !node.items().empty() && node.items().front().is_list();
    std::vector<const Node*> keys_of_rows;
    if (several)
        for (const Node& item : node.items()) keys_of_rows.push_back(&item);
    else
        keys_of_rows.push_back(&node);
    for (const Node* key : keys_of_rows) {
        const Node::Entry entry{"unique", key->position(), *key};
        ReadRule read = rules_.read(entry, RuleKind::unique, defaults_);
        if (!read.value) continue;
        for (const Node* column : problems_.texts(*read.value, "unique", true))
            read.rule.texts.push_back(column->raw());
        if (!read.rule.texts.empty()) schema.rules.push_back(std::move(read.rule));
    }
}

void SchemaReader::read_missing(const Node& node, TableSchema& schema) {
    if (!node.is_list()) return problems_.wrong(node, "missing", "a list of texts such as ['', NA]");
    schema.missing.emplace();
    for (const Node& item : node.items()) {
        if (item.is_scalar())
            schema.missing->push_back(item.raw());
        else
            problems_.wrong(item, "missing", "texts");
    }
}

void SchemaReader::read_personal_data(const Node& node, TableSchema& schema) {
    const std::string* word = node.scalar().as_string();
    if (word && *word == "allow") return;
    if (!word || (*word != "forbid" && *word != "warn"))
        return problems_.wrong(node, "personal_data", "forbid, warn or allow");
    SchemaRule rule;
    rule.kind = RuleKind::personal_data;
    rule.severity = *word == "warn" ? GateSeverity::warn : defaults_.severity;
    rule.position = node.position();
    schema.rules.push_back(std::move(rule));
}

void SchemaReader::read_permission(const Node::Entry& entry, RuleKind kind, TableSchema& schema) {
    ReadRule read = rules_.read(entry, kind, defaults_);
    if (!read.value) return;
    const std::string* word = read.value->scalar().as_string();
    if (!word || (*word != "allow" && *word != "forbid"))
        return problems_.wrong(*read.value, entry.key, "allow or forbid");
    if (*word == "forbid") schema.rules.push_back(std::move(read.rule));
}

void SchemaReader::read_leakage(const Node& node, TableSchema& schema) {
    if (!node.is_map())
        return problems_.wrong(node, "leakage",
                               "a map such as {against: data/train.csv, keys: [id], time: day}");
    const Node* against = node.find("against");
    const auto path = against ? problems_.text(*against, "leakage: against") : std::nullopt;
    if (!against)
        problems_.add(node.position(), "'leakage' has no 'against': the table of which nothing may be here");
    if (!path) return;
    schema.against = resolve_(*path);
    const RuleDefaults outer = std::exchange(defaults_, rules_.defaults(node, defaults_));
    for (const Node::Entry& entry : node.entries()) read_leakage_rule(entry, schema.against, schema);
    if (!node.find("rows")) {
        SchemaRule rule;
        rule.kind = RuleKind::shared_rows;
        rule.mostly = defaults_.mostly;
        rule.severity = defaults_.severity;
        rule.text = schema.against;
        rule.position = node.position();
        schema.rules.push_back(std::move(rule));
    }
    defaults_ = outer;
}

void SchemaReader::read_leakage_rule(const Node::Entry& entry, const std::string& against,
                                     TableSchema& schema) {
    if (entry.key == "against" || entry.key == "mostly" || entry.key == "severity") return;
    if (entry.key != "rows" && entry.key != "keys" && entry.key != "time")
        return problems_.unknown_key(
            entry, "'leakage'",
            std::vector<std::string>{"against", "rows", "keys", "time", "mostly", "severity"});
    const RuleKind kind = entry.key == "rows"   ? RuleKind::shared_rows
                          : entry.key == "keys" ? RuleKind::shared_keys
                                                : RuleKind::time_overlap;
    ReadRule read = rules_.read(entry, kind, defaults_);
    if (!read.value) return;
    const std::string key = "leakage: " + entry.key;
    read.rule.text = against;
    if (kind == RuleKind::shared_rows) {
        bool valid = false;
        const auto share = rules_.share(*read.value, key, valid);
        if (!share) return;
        if (*share > 0) read.rule.mostly = 1 - *share;
    } else if (kind == RuleKind::shared_keys) {
        for (const Node* column : problems_.texts(*read.value, key, true))
            read.rule.texts.push_back(column->raw());
        if (read.rule.texts.empty()) return;
    } else {
        const auto column = problems_.text(*read.value, key);
        if (!column) return;
        read.rule.texts = {*column};
    }
    schema.rules.push_back(std::move(read.rule));
}

}  // namespace load

TableSchema load_table_schema(std::string_view text, const std::string& file) {
    const Document document = parse_document(text, file);
    load::Problems problems(file);
    TableSchema schema = load::SchemaReader(problems, [](const std::string& path) {
                             return path::normalise(path);
                         }).read(document.root);
    schema.file = file;
    problems.throw_if_any();
    return schema;
}

}  // namespace mlpipe
