// Objects that come from elsewhere: taken only if they are what their name promises.
#include "mlpipe/base/error.hpp"
#include "store_state.hpp"

namespace mlpipe {
namespace {

class FileArrival final : public Arrival {
  public:
    FileArrival(Store::State& store, const Digest& object)
        : store_(store),
          object_(object),
          temporary_(store.files, store.temporary_path("pull-")),
          writer_(store.files.create(temporary_.path(), 0444)) {}

    void write(std::span<const std::byte> data) override {
        sha256_.update(data);
        size_ += data.size();
        writer_->write(data);
    }

    bool keep() override {
        writer_->close();
        writer_.reset();
        if (sha256_.finish() != object_) return false;
        if (!store_.found(object_, size_)) store_.place_object(temporary_, object_);
        return true;
    }

  private:
    Store::State& store_;
    Digest object_;
    Temporary temporary_;
    std::unique_ptr<FileWriter> writer_;
    Sha256 sha256_;
    std::uint64_t size_ = 0;
};

}  // namespace

std::unique_ptr<FileReader> Store::open(const Digest& object) const {
    return has(object) ? state_->files.open_read(state_->object_path(object)) : nullptr;
}

std::unique_ptr<Arrival> Store::receive(const Digest& object) {
    return std::make_unique<FileArrival>(*state_, object);
}

}  // namespace mlpipe
