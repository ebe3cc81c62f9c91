// Fused kernels that have first derivatives only, made differentiable to every order.
import GimbalTensor

/// Runs a fused kernel and its own backward; where a graph of the gradient is wanted, a reference composition of
/// differentiable operators takes its place.
enum FusedFunction {
    typealias Body = @Sendable ([Tensor]) throws -> [Tensor]

    /// Applies `fused` to the inputs, with derivatives of every order through `reference`.
    ///
    /// - Parameters:
    ///   - outputCount: number of tensors that both return.
    ///   - fused: the kernel, with a first derivative on the tape.
    ///   - reference: the same values from operators with derivatives of every order.
    static func apply(
        _ inputs: [Tensor], outputCount: Int = 1, fused: @escaping Body, reference: @escaping Body
    ) throws -> [Tensor] {
        guard isRecordingGradients, inputs.contains(where: \.requiresGradient) else {
            return try fused(inputs)
        }
        let tape = InnerTape()
        let function = CustomFunction(outputCount: outputCount) { inputs in
            try tape.record(inputs, fused)
        } backward: { inputs, _, cotangents in
            guard isRecordingGradients else { return try tape.gradients(cotangents) }
            // One tensor may be several inputs, as the query and key of self-attention; aliases keep them apart.
            let aliases = try inputs.map { try $0.viewed($0.shape) }
            return try slopes(of: reference(aliases), aliases, cotangents, createGraph: true)
        }
        return try function.apply(inputs)
    }

    /// Gradients of the outputs, weighted by the cotangents, for the inputs that want one.
    fileprivate static func slopes(
        of outputs: [Tensor], _ inputs: [Tensor], _ cotangents: [Tensor?], createGraph: Bool
    ) throws -> [Tensor?] {
        let used = zip(outputs, cotangents).compactMap { output, cotangent in cotangent.map { (output, $0) } }
        let wanted = inputs.indices.filter { inputs[$0].requiresGradient }
        guard let first = used.first, !wanted.isEmpty else { return inputs.map { _ in nil } }
        var output = first.0, weight: Tensor? = first.1
        if used.count > 1 {
            output = try (first.0 * first.1).sum()
            for (other, cotangent) in used.dropFirst() { output = try output + (other * cotangent).sum() }
            weight = nil
        }
        let found = try optionalGradients(
            of: output, withRespectTo: wanted.map { inputs[$0] }, cotangent: weight, keepGraph: true,
            createGraph: createGraph)
        var result = [Tensor?](repeating: nil, count: inputs.count)
        for (position, slope) in zip(wanted, found) { result[position] = slope }
        return result
    }
}

/// What one call of a fused kernel has recorded, kept as long as the outer tape refers to the call.
private final class InnerTape: @unchecked Sendable {
    private var leaves: [Tensor] = []
    private var outputs: [Tensor] = []

    func record(_ inputs: [Tensor], _ body: FusedFunction.Body) throws -> [Tensor] {
        leaves = try inputs.map { try $0.requiresGradient ? $0.requiringGradient() : $0.detached() }
        outputs = try withGradient(enabled: true) { try body(leaves) }
        return try outputs.map { try $0.detached() }
    }

    func gradients(_ cotangents: [Tensor?]) throws -> [Tensor?] {
        try withGradient(enabled: true) {
            try FusedFunction.slopes(of: outputs, leaves, cotangents, createGraph: false)
        }
    }
}
