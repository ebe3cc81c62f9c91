// The C face of libtorch: handles in, handles out, every failure through GError. No policy, no state.
// Swift sees this header and nothing of C++; the operator surface is in Generated/operators.h.
#ifndef GIMBAL_H
#define GIMBAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// An owned reference to a libtorch tensor; released once with `g_tensor_free`.
typedef struct GTensorOpaque *GTensor;
/// An owned random generator; released once with `g_generator_free`.
typedef struct GGeneratorOpaque *GGenerator;

/// What went wrong; `code` is 0 when nothing did. `message` is owned by the caller (`g_error_free`).
typedef struct {
    int32_t code;
    char *_Nullable message;
} GError;

enum {
    G_OK = 0,
    G_ERROR_INDEX = 1,     // an index or shape out of range
    G_ERROR_TYPE = 2,      // a dtype that the operator does not take
    G_ERROR_MEMORY = 3,    // out of memory
    G_ERROR_NATIVE = 4,    // anything else that libtorch reports
    G_ERROR_CALLBACK = 5,  // a callback into Swift failed; the Swift side keeps the error itself
    G_ERROR_MISSING = 6,   // not implemented for this device, dtype or derivative
};

/// A number argument: kind 0 = `real`, 1 = `integer`, 2 = `integer` as bool.
typedef struct {
    double real;
    int64_t integer;
    int32_t kind;
} GScalar;

/// A device: `type` as in c10::DeviceType (0 cpu, 1 cuda, 13 mps), `index` -1 for the current one.
typedef struct {
    int32_t type;
    int32_t index;
} GDevice;

enum {
    G_INDEX_INTEGER = 0,   // `start`
    G_INDEX_SLICE = 1,     // `start`, `stop`, `step`; `stop` INT64_MAX for "to the end"
    G_INDEX_ELLIPSIS = 2,
    G_INDEX_NEW_AXIS = 3,
    G_INDEX_BOOLEAN = 4,   // `start` 0 or 1
    G_INDEX_TENSOR = 5,    // `tensor`: a mask or integers
};

/// One index between the brackets of `x[...]`.
typedef struct {
    int32_t kind;
    int64_t start;
    int64_t stop;
    int64_t step;
    GTensor _Nullable tensor;
} GIndex;

/// An owned list that an operator returned; the array itself is released with `g_list_free`, its tensors one by one.
typedef struct {
    GTensor _Nullable *_Nullable items;
    int64_t count;
} GTensorList;

void g_error_free(GError *error);
void g_list_free(GTensorList list);

// Tensors: life, description, memory.
void g_tensor_free(GTensor tensor);
/// Another owned handle to the same tensor.
GTensor g_tensor_retain(GTensor tensor);
int64_t g_tensor_rank(GTensor tensor);
int64_t g_tensor_size(GTensor tensor, int64_t axis);
int64_t g_tensor_stride(GTensor tensor, int64_t axis);
int64_t g_tensor_count(GTensor tensor);
int32_t g_tensor_dtype(GTensor tensor);
GDevice g_tensor_device(GTensor tensor);
bool g_tensor_is_contiguous(GTensor tensor);
bool g_tensor_requires_gradient(GTensor tensor);
/// Number of references that keep the tensor alive, the handle's own included.
int64_t g_tensor_reference_count(GTensor tensor);
/// Address of the first element; NULL for an empty tensor or one that is not on the CPU.
void *_Nullable g_tensor_data(GTensor tensor);
/// Copies `byteCount` bytes into a new contiguous CPU tensor.
GTensor _Nullable g_tensor_from_bytes(
    const void *_Nullable bytes, int64_t byteCount, const int64_t *_Nullable shape, int64_t rank, int32_t dtype,
    GError *error);
/// The value of a tensor with one element.
double g_tensor_item_real(GTensor tensor, GError *error);
int64_t g_tensor_item_integer(GTensor tensor, GError *error);
/// Makes a CPU tensor over memory that `release(context)` gives back when the tensor and all views of it are gone.
/// `release` is also called when this fails.
GTensor _Nullable g_tensor_from_memory(
    void *bytes, const int64_t *_Nullable shape, int64_t rank, int32_t dtype, void *context,
    void (*release)(void *context), GError *error);
/// Address of the first element for writing; counts as a change of the tensor. NULL for an empty tensor.
void *_Nullable g_tensor_mutable_data(GTensor tensor, GError *error);
/// Elements of `tensor` at `indices`, with the meaning of PyTorch's `x[...]`: a view unless a tensor is among them.
GTensor _Nullable g_tensor_index(
    GTensor tensor, const GIndex *_Nullable indices, int64_t count, GError *error);
/// Writes `value`, broadcast and converted, to the elements at `indices`.
void g_tensor_index_assign(
    GTensor tensor, const GIndex *_Nullable indices, int64_t count, GTensor value, GError *error);
