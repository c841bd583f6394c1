#include "fetcher.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/plan/fingerprint.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_stages = 4;
constexpr unsigned jobs_a_stage = 2;

}  // namespace

Fetcher::Fetcher(Store& store, std::unique_ptr<Remote> remote, const LockFile& lock,
                 const Interrupt& interrupt)
    : store_(store), remote_(std::move(remote)), interrupt_(interrupt), threads_(most_stages) {
    std::vector<Digest> keys;
    for (const auto& [stage, sides] : lock.stages)
        for (const StageRecord& record : sides) keys.push_back(record.key);
    for (const StageKey& key : keys) known_[key];
    for (RecordText& text : fetch_records(*remote_, keys)) known_[text.key].push_back(std::move(text));
}

std::vector<RecordText> Fetcher::records_of(const StageKey& key) {
    const auto known = known_.find(key);
    return known != known_.end() ? known->second : fetch_records(*remote_, {key});
}

// The lock's own first, then the newest.
std::vector<StageRecord> Fetcher::candidates(const Request& request) {
    std::vector<StageRecord> records;
    for (const RecordText& text : request.key ? records_of(*request.key) : std::vector<RecordText>{}) {
        try {
            StageRecord record = parse_stage_record(parse_json(text.json, "a record of the remote"));
            if (record.key == *request.key && has_own_key(record)) records.push_back(std::move(record));
        } catch (const Error&) {
            // Of a newer mlpipe, or of no use.
        }
    }
    std::sort(records.begin(), records.end(),
              [](const StageRecord& left, const StageRecord& right) { return left.run > right.run; });
    if (request.lock) records.insert(records.begin(), *request.lock);
    return records;
}

TransferResult Fetcher::pull(const std::vector<Reference>& contents) {
    TransferOptions options;
    options.jobs = jobs_a_stage;
    options.progress = [this](const TransferProgress&) {
        if (interrupt_.requests() > 0) throw Error(ErrorKind::interrupted, "interrupted while pulling");
    };
    TransferResult result = pull_contents(store_, *remote_, contents, options);
    objects_ += result.objects;
    bytes_ += result.bytes;
    return result;
}

bool Fetcher::bring(const StageRecord& record, const std::vector<ArtifactAt>& in_place,
                    std::vector<std::string>& warnings) {
    std::vector<ArtifactAt> wanted = record.outputs;
    std::erase_if(wanted, [&](const ArtifactAt& output) {
        return std::find(in_place.begin(), in_place.end(), output) != in_place.end();
    });
    std::vector<Reference> contents;
    for (const ArtifactAt& output : wanted) contents.push_back(output.reference);
    const TransferResult result = pull(contents);
    for (const TransferProblem& problem : result.problems) {
        if (!problem.damaged) continue;
        warnings.push_back("the remote has " + path::printable(wanted[problem.content].path) +
                           (problem.inside.empty() ? "" : "/" + path::printable(problem.inside)) +
                           " damaged (" + problem.digest.hex() + "); it was not taken");
    }
    if (!result.problems.empty()) return false;
    store_.put_record(record.key, canonical_json(to_value(record)));
    store_.sync();
    return true;
}

std::vector<bool> Fetcher::bring_now(const std::vector<Reference>& contents) {
    const TransferResult result = pull(contents);
    std::vector<bool> complete;
    for (std::size_t i = 0; i < contents.size(); ++i) complete.push_back(result.complete(i));
    return complete;
}

std::vector<std::string> Fetcher::fetch(const Request& request) {
    std::vector<std::string> warnings;
    try {
        if (!request.contents.empty()) pull(request.contents);
        for (const StageRecord& record : candidates(request))
            if (bring(record, request.in_place, warnings)) break;
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::interrupted)
            warnings.push_back(std::string("could not be pulled: ") + error.what());
    }
    return warnings;
}

void Fetcher::submit(Request request, std::function<void(std::vector<std::string>)> done) {
    threads_.submit([this, request = std::move(request), done = std::move(done)] { done(fetch(request)); });
}

std::string Fetcher::summary() const {
    if (objects_ == 0) return "";
    return "pulled " + text::plural(objects_, "object") + ", " + text::format_bytes(bytes_) + ", from " +
           path::printable(remote_->shown());
}

}  // namespace mlpipe
