// Products with Jacobians and Hessians, which never build the matrix.
import CGimbal

/// Returns the value of a function and the product of a cotangent with its Jacobian: vᵀ ∂f/∂x.
///
/// - Shapes: x `[...X]`, f(x) and `cotangent` `[...Y]` → product `[...X]`.
/// - Parameter createGraph: keeps value and product on the tape, differentiable further.
/// - Throws: what `function` throws; `TensorError` if the cotangent does not fit.
/// - Complexity: about three evaluations of the function.
public func vectorJacobianProduct(
    of function: TensorFunction, at x: Tensor, cotangent: Tensor, createGraph: Bool = false
) throws -> (value: Tensor, product: Tensor) {
    let found = try vectorJacobianProduct(
        of: { try function($0[0]) }, at: [x], cotangent: cotangent, createGraph: createGraph)
    return (found.value, found.products[0])
}

/// Returns the value of a function of several tensors and the products of a cotangent with its Jacobians.
///
/// - Parameters:
///   - cotangent: of the value's shape; may be nil if that has one element.
///   - createGraph: keeps value and products on the tape, differentiable further.
/// - Throws: what `function` throws; `TensorError` if the cotangent does not fit.
public func vectorJacobianProduct(
    of function: TensorsFunction, at inputs: [Tensor], cotangent: Tensor?, createGraph: Bool = false
) throws -> (value: Tensor, products: [Tensor]) {
    let recorded = try RecordedValue(
        function, at: inputs, isConnected: createGraph || ForwardMode.isActive)
    let products = try recorded.gradients(
        cotangent: cotangent, createGraph: createGraph || ForwardMode.isActive)
    let keeps = createGraph || ForwardMode.isActive
    return (
        try recorded.output.released(unless: keeps), try products.map { try $0.released(unless: keeps) }
    )
}

/// How a product of a Jacobian with a tangent is computed.
public enum TangentMode: Sendable, Hashable {
    /// Forward mode, and `doubleBackward` where that is not possible; the function is then called a second time.
    case automatic
    /// libtorch's dual numbers: one evaluation with two numbers per element, no tape. Not for functions with a
    /// `CustomFunction` or own kernels in them, nor inside another forward mode.
    case forward
    /// The gradient of a gradient (Townsend 2017): for every function that can be differentiated twice; costs about four
    /// evaluations and the tape's memory.
    case doubleBackward
}

/// Returns the value of a function and the product of its Jacobian with a tangent: ∂f/∂x · v, the directional derivative.
///
/// - Shapes: x and `tangent` `[...X]`, f(x) `[...Y]` → product `[...Y]`.
/// - Parameter createGraph: keeps value and product on the tape, differentiable further.
/// - Throws: what `function` throws; `TensorError` if the tangent does not fit.
public func jacobianVectorProduct(
    of function: TensorFunction, at x: Tensor, tangent: Tensor, mode: TangentMode = .automatic,
    createGraph: Bool = false
) throws -> (value: Tensor, product: Tensor) {
    try jacobianVectorProduct(
        of: { try function($0[0]) }, at: [x], tangents: [tangent], mode: mode, createGraph: createGraph)
}

/// Returns the value of a function of several tensors and the sum of the products of its Jacobians with tangents.
///
/// - Parameters:
///   - tangents: one per input, of its shape.
///   - createGraph: keeps value and product on the tape, differentiable further.
/// - Throws: what `function` throws; `TensorError` if a tangent does not fit.
public func jacobianVectorProduct(
    of function: TensorsFunction, at inputs: [Tensor], tangents: [Tensor], mode: TangentMode = .automatic,
    createGraph: Bool = false
) throws -> (value: Tensor, product: Tensor) {
    try requireShapes(tangents, of: inputs, "jacobianVectorProduct", "tangent")
    switch mode {
    case .doubleBackward: return try doubleBackward(function, inputs, tangents, createGraph: createGraph)
    case .forward: return try ForwardMode.product(function, inputs, tangents, createGraph: createGraph)
    case .automatic:
        if ForwardMode.isActive {
            return try doubleBackward(function, inputs, tangents, createGraph: createGraph)
        }
        do {
            return try ForwardMode.product(function, inputs, tangents, createGraph: createGraph)
        } catch let error as TensorError where ForwardMode.isMissing(error) {
            return try doubleBackward(function, inputs, tangents, createGraph: createGraph)
        }
    }
}

