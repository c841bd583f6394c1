#include "mlpipe/quality/judge_volume.hpp"

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

static TableProfile rows(std::uint64_t count) {
    TableProfile table;
    table.rows = count;
    return table;
}

static DriftFinding rows_finding(std::uint64_t count, const char* least, const char* most) {
    VolumeLimits limits;
    limits.least_rows = parse_row_limit(least);
    limits.most_rows = parse_row_limit(most);
    return judge_volume(rows(1000), rows(count), limits).front();
}

TEST_CASE("rows are held against counts, and shares of the reference") {
    CHECK(rows_finding(500, "", "").verdict == DriftVerdict::ok);
    CHECK(rows_finding(500, "50%", "").verdict == DriftVerdict::ok);
    CHECK(rows_finding(499, "50%", "200%").reason == "499 rows < 500");
    CHECK(rows_finding(499, "50%", "").verdict == DriftVerdict::drift);
    const DriftFinding many = rows_finding(2001, "50%", "2000");
    CHECK(many.verdict == DriftVerdict::drift);
    CHECK(many.threshold == 2000.0);
    CHECK(many.reference == 1000.0);
    for (const char* other : {"", "x", "-1", "5%%", "1 ", "nan"}) CHECK_FALSE(parse_row_limit(other));
}

TEST_CASE("a table is as old as its newest time") {
    TableProfile current = rows(2);
    for (const char* name : {"from", "seen"}) {
        ColumnProfile& column = current.columns.emplace_back();
        column.name = name;
        column.type = CellType::time;
        column.values = {0, 86400};
    }
    ColumnProfile& number = current.columns.emplace_back();
    number.name = "number";
    number.type = CellType::number;
    VolumeLimits limits;
    limits.age_s = 3600;
    limits.now_ns = std::int64_t{86400 + 7200} * 1'000'000'000;
    limits.time = "seen";
    const DriftFinding old = judge_volume(rows(2), current, limits).at(1);
    CHECK(old.name == "freshness_s");
    CHECK(old.verdict == DriftVerdict::drift);
    CHECK(old.current == 7200.0);
    CHECK_THAT(old.reason, ContainsSubstring("'seen' is 1970-01-02T00:00:00.000Z, 2 h 00 m ago, more than"));
    limits.age_s = 7200;
    CHECK(judge_volume(rows(2), current, limits).at(1).verdict == DriftVerdict::ok);
    limits.time = "";
    CHECK_THROWS_WITH(judge_volume(rows(2), current, limits), ContainsSubstring("several columns of times"));
    limits.time = "number";
    CHECK_THROWS_WITH(judge_volume(rows(2), current, limits), ContainsSubstring("holds no times"));
    limits.time = "sen";
    CHECK_THROWS_WITH(judge_volume(rows(2), current, limits), ContainsSubstring("did you mean 'seen'?"));
    current.columns.resize(1);
    current.columns[0].values.clear();
    limits.time = "from";
    CHECK(judge_volume(rows(2), current, limits).at(1).verdict == DriftVerdict::drift);
}
