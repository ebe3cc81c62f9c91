// Calls of any registered operator by name, for the long tail that has no entry of its own.
#include "guard.hpp"

#include <ATen/core/dispatch/Dispatcher.h>

using namespace gimbal;

namespace {

c10::IValue value(const GValue &argument) {
    switch (argument.kind) {
    case 1: return copied(argument.tensor);
    case 2: return scalar(argument.scalar);
    case 3: return argument.scalar.integer != 0;
    case 4: return std::vector<int64_t>(argument.integers, argument.integers + argument.count);
    case 5: return copiedList(argument.tensors, argument.count);
    case 6: return std::string(argument.string);
    case 7: return argument.scalar.real;
    default: return {};
    }
}

void collect(const c10::IValue &result, std::vector<at::Tensor> &tensors) {
    if (result.isTensor()) {
        tensors.push_back(result.toTensor());
    } else if (result.isTensorList()) {
        for (const at::Tensor &tensor : result.toTensorVector()) tensors.push_back(tensor);
    }
}

}  // namespace

GTensorList g_call(
    const char *name, const char *overload, const GValue *arguments, int64_t argumentCount, GError *error) {
    return guard(error, [&] {
        auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
        const auto &parameters = handle.schema().arguments();
        TORCH_CHECK(
            argumentCount <= static_cast<int64_t>(parameters.size()), name, " takes ", parameters.size(),
            " arguments, found ", argumentCount);
        torch::jit::Stack stack;
        for (size_t i = 0; i < parameters.size(); ++i) {
            bool given = static_cast<int64_t>(i) < argumentCount;
            TORCH_CHECK(
                given || parameters[i].default_value(), name, ": argument \"", parameters[i].name(), "\" is missing");
            stack.push_back(given ? value(arguments[i]) : *parameters[i].default_value());
        }
        handle.callBoxed(stack);
        std::vector<at::Tensor> tensors;
        for (const auto &result : stack) collect(result, tensors);
        return ownedList(std::move(tensors));
    });
}
