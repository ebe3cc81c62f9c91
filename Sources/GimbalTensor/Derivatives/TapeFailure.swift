// Says why a walk along the tape failed, and what to do.
import CGimbal

/// Explains a failed gradient; a callback's error and unknown failures stay as they are.
@inline(never)
func tapeFailure(
    _ error: inout GError, _ operation: String, _ outputs: [Tensor], _ inputs: [Tensor],
    _ cotangents: [Tensor?]
) -> TensorError {
    let found = failure(&error, operation: operation, operands: outputs)
    if found.code == "tensor.callback" { return found }
    func explained(_ message: String, fix: String) -> TensorError {
        TensorError(code: "tensor.gradient", operation: operation, message: message, fix: fix)
    }
    if outputs.allSatisfy({ !$0.requiresGradient }) {
        return explained(
            "nothing was recorded for the output \(summary(outputs))",
            fix: "Make the inputs with `requiringGradient()` before computing from them, and compute outside "
                + "`withoutGradient`.")
    }
    if let position = inputs.firstIndex(where: { !$0.requiresGradient }) {
        return explained(
            "input \(position), \(inputs[position].dtype) \(inputs[position].shape), requires no gradient",
            fix: "Compute from `requiringGradient()`, and ask for the gradient of that very tensor.")
    }
    for (output, cotangent) in zip(outputs, cotangents) {
        guard let cotangent else {
            if output.count == 1 { continue }
            return explained(
                "an output of shape \(output.shape) has no cotangent",
                fix: "Reduce it with `sum()` or `mean()`, or pass `cotangent:` of its shape.")
        }
        if cotangent.shape == output.shape { continue }
        return explained(
            "a cotangent of shape \(cotangent.shape) does not fit the output \(output.shape)",
            fix: "Give a cotangent of the output's shape.")
    }
    if found.message.contains("second time") {
        return explained(
            "the tape of the output \(summary(outputs)) is used up by an earlier walk",
            fix: "Pass `keepGraph: true` the first time, or compute the output anew.")
    }
    if found.message.contains("modified by an inplace operation") {
        return explained(
            "a tensor that the gradient needs was changed in place after it was used",
            fix: "Change a `cloned()` tensor, or change it after the gradient.")
    }
    return found
}

private func summary(_ tensors: [Tensor]) -> String {
    tensors.prefix(3).map { "\($0.dtype) \($0.shape)" }.joined(separator: ", ")
}
