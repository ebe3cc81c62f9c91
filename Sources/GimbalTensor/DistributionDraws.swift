// What all random draws share: parameters that are numbers or tensors, their checks, and the noise they transform.

/// A parameter of a distribution: a number, or a tensor that is broadcast to the shape of the draws.
public protocol DistributionParameter: Sendable {
    /// The value with its kind.
    var distributionValue: DistributionValue { get }
}

/// A distribution's parameter as a value.
public enum DistributionValue: Sendable {
    /// One number for all draws.
    case number(Double)
    /// A tensor that is broadcast to the shape of the draws.
    case tensor(Tensor)
}

extension Double: DistributionParameter {
    /// The number.
    public var distributionValue: DistributionValue { .number(self) }
}

extension Float: DistributionParameter {
    /// The number.
    public var distributionValue: DistributionValue { .number(Double(self)) }
}

extension Int: DistributionParameter {
    /// The number.
    public var distributionValue: DistributionValue { .number(Double(self)) }
}

extension Tensor: DistributionParameter {
    /// The tensor.
    public var distributionValue: DistributionValue { .tensor(self) }
}

/// A parameter with its name and what it must be.
struct CheckedParameter {
    enum Demand: String {
        case real = "finite"
        case bound = "a number"
        case positive = "positive and finite"
        case notNegative = "finite and not negative"
        case probability = "within 0...1"
        case positiveProbability = "above 0 and at most 1"
        case innerProbability = "at least 0 and below 1"
    }

    let name: String
    let value: DistributionValue
    let demand: Demand

    init(_ name: String, _ parameter: some DistributionParameter, _ demand: Demand) {
        (self.name, value, self.demand) = (name, parameter.distributionValue, demand)
    }

    /// The parameter in float64 on the CPU.
    ///
    /// - Throws: `TensorError` that says which demand it does not meet.
    func checked(for operation: String) throws(TensorError) -> Tensor {
        switch value {
        case .number(let number):
            guard accepts(number) else { throw refusal(operation, "is \(number)") }
            return try Tensor(scalar: number)
        case .tensor(let tensor):
            let converted = try tensor.moved(to: .cpu).converted(to: .float64)
            let refused = try demanded(converted).logicalNot()
            let count = try refused.sum().integerItem()
            guard count == 0 else {
                let example = try converted.maskedSelect(refused).sliced(axis: 0, from: 0, to: 1).item()
                throw refusal(
                    operation, "\(tensor.shape) has \(count) of \(tensor.count) elements like \(example)")
            }
            return converted
        }
    }

    private func accepts(_ number: Double) -> Bool {
        switch demand {
        case .real: number.isFinite
        case .bound: !number.isNaN
        case .positive: number > 0 && number.isFinite
        case .notNegative: number >= 0 && number.isFinite
        case .probability: number >= 0 && number <= 1
        case .positiveProbability: number > 0 && number <= 1
        case .innerProbability: number >= 0 && number < 1
        }
    }

    private func demanded(_ tensor: Tensor) throws(TensorError) -> Tensor {
        switch demand {
        case .real: try tensor.isFinite()
        case .bound: try tensor.isNaN().logicalNot()
        case .positive: try tensor.greater(0).logicalAnd(tensor.isFinite())
        case .notNegative: try tensor.greaterEqual(0).logicalAnd(tensor.isFinite())
        case .probability: try tensor.greaterEqual(0).logicalAnd(tensor.lessEqual(1))
        case .positiveProbability: try tensor.greater(0).logicalAnd(tensor.lessEqual(1))
        case .innerProbability: try tensor.greaterEqual(0).logicalAnd(tensor.less(1))
        }
    }

    private func refusal(_ operation: String, _ finding: String) -> TensorError {
        TensorError(
            code: "tensor.parameter", operation: operation,
            message: "\(name) \(finding), expected \(demand.rawValue)",
            fix: "Check how \(name) is computed, or limit it with `clamped(min:max:)`.")
    }
}

