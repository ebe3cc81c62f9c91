// The one guard between C++ exceptions and the C face, and the borrow / own conversions of handles.
#pragma once

// The C face declares nullability for Swift; C++ sources have no use for it.
#pragma clang diagnostic ignored "-Wnullability-completeness"

#include <ATen/core/List.h>
#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <c10/core/Scalar.h>
#include <c10/util/ArrayRef.h>

#include <optional>
#include <utility>
#include <vector>

#include "include/gimbal.h"

namespace gimbal {

/// Turns the exception in flight into `error`; cold, so that callers stay small.
void report(GError *error) noexcept;

template <class Body>
inline auto guard(GError *error, Body body) noexcept -> decltype(body()) {
    try {
        return body();
    } catch (...) {
        report(error);
    }
    if constexpr (!std::is_void_v<decltype(body())>) return {};
}

void countHandle(int64_t change) noexcept;

/// A tensor that borrows the handle's reference: no count is touched, and nothing may outlive the call.
class Borrowed {
  public:
    // `reclaim` takes the reference without counting it; the destructor gives it back the same way.
    explicit Borrowed(GTensor handle)
        : tensor_(
              handle ? at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(impl(handle)))
                     : at::Tensor()) {}
    ~Borrowed() { tensor_.unsafeReleaseTensorImpl(); }
    Borrowed(const Borrowed &) = delete;
    Borrowed &operator=(const Borrowed &) = delete;
    operator at::Tensor &() { return tensor_; }
    operator const at::Tensor &() const { return tensor_; }
    at::Tensor &operator*() { return tensor_; }
    at::Tensor *operator->() { return &tensor_; }

  private:
    static c10::TensorImpl *impl(GTensor handle) { return reinterpret_cast<c10::TensorImpl *>(handle); }
    at::Tensor tensor_;
};

/// A counted copy of the tensor behind a handle, for lists and for what outlives the call.
inline at::Tensor copied(GTensor handle) {
    if (!handle) return {};
    Borrowed borrowed(handle);
    return *borrowed;
}

/// Hands a tensor to the caller as an owned handle; an undefined tensor becomes NULL.
inline GTensor owned(at::Tensor tensor) {
    if (!tensor.defined()) return nullptr;
    countHandle(1);
    return reinterpret_cast<GTensor>(tensor.unsafeReleaseTensorImpl());
}

GTensorList ownedList(std::vector<at::Tensor> tensors);

inline std::vector<at::Tensor> copiedList(const GTensor *_Nullable handles, int64_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int64_t i = 0; i < count; ++i) tensors.push_back(copied(handles[i]));
    return tensors;
}

inline c10::List<std::optional<at::Tensor>> optionalList(const GTensor *_Nullable handles, int64_t count) {
    c10::List<std::optional<at::Tensor>> tensors;
    tensors.reserve(count);
    for (int64_t i = 0; i < count; ++i)
        tensors.push_back(handles[i] ? std::optional<at::Tensor>(copied(handles[i])) : std::nullopt);
    return tensors;
}

inline std::optional<at::Tensor> optionalTensor(GTensor handle) {
    return handle ? std::optional<at::Tensor>(copied(handle)) : std::nullopt;
}

inline at::Scalar scalar(GScalar value) {
    switch (value.kind) {
    case 1: return at::Scalar(value.integer);
    case 2: return at::Scalar(value.integer != 0);
    default: return at::Scalar(value.real);
    }
}

inline std::optional<at::Scalar> scalar(const GScalar *_Nullable value) {
    return value ? std::optional<at::Scalar>(scalar(*value)) : std::nullopt;
}

inline std::vector<at::Scalar> realScalars(const double *_Nullable values, int64_t count) {
    return std::vector<at::Scalar>(values, values + count);
}

inline at::IntArrayRef integers(const int64_t *_Nullable values, int64_t count) {
    return at::IntArrayRef(values, static_cast<size_t>(count < 0 ? 0 : count));
}

/// A count of -1 stands for "not given".
inline at::OptionalIntArrayRef optionalIntegers(const int64_t *_Nullable values, int64_t count) {
    return count < 0 ? at::OptionalIntArrayRef() : at::OptionalIntArrayRef(integers(values, count));
}

template <class Value> inline std::optional<Value> optional(const Value *_Nullable value) {
    return value ? std::optional<Value>(*value) : std::nullopt;
}

inline std::optional<at::ScalarType> optionalType(int32_t dtype) {
    return dtype < 0 ? std::nullopt : std::optional<at::ScalarType>(static_cast<at::ScalarType>(dtype));
}

inline std::optional<at::Device> optionalDevice(const GDevice *_Nullable device) {
    if (!device) return std::nullopt;
    return at::Device(static_cast<at::DeviceType>(device->type), static_cast<at::DeviceIndex>(device->index));
}

std::optional<at::Generator> optionalGenerator(GGenerator generator);

}  // namespace gimbal
