// libtorch's tape: gradients, their mode, and functions whose two directions live in the host language.
#include "guard.hpp"

#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/custom_class.h>

#include <ATen/core/grad_mode.h>

using namespace gimbal;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// Thrown when a callback failed: the host keeps the error that it wants to see.
struct CallbackFailure : std::exception {
    const char *what() const noexcept override { return "a callback failed"; }
};

/// Owns the host's closures for as long as libtorch may call them.
struct HostFunction : torch::CustomClassHolder {
    explicit HostFunction(GFunction function) : function(function) {}
    ~HostFunction() override { function.release(function.context); }
    HostFunction(const HostFunction &) = delete;
    HostFunction &operator=(const HostFunction &) = delete;
    GFunction function;
};

std::vector<GTensor> handles(const variable_list &tensors) {
    std::vector<GTensor> result;
    result.reserve(tensors.size());
    for (const auto &tensor : tensors) result.push_back(owned(tensor));
    return result;
}

void release(const std::vector<GTensor> &tensors) {
    for (auto tensor : tensors)
        if (tensor) g_tensor_free(tensor);
}

variable_list taken(const std::vector<GTensor> &tensors) {
    auto result = copiedList(tensors.data(), static_cast<int64_t>(tensors.size()));
    release(tensors);
    return result;
}

struct HostNode : torch::autograd::Function<HostNode> {
    static variable_list forward(
        AutogradContext *context, const c10::intrusive_ptr<HostFunction> &host, int64_t outputCount,
        at::TensorList inputs) {
        variable_list kept(inputs.begin(), inputs.end());
        auto borrowed = handles(kept);
        std::vector<GTensor> results(outputCount, nullptr);
        bool done = host->function.forward(
            host->function.context, borrowed.data(), static_cast<int64_t>(borrowed.size()), results.data(), outputCount);
        release(borrowed);
        auto outputs = taken(results);
        if (!done) throw CallbackFailure();
        context->saved_data["host"] = c10::IValue::make_capsule(host);
        context->saved_data["inputs"] = static_cast<int64_t>(kept.size());
        auto saved = kept;
        saved.insert(saved.end(), outputs.begin(), outputs.end());
        context->save_for_backward(saved);
        return outputs;
    }

    static variable_list backward(AutogradContext *context, variable_list cotangents) {
        auto host = c10::static_intrusive_pointer_cast<HostFunction>(context->saved_data["host"].toCapsule());
        auto inputCount = context->saved_data["inputs"].toInt();
        auto saved = context->get_saved_variables();
        auto all = handles(saved);
        auto incoming = handles(cotangents);
        std::vector<GTensor> results(inputCount, nullptr);
        bool done = host->function.backward(
            host->function.context, all.data(), inputCount, all.data() + inputCount,
            static_cast<int64_t>(saved.size()) - inputCount, incoming.data(), results.data());
        release(all);
        release(incoming);
        auto gradients = taken(results);
        if (!done) throw CallbackFailure();
        // The first two arguments of `forward` are no tensors.
        variable_list result(2);
        result.insert(result.end(), gradients.begin(), gradients.end());
        return result;
    }
};

}  // namespace

bool g_gradient_enabled(void) { return at::GradMode::is_enabled(); }
void g_set_gradient_enabled(bool enabled) { at::GradMode::set_enabled(enabled); }

void g_tensor_set_requires_gradient(GTensor tensor, bool required, GError *error) {
    guard(error, [&] { Borrowed(tensor)->set_requires_grad(required); });
}

void g_backward(GTensor output, GTensor cotangent, bool keepGraph, bool createGraph, GError *error) {
    guard(error, [&] {
        torch::autograd::backward({copied(output)}, {copied(cotangent)}, keepGraph, createGraph);
    });
}

void g_gradients(
    const GTensor *outputs, const GTensor *cotangents, int64_t outputCount, const GTensor *inputs, int64_t inputCount,
    bool keepGraph, bool createGraph, bool allowUnused, GTensor *results, GError *error) {
    guard(error, [&] {
        auto gradients = torch::autograd::grad(
            copiedList(outputs, outputCount), copiedList(inputs, inputCount), copiedList(cotangents, outputCount),
            keepGraph, createGraph, allowUnused);
        for (int64_t i = 0; i < inputCount; ++i) results[i] = owned(std::move(gradients[i]));
    });
}

GTensor g_tensor_gradient(GTensor tensor) { return owned(Borrowed(tensor)->grad()); }

void g_tensor_set_gradient(GTensor tensor, GTensor gradient, GError *error) {
    guard(error, [&] { Borrowed(tensor)->mutable_grad() = copied(gradient); });
}

void g_function_apply(
    GFunction function, const GTensor *inputs, int64_t inputCount, GTensor *outputs, int64_t outputCount,
    GError *error) {
    auto host = c10::make_intrusive<HostFunction>(function);
    try {
        auto list = copiedList(inputs, inputCount);
        // As a TensorList: libtorch does not look for variables in a vector.
        auto results = HostNode::apply(host, outputCount, at::TensorList(list));
        for (int64_t i = 0; i < outputCount; ++i) outputs[i] = owned(std::move(results[i]));
    } catch (const CallbackFailure &) {
        error->code = G_ERROR_CALLBACK;
    } catch (...) {
        report(error);
    }
}
