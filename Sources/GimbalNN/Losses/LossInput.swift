// What losses ask of their inputs, and how they combine their elements.
import GimbalTensor

/// Checks the inputs of one loss; errors name the loss and the argument.
struct LossInput {
    /// Name of the loss.
    let loss: String

    init(_ loss: String) { self.loss = loss }

    /// Checks that two inputs have one shape: broadcasting [N] against [N, 1] is a common slip.
    func sameShape(_ name: String, _ tensor: Tensor, as other: String, _ expected: Tensor) throws {
        guard tensor.shape != expected.shape else { return }
        throw ModuleError(
            "loss.shape", "\(loss): \(name) are \(tensor.shape), expected \(expected.shape) as the \(other).",
            fix: "Reshape one of them.")
    }

    /// Checks a shape that follows from another input.
    func shape(_ name: String, _ tensor: Tensor, is expected: [Int], _ reason: String) throws {
        guard tensor.shape != expected else { return }
        throw ModuleError(
            "loss.shape", "\(loss): \(name) are \(tensor.shape), expected \(expected) \(reason).",
            fix: "Reshape or regroup them.")
    }

    /// Checks the number of axes.
    func rank(_ name: String, _ tensor: Tensor, in ranks: some RangeExpression<Int>, _ layout: String) throws
    {
        guard !ranks.contains(tensor.rank) else { return }
        throw ModuleError(
            "loss.shape", "\(loss): \(name) are \(tensor.shape), expected \(layout).",
            fix: "Add, drop or merge axes.")
    }

    /// Checks that gradients exist.
    func floating(_ name: String, _ tensor: Tensor) throws {
        guard !tensor.dtype.isFloatingPoint else { return }
        throw ModuleError(
            "loss.dtype", "\(loss): \(name) are \(tensor.dtype), expected floating-point numbers.",
            fix: "Convert them.")
    }

    /// Checks a setting.
    func setting(_ name: String, _ value: Double, _ isValid: Bool, _ range: String) throws {
        guard !isValid else { return }
        throw ModuleError(
            "loss.setting", "\(loss): \(name) is \(value), expected \(range).", fix: "Choose another \(name)."
        )
    }

    /// Checks labels and returns them as int64.
    func labels(_ labels: Tensor, shape: [Int], _ reason: String) throws -> Tensor {
        guard !labels.dtype.isFloatingPoint, labels.dtype != .bool else {
            throw ModuleError(
                "loss.dtype", "\(loss): labels are \(labels.dtype), expected integers.",
                fix: "Convert class numbers to int64; give class probabilities as such.")
        }
        try self.shape("labels", labels, is: shape, reason)
        return labels.dtype == .int64 ? labels : try labels.converted(to: .int64)
    }

    /// Runs a loss; if it fails and a label is out of range, the error names it.
    ///
    /// On the CPU the kernels look at every label anyway, so nothing is read twice unless one of them is wrong. A kernel
    /// on an accelerator cannot throw; there the labels are checked first.
    func explaining<Result>(
        _ labels: Tensor, classCount: Int, ignoredClass: Int? = nil, _ body: () throws -> Result
    ) throws -> Result {
        if labels.device != .cpu { try range(labels, classCount, ignoredClass) }
        do {
            return try body()
        } catch let error as TensorError {
            try range(labels, classCount, ignoredClass)
            throw error
        }
    }

    func range(_ labels: Tensor, _ classCount: Int, _ ignoredClass: Int?) throws {
        var wrong = try labels.less(0).logicalOr(labels.greaterEqual(classCount))
        if let ignoredClass { wrong = try wrong.logicalAnd(labels.notEqual(ignoredClass)) }
        let position = try wrong.flattened().converted(to: .uint8).argmax().integerItem()
        guard try wrong.flattened().select(position, axis: 0).booleans() == [true] else { return }
        let label = try labels.flattened().select(position, axis: 0).integerItem()
        let exception = ignoredClass.map { " or \($0), which is ignored" } ?? ""
        throw ModuleError(
            "loss.label",
            "\(loss): label \(label) at position \(position) is out of range for \(classCount) classes, expected "
                + "0..<\(classCount)\(exception).",
            fix: "Number the classes from 0, or give the network more outputs.")
    }

    /// Targets in the predictions' dtype, so that class flags of any dtype can be given.
    func targets(_ targets: Tensor, like predictions: Tensor) throws -> Tensor {
        targets.dtype == predictions.dtype ? targets : try targets.converted(to: predictions.dtype)
    }
}

extension Reduction {
    /// Combines the elements of a loss.
    func callAsFunction(_ losses: Tensor) throws -> Tensor {
        switch self {
        case .none: losses
        case .mean: try losses.mean()
        case .sum: try losses.sum()
        }
    }

    /// Combines weighted elements; the mean is by the sum of the weights.
    func callAsFunction(_ losses: Tensor, weight: Tensor) throws -> Tensor {
        let weight = try weight.converted(to: losses.dtype).expanded(losses.shape)
        let weighted = try losses * weight
        return self == .mean ? try weighted.sum() / weight.sum() : try self(weighted)
    }
}
