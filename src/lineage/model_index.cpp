// The index of the model registry.
#include "state.hpp"

namespace mlpipe {

namespace {

void bind_text_or_null(Statement& statement, int index, const std::string& text) {
    if (text.empty())
        statement.bind_null(index);
    else
        statement.bind(index, std::string_view(text));
}

void bind_artifact(Statement& statement, int index, const ModelVersion& version) {
    const ArtifactAt& artifact = version.artifact;
    if (!version.known_artifact()) {
        for (int column = index; column < index + 4; ++column) statement.bind_null(column);
        return;
    }
    lineage::bind_path(statement, index, artifact.path);
    statement.bind(index + 1, std::string_view(to_string(artifact.reference.type)));
    statement.bind_blob(index + 2, lineage::bytes_of(artifact.reference.digest));
    statement.bind(index + 3, static_cast<std::int64_t>(artifact.reference.size));
}

}  // namespace

void Lineage::index_models(const Digest& tags, const std::vector<ModelVersion>& versions,
                           const std::vector<ModelEvent>& events) {
    // It can be made anew at any time: worth no sync.
    const auto write_all = [&] {
        state_->database.execute(
            "DELETE FROM model_index; DELETE FROM model_versions; DELETE FROM model_events");
        for (const ModelVersion& version : versions) {
            const auto insert = state_->use(
                "INSERT INTO model_versions (tag, model, version, path, type, digest, size, pipeline_file, "
                "run,"
                " git_commit, registered_ns, by, why, deprecated)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
            insert->bind(1, std::string_view(version.tag)).bind(2, std::string_view(version.model));
            insert->bind(3, std::string_view(version.version));
            bind_artifact(*insert, 4, version);
            if (version.pipeline_file.empty())
                insert->bind_null(8);
            else
                lineage::bind_path(*insert, 8, version.pipeline_file);
            bind_text_or_null(*insert, 9, version.run);
            insert->bind(10, std::string_view(version.commit)).bind(11, version.registered_ns);
            insert->bind(12, std::string_view(version.by)).bind(13, std::string_view(version.why));
            insert->bind(14, version.deprecated ? 1 : 0);
            insert->run();
        }
        for (const ModelEvent& event : events) {
            const auto insert = state_->use(
                "INSERT INTO model_events (tag, event, model, version, alias, from_version, when_ns, by, "
                "why, run,"
                " stage) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
            insert->bind(1, std::string_view(event.tag)).bind(2, std::string_view(to_string(event.kind)));
            insert->bind(3, std::string_view(event.model)).bind(4, std::string_view(event.version));
            bind_text_or_null(*insert, 5, event.alias);
            bind_text_or_null(*insert, 6, event.from_version);
            insert->bind(7, event.when_ns).bind(8, std::string_view(event.by));
            insert->bind(9, std::string_view(event.why));
            bind_text_or_null(*insert, 10, event.run);
            bind_text_or_null(*insert, 11, event.stage);
            insert->run();
        }
        const auto insert = state_->use("INSERT INTO model_index (tags) VALUES (?1)");
        insert->bind_blob(1, lineage::bytes_of(tags));
        insert->run();
    };
    state_->write(write_all, Survives::process);
}

std::optional<Digest> Lineage::indexed_models() {
    const auto select = state_->use("SELECT tags FROM model_index");
    if (!select->step()) return std::nullopt;
    return lineage::digest_at(*select, 0);
}

std::vector<std::string> Lineage::model_tags_of(const Digest& digest) {
    const auto select = state_->use("SELECT tag FROM model_versions WHERE digest = ?1 ORDER BY tag");
    select->bind_blob(1, lineage::bytes_of(digest));
    std::vector<std::string> tags;
    while (select->step()) tags.push_back(select->text(0));
    return tags;
}

}  // namespace mlpipe
