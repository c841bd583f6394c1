#include "mlpipe/registry/releases.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/registry/registry.hpp"
#include "mlpipe/store/hasher.hpp"
#include "release_copy.hpp"

namespace mlpipe {
namespace {

constexpr const char* content_file = "release.json";
constexpr const char* state_file = "state.json";
constexpr const char* current_name = "current";
constexpr std::string_view temporary_prefix = ".mlpipe-tmp-";
constexpr std::uint32_t read_only = 0444;

// One model's directory may hold another's: the name may have several parts.
std::string directory_of(const std::string& place, const std::string& model) {
    if (!is_model_name(model))
        throw Error(ErrorKind::usage, "'" + path::printable(model) + "' is no name of a model");
    for (std::size_t begin = 0; begin <= model.size();) {
        const std::size_t end = std::min(model.find('/', begin), model.size());
        const std::string part = model.substr(begin, end - begin);
        if (part == current_name || Digest::parse(part))
            throw Error(ErrorKind::usage, "a model with '" + part +
                                              "' in its name cannot be deployed: releases have such names");
        begin = end + 1;
    }
    return path::join(place, model);
}

void write_synced(FileSystem& files, const std::string& path, std::string_view text, std::uint32_t mode) {
    const auto writer = files.create(path, mode);
    writer->write(std::as_bytes(std::span(text)));
    writer->sync();
    writer->close();
}

void remove_quietly(FileSystem& files, const std::string& path) {
    try {
        files.remove_tree(path);
    } catch (const Error&) {
        // The next deployment does it.
    }
}

std::uint64_t size_of(const FileSystem& files, const std::string& path) {
    const auto stat = files.link_stat(path);
    if (!stat || stat->type == FileType::link) return 0;
    if (stat->type != FileType::directory) return stat->size;
    std::uint64_t bytes = 0;
    for (const DirectoryEntry& entry : files.list(path)) bytes += size_of(files, path + "/" + entry.name);
    return bytes;
}

}  // namespace

Releases::Releases(FileSystem& files, const std::string& place, const std::string& model,
                   std::string store_directory, const Interrupt* interrupt)
    : files_(files),
      place_(place),
      model_(model),
      directory_(directory_of(place, model)),
      store_directory_(std::move(store_directory)),
      interrupt_(interrupt) {}

void Releases::check_deployed() const {
    if (!files_.stat(path::join(directory_, state_file)))
        throw Error(ErrorKind::usage, "no release of " + model_ + " has been live in '" +
                                          path::printable(place_) + "'; --to says where else to look");
}

std::optional<Digest> Releases::current() const {
    const auto stat = files_.link_stat(current_link());
    if (!stat) return std::nullopt;
    if (stat->type == FileType::link)
        if (const auto digest = Digest::parse(files_.read_link(current_link()))) return digest;
    throw Error(ErrorKind::failed,
                "'" + path::printable(current_link()) +
                    "' does not lead to a release: something else than mlpipe has made it; "
                    "remove it and deploy again");
}

std::optional<ReleaseContent> Releases::content(const Digest& release) const {
    const std::string file = path_of(release) + "/" + content_file;
    const auto text = read_file_if_present(files_, file);
    if (!text) return std::nullopt;
    try {
        ReleaseContent content = parse_release_content(parse_json(*text, file));
        if (content.artifact.reference.digest == release) return content;
    } catch (const Error&) {
        // Not whole, then.
    }
    return std::nullopt;
}

bool Releases::is_whole(const Digest& release, std::uint64_t most_read) const {
    const auto known = content(release);
    if (!known) return false;
    const Reference& reference = known->artifact.reference;
    if (reference.size <= most_read) return holds(path_of(release), *known);
    const std::string artifact = path_of(release) + "/" + known->artifact.path;
    return size_of(files_, artifact) == reference.size;
}

bool Releases::holds(const std::string& directory, const ReleaseContent& content) const {
    ThreadPool pool(core_count());
    const Hasher hasher(files_, nullptr, pool, "", interrupt_);
    const auto found = hasher.hash(directory + "/" + content.artifact.path, {});
    return found && found->reference == content.artifact.reference;
}

ReleaseState Releases::state() const {
    const std::string file = path::join(directory_, state_file);
    const auto text = read_file_if_present(files_, file);
    if (!text) return {};
    try {
        return parse_release_state(parse_json(*text, file));
    } catch (const Error& error) {
        throw Error(ErrorKind::damaged,
                    "cannot read '" + path::printable(file) + "': " + error.what() +
                        "; without it nobody knows which releases were good. Remove it to "
                        "begin anew: what is live stays so");
    }
}

void Releases::make_directory() {
    if (!files_.stat(directory_)) {
        files_.create_directories(directory_);
        const std::string last(path::parent(place_));
        for (std::string above = directory_; above != last;)
            files_.sync_directory(above = std::string(path::parent(above)));
    }
    // Copies of models are no source code.
    const std::string ignore = directory_ + "/.gitignore";
    if (!files_.stat(ignore)) write_file_atomically(files_, ignore, "*\n", Durability::lazy);
}

FileLock Releases::lock() {
    make_directory();
    const std::string file = directory_ + "/.lock";
    if (auto held = FileLock::try_acquire(file, FileLock::Mode::exclusive)) return std::move(*held);
    throw Error(ErrorKind::locked, "the releases of " + model_ + " in '" + path::printable(place_) +
                                       "' are being changed by " + FileLock::holder(file) +
                                       "; try again when it has ended");
}

ReleaseContent Releases::place(const ReleaseContent& wanted, const std::string& source) {
    const Digest& digest = wanted.artifact.reference.digest;
    const std::string target = path_of(digest);
    if (const auto there = content(digest); there && is_whole(digest)) return *there;
    make_directory();
    const std::string temporary = path::join(directory_, unique_name(temporary_prefix));
    const std::string aside = path::join(directory_, unique_name(temporary_prefix));
    try {
        build(wanted, source, temporary);
        if (!holds(temporary, wanted))
            throw Error(ErrorKind::failed, "'" + path::printable(source) +
                                               "' changed while it was copied; deploy again when nothing "
                                               "writes to it");
        if (files_.link_stat(target)) files_.rename(target, aside);
        files_.rename(temporary, target);
        files_.sync_directory(directory_);
    } catch (...) {
        remove_quietly(files_, temporary);
        throw;
    }
    remove_quietly(files_, aside);
    return wanted;
}

void Releases::build(const ReleaseContent& content, const std::string& source, const std::string& directory) {
    const StopPoint stop(interrupt_, 1);
    const std::string artifact = directory + "/" + content.artifact.path;
    const Reference& reference = content.artifact.reference;
    files_.create_directories(directory);
    if (reference.type == ReferenceType::directory) {
        ThreadPool pool(core_count());
        const Hasher hasher(files_, nullptr, pool, store_directory_, interrupt_);
        registry::copy_directory_read_only(files_, source, hasher.manifest(source, {}), artifact, stop);
    } else {
        registry::copy_file_read_only(files_, source, artifact, reference.executable, stop);
    }
    write_synced(files_, directory + "/" + content_file, pretty_json(to_value(content)) + "\n", read_only);
    registry::close_directory(files_, directory);
}

void Releases::point_current_to(const std::optional<Digest>& release) {
    if (!release) {
        files_.remove_file(current_link());
    } else if (const auto now = files_.link_stat(current_link());
               !now || now->type != FileType::link || files_.read_link(current_link()) != release->hex()) {
        const std::string link = path::join(directory_, unique_name(temporary_prefix));
        files_.create_link(release->hex(), link);
        files_.rename(link, current_link());
    }
    // Also where it is so already: whoever made it so may have been killed before this.
    files_.sync_directory(directory_);
}

void Releases::write(const ReleaseState& state) {
    write_file_atomically(files_, path::join(directory_, state_file), pretty_json(to_value(state)) + "\n",
                          Durability::synced);
}

void Releases::remove_leftovers() {
    if (!files_.stat(directory_)) return;
    for (const DirectoryEntry& entry : files_.list(directory_))
        if (entry.name.starts_with(temporary_prefix)) files_.remove_tree(path::join(directory_, entry.name));
}

}  // namespace mlpipe
