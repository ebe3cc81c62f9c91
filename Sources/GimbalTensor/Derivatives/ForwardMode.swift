// Forward mode: operators carry a tangent beside each value.
import CGimbal

enum ForwardMode {
    /// Whether this task is inside a function that forward mode evaluates: dual numbers do not nest.
    @TaskLocal static var isActive = false

    /// The value and the directional derivative by dual numbers.
    static func product(
        _ function: TensorsFunction, _ inputs: [Tensor], _ tangents: [Tensor], createGraph: Bool
    ) throws -> (value: Tensor, product: Tensor) {
        guard !isActive else {
            throw TensorError(
                code: "tensor.gradient", operation: "jacobianVectorProduct",
                message: "forward mode does not nest", fix: "Use `.automatic` or `.doubleBackward`.")
        }
        var error = GError()
        g_tangents_enter(&error)
        if error.code != 0 {
            throw TensorError(native: &error, operation: "jacobianVectorProduct", operands: [])
        }
        defer { g_tangents_leave() }
        return try withGradient(enabled: createGraph) {
            try evaluated(function, inputs, tangents, createGraph: createGraph)
        }
    }

    private static func evaluated(
        _ function: TensorsFunction, _ inputs: [Tensor], _ tangents: [Tensor], createGraph: Bool
    ) throws -> (value: Tensor, product: Tensor) {
        var duals: [Tensor] = []
        for (input, tangent) in zip(inputs, tangents) {
            let primal = try input.released(unless: createGraph)
            let fitting = try tangent.released(unless: createGraph).converted(to: input.dtype)
            duals.append(
                try call("jacobianVectorProduct", operands: [primal, fitting]) { error in
                    g_tensor_with_tangent(primal.handle.raw, fitting.handle.raw, &error)
                })
        }
        let output = try $isActive.withValue(true) { try function(duals) }
        var error = GError()
        let raw = g_tensor_tangent(output.handle.raw, &error)
        if error.code != 0 {
            throw TensorError(native: &error, operation: "jacobianVectorProduct", operands: [output])
        }
        let value = try call("jacobianVectorProduct", operands: [output]) { error in
            g_tensor_without_tangent(output.handle.raw, &error)
        }
        let product = try raw.map(Tensor.init(owning:)) ?? value.zerosLike()
        return (
            try value.released(unless: createGraph), try product.released(unless: createGraph)
        )
    }

    /// Whether an error says that an operator has no forward derivative.
    static func isMissing(_ error: TensorError) -> Bool {
        ["forward ad", "forward mode ad", "jvp is not implemented", "forward-mode"].contains {
            error.message.lowercased().contains($0)
        }
    }
}