void g_tensor_set_requires_gradient(GTensor tensor, bool required, GError *error);
/// Number of tensors (TensorImpl references) that Swift handles keep alive at this moment, over all threads.
int64_t g_live_tensor_count(void);

// Autograd.
bool g_gradient_enabled(void);
void g_set_gradient_enabled(bool enabled);
/// Accumulates gradients into the leaves' `grad`.
void g_backward(GTensor output, GTensor _Nullable cotangent, bool keepGraph, bool createGraph, GError *error);
/// Gradients of `outputs` (weighted by `cotangents`, each may be NULL) with respect to `inputs`; an input that was not
/// used gives NULL when `allowUnused`.
void g_gradients(
    const GTensor _Nonnull *_Nonnull outputs, const GTensor _Nullable *_Nonnull cotangents, int64_t outputCount,
    const GTensor _Nonnull *_Nonnull inputs, int64_t inputCount, bool keepGraph, bool createGraph, bool allowUnused,
    GTensor _Nullable *_Nonnull results, GError *error);
/// Forward mode: dual numbers exist between enter and leave, which count over all threads.
void g_tangents_enter(GError *error);
void g_tangents_leave(void);
/// `tensor` with a tangent that operators carry along.
GTensor _Nullable g_tensor_with_tangent(GTensor tensor, GTensor tangent, GError *error);
/// The tangent; NULL where none arrived.
GTensor _Nullable g_tensor_tangent(GTensor tensor, GError *error);
/// The value without its tangent.
GTensor _Nullable g_tensor_without_tangent(GTensor tensor, GError *error);
GTensor _Nullable g_tensor_gradient(GTensor tensor);
void g_tensor_set_gradient(GTensor tensor, GTensor _Nullable gradient, GError *error);

/// A differentiable function whose two directions are closures of the host language.
///
/// `forward` and `backward` take borrowed handles and write owned ones; they return false after a failure, whose
/// description the host keeps. `release` is called once, when libtorch forgets the function.
typedef struct {
    void *context;
    bool (*forward)(
        void *context, const GTensor _Nonnull *_Nonnull inputs, int64_t inputCount,
        GTensor _Nullable *_Nonnull outputs, int64_t outputCount);
    bool (*backward)(
        void *context, const GTensor _Nonnull *_Nonnull inputs, int64_t inputCount,
        const GTensor _Nonnull *_Nonnull outputs, int64_t outputCount,
        const GTensor _Nullable *_Nonnull cotangents, GTensor _Nullable *_Nonnull gradients);
    void (*release)(void *context);
} GFunction;

void g_function_apply(
    GFunction function, const GTensor _Nonnull *_Nonnull inputs, int64_t inputCount,
    GTensor _Nullable *_Nonnull outputs, int64_t outputCount, GError *error);

// Random streams.
GGenerator _Nullable g_generator_new(uint64_t seed, GError *error);
void g_generator_free(GGenerator generator);
/// The whole state as a byte tensor, and back.
GTensor _Nullable g_generator_state(GGenerator generator, GError *error);
void g_generator_set_state(GGenerator generator, GTensor state, GError *error);
/// Draws 64 bits.
uint64_t g_generator_next(GGenerator generator, GError *error);
/// Forgets everything and starts from `seed`.
void g_generator_seed(GGenerator generator, uint64_t seed, GError *error);

// The machine.
void g_set_thread_count(int32_t count);
int32_t g_thread_count(void);
/// Number of threads that really took part in a parallel region of this library's kernels: 1 means that libtorch's
/// OpenMP runtime was not found.
int32_t g_kernel_thread_count(void);
/// Raises malloc's thresholds so that large buffers are reused instead of returned; false where the C library has none.
bool g_keep_large_allocations(void);
const char *g_torch_version(void);
/// The vector instruction set that libtorch chose at run time (`AVX2`, `AVX512`, `DEFAULT` ...).
const char *g_cpu_capability(void);
bool g_device_available(int32_t type);
/// Number of devices of a kind that can be used.
int32_t g_device_count(int32_t type);

/// A value of a boxed call: kind 0 none, 1 tensor, 2 scalar, 3 bool, 4 integer list, 5 tensor list, 6 string, 7 real.
typedef struct {
    int32_t kind;
    GTensor _Nullable tensor;
    GScalar scalar;
    const int64_t *_Nullable integers;
    const GTensor _Nonnull *_Nullable tensors;
    int64_t count;
    const char *_Nullable string;
} GValue;

/// Calls any operator of libtorch by its registered name (`aten::addmm`, overload `out` or empty); arguments not given
/// take their defaults. Returns the tensors among the results.
GTensorList g_call(
    const char *name, const char *overload, const GValue *_Nullable arguments, int64_t argumentCount, GError *error);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#include "kernels.h"
#include "Generated/operators.h"

#endif