/// Returns value and gradient of a scalar function and the product of its Hessian with a vector: ∂²f/∂x² · v.
///
/// - Shapes: x and `vector` `[...X]` → gradient and product `[...X]`.
/// - Parameter createGraph: keeps the results on the tape, differentiable further.
/// - Throws: what `function` throws; `TensorError` if its value has several elements or the vector does not fit.
/// - Complexity: about six evaluations of the function (the gradient of gradient · vector; Pearlmutter 1994).
public func hessianVectorProduct(
    of function: TensorFunction, at x: Tensor, vector: Tensor, createGraph: Bool = false
) throws -> (value: Tensor, gradient: Tensor, product: Tensor) {
    let found = try hessianVectorProduct(
        of: { try function($0[0]) }, at: [x], vectors: [vector], createGraph: createGraph)
    return (found.value, found.gradients[0], found.products[0])
}

/// Returns value and gradients of a scalar function of several tensors and the products of its whole Hessian with the
/// vectors taken as one.
///
/// - Parameters:
///   - vectors: one per input, of its shape.
///   - createGraph: keeps the results on the tape, differentiable further.
/// - Throws: what `function` throws; `TensorError` if its value has several elements or a vector does not fit.
public func hessianVectorProduct(
    of function: TensorsFunction, at inputs: [Tensor], vectors: [Tensor], createGraph: Bool = false
) throws -> (value: Tensor, gradients: [Tensor], products: [Tensor]) {
    try requireShapes(vectors, of: inputs, "hessianVectorProduct", "vector")
    let keeps = createGraph || ForwardMode.isActive
    let recorded = try RecordedValue(function, at: inputs, isConnected: keeps)
    let slopes = try recorded.gradients(cotangent: nil, createGraph: true)
    let pairs = zip(slopes, vectors).filter { $0.0.requiresGradient }
    var products = try inputs.map { try $0.detached().zerosLike() }
    if !pairs.isEmpty {
        products = try withGradient(enabled: true) {
            try gradients(
                of: pairs.map(\.0), withRespectTo: recorded.inputs, cotangents: pairs.map(\.1),
                createGraph: keeps)
        }
    }
    func released(_ tensors: [Tensor]) throws -> [Tensor] {
        try tensors.map { try $0.released(unless: keeps) }
    }
    return (try recorded.output.released(unless: keeps), try released(slopes), try released(products))
}

/// The gradient of uᵀ ∂f/∂x is linear in u, and its own product with the tangent is the directional derivative.
private func doubleBackward(
    _ function: TensorsFunction, _ inputs: [Tensor], _ tangents: [Tensor], createGraph: Bool
) throws -> (value: Tensor, product: Tensor) {
    let keeps = createGraph || ForwardMode.isActive
    let recorded = try RecordedValue(function, at: inputs, isConnected: keeps)
    let value = try recorded.output.released(unless: keeps)
    let weights = try recorded.output.detached().zerosLike().requiringGradient()
    let slopes = try recorded.gradients(cotangent: weights, createGraph: true)
    let pairs = zip(slopes, tangents).filter { $0.0.requiresGradient }
    guard !pairs.isEmpty else { return (value, try recorded.output.detached().zerosLike()) }
    let product = try withGradient(enabled: true) {
        try gradients(
            of: pairs.map(\.0), withRespectTo: [weights], cotangents: pairs.map(\.1), createGraph: keeps)[0]
    }
    return (value, try product.released(unless: keeps))
}

func requireShapes(_ vectors: [Tensor], of inputs: [Tensor], _ operation: String, _ name: String)
    throws(TensorError)
{
    guard vectors.count == inputs.count else {
        throw TensorError(
            code: "tensor.gradient", operation: operation,
            message: "\(inputs.count) inputs have \(vectors.count) \(name)s",
            fix: "Give one \(name) per input.")
    }
    for (position, (vector, input)) in zip(vectors, inputs).enumerated() where vector.shape != input.shape {
        throw TensorError(
            code: "tensor.gradient", operation: operation,
            message: "\(name) \(position) has shape \(vector.shape), its input \(input.shape)",
            fix: "Give a \(name) of the input's shape.")
    }
}
