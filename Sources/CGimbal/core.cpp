// Errors, handles, description and memory of tensors.
#include "guard.hpp"

#include <ATen/Functions.h>
#include <ATen/Generator.h>
#include <c10/util/Exception.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>

namespace {

std::atomic<int64_t> liveHandles{0};

void fill(GError *error, int32_t code, const char *text) noexcept {
    error->code = code;
    error->message = strdup(text ? text : "");
}

}  // namespace

namespace gimbal {

__attribute__((cold, noinline)) void report(GError *error) noexcept {
    try {
        throw;
    } catch (const c10::IndexError &failure) {
        fill(error, G_ERROR_INDEX, failure.what_without_backtrace());
    } catch (const c10::TypeError &failure) {
        fill(error, G_ERROR_TYPE, failure.what_without_backtrace());
    } catch (const c10::OutOfMemoryError &failure) {
        fill(error, G_ERROR_MEMORY, failure.what_without_backtrace());
    } catch (const c10::NotImplementedError &failure) {
        fill(error, G_ERROR_MISSING, failure.what_without_backtrace());
    } catch (const c10::Error &failure) {
        fill(error, G_ERROR_NATIVE, failure.what_without_backtrace());
    } catch (const std::bad_alloc &) {
        fill(error, G_ERROR_MEMORY, "out of memory");
    } catch (const std::exception &failure) {
        fill(error, G_ERROR_NATIVE, failure.what());
    } catch (...) {
        fill(error, G_ERROR_NATIVE, "unknown exception");
    }
}

void countHandle(int64_t change) noexcept { liveHandles.fetch_add(change, std::memory_order_relaxed); }

GTensorList ownedList(std::vector<at::Tensor> tensors) {
    GTensorList list{nullptr, static_cast<int64_t>(tensors.size())};
    if (tensors.empty()) return list;
    list.items = static_cast<GTensor *>(std::malloc(sizeof(GTensor) * tensors.size()));
    if (!list.items) throw std::bad_alloc();
    for (size_t i = 0; i < tensors.size(); ++i) list.items[i] = owned(std::move(tensors[i]));
    return list;
}

}  // namespace gimbal

using namespace gimbal;

void g_error_free(GError *error) {
    std::free(error->message);
    error->message = nullptr;
    error->code = G_OK;
}

void g_list_free(GTensorList list) { std::free(list.items); }

void g_tensor_free(GTensor tensor) {
    countHandle(-1);
    c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(reinterpret_cast<c10::TensorImpl *>(tensor));
}

GTensor g_tensor_retain(GTensor tensor) { return owned(copied(tensor)); }
int64_t g_tensor_rank(GTensor tensor) { return Borrowed(tensor)->dim(); }
int64_t g_tensor_size(GTensor tensor, int64_t axis) { return Borrowed(tensor)->sizes()[axis]; }
int64_t g_tensor_stride(GTensor tensor, int64_t axis) { return Borrowed(tensor)->strides()[axis]; }
int64_t g_tensor_count(GTensor tensor) { return Borrowed(tensor)->numel(); }
int32_t g_tensor_dtype(GTensor tensor) { return static_cast<int32_t>(Borrowed(tensor)->scalar_type()); }
bool g_tensor_is_contiguous(GTensor tensor) { return Borrowed(tensor)->is_contiguous(); }
bool g_tensor_requires_gradient(GTensor tensor) { return Borrowed(tensor)->requires_grad(); }
int64_t g_tensor_reference_count(GTensor tensor) { return static_cast<int64_t>(Borrowed(tensor)->use_count()); }

GDevice g_tensor_device(GTensor tensor) {
    auto device = Borrowed(tensor)->device();
    return {static_cast<int32_t>(device.type()), static_cast<int32_t>(device.index())};
}

void *g_tensor_data(GTensor tensor) {
    Borrowed borrowed(tensor);
    return borrowed->is_cpu() && borrowed->numel() > 0 ? borrowed->data_ptr() : nullptr;
}

GTensor g_tensor_from_bytes(
    const void *bytes, int64_t byteCount, const int64_t *shape, int64_t rank, int32_t dtype, GError *error) {
    return guard(error, [&] {
        auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
        auto tensor = at::empty(integers(shape, rank), options);
        TORCH_CHECK(
            static_cast<int64_t>(tensor.nbytes()) == byteCount, "expected ", tensor.nbytes(), " bytes, found ",
            byteCount);
        if (byteCount > 0) std::memcpy(tensor.data_ptr(), bytes, static_cast<size_t>(byteCount));
        return owned(std::move(tensor));
    });
}

GTensor g_tensor_from_memory(
    void *bytes, const int64_t *shape, int64_t rank, int32_t dtype, void *context, void (*release)(void *context),
    GError *error) {
    return guard(error, [&] {
        return owned(at::for_blob(bytes, integers(shape, rank))
                         .context(context, release)
                         .options(at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)))
                         .make_tensor());
    });
}

void *g_tensor_mutable_data(GTensor tensor, GError *error) {
    return guard(error, [&]() -> void * {
        Borrowed borrowed(tensor);
        TORCH_CHECK(borrowed->is_cpu() && borrowed->is_contiguous(), "the tensor is elsewhere or has gaps");
        TORCH_CHECK(!borrowed->requires_grad(), "the tensor requires a gradient");
        borrowed->unsafeGetTensorImpl()->bump_version();
        return borrowed->numel() > 0 ? borrowed->mutable_data_ptr() : nullptr;
    });
}

double g_tensor_item_real(GTensor tensor, GError *error) {
    return guard(error, [&] { return Borrowed(tensor)->item().toDouble(); });
}

int64_t g_tensor_item_integer(GTensor tensor, GError *error) {
    return guard(error, [&] { return Borrowed(tensor)->item().toLong(); });
}

int64_t g_live_tensor_count(void) { return liveHandles.load(std::memory_order_relaxed); }