/// Draws of one call: their shape and type, the parameters, and noise to transform.
///
/// Noise and transforms are float64 on the CPU whatever the result's dtype, so that float32 draws reach as far into
/// the tails as float64 ones and every device sees the same numbers.
struct Draws {
    let operation: String
    let shape: [Int]
    let dtype: DType
    let device: Device
    let stream: RandomStream
    let parameters: [Tensor]

    /// Checks the parameters before anything is drawn, so that a failure leaves the stream as it was.
    init(
        _ operation: String, _ shape: [Int]?, _ dtype: DType?, _ device: Device?, _ stream: RandomStream,
        _ parameters: [CheckedParameter], isDiscrete: Bool = false
    ) throws(TensorError) {
        var tensors: [Tensor] = []
        for case .tensor(let tensor) in parameters.map(\.value) { tensors.append(tensor) }
        let found = tensors.map(\.dtype)
        self.dtype =
            dtype ?? (found.contains(.float64) ? .float64 : found.first { $0.isFloatingPoint }) ?? .float32
        guard isDiscrete || self.dtype.isFloatingPoint else {
            throw TensorError(
                code: "tensor.dtype", operation: operation,
                message: "dtype \(self.dtype) cannot hold the draws", fix: "Use float32 or float64.")
        }
        self.operation = operation
        self.device = device ?? tensors.first?.device ?? .cpu
        self.stream = stream
        self.shape = try Self.common(tensors.map(\.shape), shape, operation)
        var checked: [Tensor] = []
        for parameter in parameters { checked.append(try parameter.checked(for: operation)) }
        self.parameters = checked
    }

    /// Returns a parameter in float64.
    subscript(index: Int) -> Tensor { parameters[index] }

    /// The shape that all broadcast to, which must be `given` if that is not nil.
    static func common(
        _ shapes: [[Int]], _ given: [Int]?, _ operation: String
    ) throws(TensorError) -> [Int] {
        let rank = (shapes + [given ?? []]).map(\.count).max() ?? 0
        var result = [Int](repeating: 1, count: rank)
        for shape in shapes + [given ?? []] {
            for (axis, size) in zip((rank - shape.count)..., shape) where size != 1 {
                guard result[axis] == 1 || result[axis] == size else {
                    throw mismatch(shapes, given, operation)
                }
                result[axis] = size
            }
        }
        guard given == nil || result == given else { throw mismatch(shapes, given, operation) }
        return result
    }

    private static func mismatch(_ shapes: [[Int]], _ given: [Int]?, _ operation: String) -> TensorError {
        let draws = given.map { " to draws of shape \($0)" } ?? ""
        return TensorError(
            code: "tensor.shape", operation: operation,
            message: "parameters of shapes \(shapes) do not broadcast\(draws)",
            fix: "The shape is that of all draws, parameters' axes last.")
    }

    /// Uniform noise, neither 0 nor 1.
    func uniform() throws(TensorError) -> Tensor {
        // The generator's grid is k / 2^53; half a step takes the place of 0.
        try Tensor.rand(shape, dtype: .float64, using: stream).clamped(min: 0x1p-54)
    }

    /// Standard exponential noise.
    func exponential() throws(TensorError) -> Tensor { try -uniform().log() }

    /// Standard normal noise.
    func normal() throws(TensorError) -> Tensor { try Tensor.randn(shape, dtype: .float64, using: stream) }

    /// Standard gamma draws, differentiable by their concentration.
    func gamma(_ concentration: Tensor) throws(TensorError) -> Tensor {
        try concentration.expanded(shape).contiguous().standardGamma(using: stream)
    }

    /// Logarithms of standard gamma draws, exact where the draws themselves would underflow.
    ///
    /// A gamma variable of concentration a is one of a + 1 times an independent U^(1/a).
    func logGamma(_ concentration: Tensor) throws(TensorError) -> Tensor {
        let larger = try gamma(concentration + 1).log()
        return try larger - exponential() / concentration
    }

    /// The draws in the dtype and on the device that were asked for.
    func finished(_ x: Tensor) throws(TensorError) -> Tensor {
        let full = x.shape == shape ? x : try x.expanded(shape).contiguous()
        return try full.converted(to: dtype).moved(to: device)
    }
}
