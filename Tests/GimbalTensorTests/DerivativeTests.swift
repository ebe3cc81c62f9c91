// Products with Jacobians and Hessians, whole ones, and their agreement.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Gradients of functions")
struct FunctionGradientTests {
    private let x: Tensor

    init() throws { x = try SampleTensors.normal([4], dtype: .float64) }

    @Test("the single form, several outputs, and a function that ignores its input")
    func forms() throws {
        let a = try Tensor([1.0, 2]).requiringGradient(), b = try Tensor([3.0, 4]).requiringGradient()
        #expect(try gradient(of: (a * b).sum(), withRespectTo: a).doubles() == [3, 4])
        let outputs = try [a * b, (a * a).sum()]
        let slopes = try gradients(of: outputs, withRespectTo: [a, b], cotangents: [Tensor([1.0, 0]), nil])
        #expect(try slopes[0].doubles() == [5, 4] && slopes[1].doubles() == [1, 0])
        let (value, slope) = try valueAndGradient(of: { try $0.square().sum() }, at: b)
        #expect(try value.item() == 25 && slope.doubles() == [6, 8] && !slope.requiresGradient)
        #expect(!value.requiresGradient)
        let constant = try valueAndGradient(of: { _ in try Tensor(scalar: 1.0) }, at: b)
        #expect(try constant.gradient.doubles() == [0, 0])
        let both = try valueAndGradients(of: { try ($0[0] * $0[1]).sum() }, at: [a, b])
        #expect(try both.gradients.map { try $0.doubles() } == [[3, 4], [1, 2]])
    }

    @Test("functions are recorded without a surrounding tape, and can be differentiated on")
    func modes() throws {
        let slope = try withoutGradient { try valueAndGradient(of: { try $0.pow(3).sum() }, at: x).gradient }
        #expect(try mismatch(slope, 3 * x.square(), .double) == nil)
        let leaf = try Tensor(scalar: 2.0).requiringGradient()
        let first = try valueAndGradient(of: { try $0.pow(4) }, at: leaf, createGraph: true).gradient
        let second = try gradient(of: first, withRespectTo: leaf, createGraph: true)
        #expect(try gradient(of: second, withRespectTo: leaf).item() == 48)
    }

    @Test("what goes wrong is said with what to do")
    func errors() throws {
        func text(_ body: () throws -> Tensor) throws -> String {
            let error = #expect(throws: TensorError.self) { _ = try body() }
            #expect(error?.code == "tensor.gradient")
            return try #require(error).description
        }
        let leaf = try x.requiringGradient()
        #expect(
            try text { try gradient(of: x.sum(), withRespectTo: x) }
                == "gradients: nothing was recorded for the output float64 []. Make the inputs with "
                + "`requiringGradient()` before computing from them, and compute outside `withoutGradient`.")
        #expect(
            try text { try gradient(of: leaf.sum(), withRespectTo: x) }
                == "gradients: input 0, float64 [4], requires no gradient. Compute from `requiringGradient()`, and ask "
                + "for the gradient of that very tensor.")
        #expect(
            try text { try gradient(of: leaf * 2, withRespectTo: leaf) }
                == "gradients: an output of shape [4] has no cotangent. Reduce it with `sum()` or `mean()`, or pass "
                + "`cotangent:` of its shape.")
        #expect(
            try text { try gradient(of: leaf * 2, withRespectTo: leaf, cotangent: Tensor([1.0])) }
                == "gradients: a cotangent of shape [1] does not fit the output [4]. Give a cotangent of the output's "
                + "shape.")
        let output = try (leaf * leaf).sum()
        _ = try gradient(of: output, withRespectTo: leaf)
        #expect(
            try text { try gradient(of: output, withRespectTo: leaf) }
                == "gradients: the tape of the output float64 [] is used up by an earlier walk. Pass "
                + "`keepGraph: true` the first time, or compute the output anew.")
        let middle = try leaf * 1, late = try middle.square().sum()
        try middle.fillInPlace(0)
        #expect(
            try text { try gradient(of: late, withRespectTo: leaf) }
                == "gradients: a tensor that the gradient needs was changed in place after it was used. Change a "
                + "`cloned()` tensor, or change it after the gradient.")
        #expect(try text { try valueAndGradient(of: { $0 }, at: x).gradient }.contains("has no cotangent"))
        #expect(try text { try hessian(of: { try $0.detached() }, at: x) }.contains("has no cotangent"))
        #expect(
            try text { try gradients(of: [output], withRespectTo: [leaf], cotangents: [])[0] }
                == "gradients: 1 outputs have 0 cotangents. Give one cotangent, or nil, per output.")
        #expect(
            try text {
                try jacobianVectorProduct(of: { $0 }, at: x, tangent: Tensor([1.0])).product
            }
                == "jacobianVectorProduct: tangent 0 has shape [1], its input [4]. Give a tangent of the input's shape."
        )
        #expect(
            try text {
                try hessianVectorProduct(of: { try $0[0].sum() }, at: [x], vectors: []).value
            } == "hessianVectorProduct: 1 inputs have 0 vectors. Give one vector per input.")
        let backward = #expect(throws: TensorError.self) { try x.sum().backward() }
        #expect(
            backward?.description.hasPrefix("backward: nothing was recorded for the output float64 [].")
                == true)
    }
}

@Suite("Jacobians and Hessians")
struct JacobianTests {
    private let x: Tensor
    private let y: Tensor
    private let matrix: Tensor

    init() throws {
        x = try SampleTensors.normal([4], dtype: .float64)
        y = try SampleTensors.normal([3], dtype: .float64, seed: 2)
        matrix = try SampleTensors.normal([4, 4], dtype: .float64, seed: 3)
    }

    @Test("a quadratic form has A + Aᵀ for its Hessian")
    func quadratic() throws {
        let symmetric = try matrix + matrix.t()
        let form: (Tensor) throws -> Tensor = { try $0.matmul(matrix.mv($0)) }
        #expect(try mismatch(hessian(of: form, at: x), symmetric, .double) == nil)
        let product = try hessianVectorProduct(of: form, at: x, vector: y.padded([0, 1]))
        #expect(try mismatch(product.product, symmetric.mv(y.padded([0, 1])), .double) == nil)
        #expect(try mismatch(product.gradient, symmetric.mv(x), .double) == nil)
        #expect(try mismatch(product.value, x.matmul(matrix.mv(x)), .double) == nil)
    }

    @Test("the Jacobian of softmax is diag(p) - p pᵀ")
    func softmax() throws {
        let p = try x.softmax(axis: 0)
        let expected = try p.diag() - p.outer(p)
        #expect(try mismatch(jacobian(of: { try $0.softmax(axis: 0) }, at: x), expected, .double) == nil)
    }

    @Test("the Hessian of a logistic loss is Xᵀ diag(p (1 - p)) X")
    func logistic() throws {
        let labels = try Tensor([1.0, 0, 1, 1])
        let loss: (Tensor) throws -> Tensor = {
            try matrix.mv($0).binaryCrossEntropyWithLogits(labels, reduction: .sum)
        }
        let p = try matrix.mv(x).sigmoid()
        let expected = try matrix.t().matmul((p * (1 - p)).unsqueezed(axis: 1) * matrix)
        #expect(try mismatch(hessian(of: loss, at: x), expected, .double) == nil)
    }

    @Test("shapes are the output's, then the input's; several inputs give several blocks")
    func shapes() throws {
        let outer = try jacobian(of: { try $0[0].outer($0[1]) }, at: [x, y])
        #expect(outer.map(\.shape) == [[4, 3, 4], [4, 3, 3]])
        #expect(try outer[1][2].doubles() == (x[2] * Tensor.eye(3, dtype: .float64)).doubles())
        let blocks = try hessian(of: { try $0[0].square().sum() * $0[1].sum() }, at: [x, y])
        #expect(blocks.map { $0.map(\.shape) } == [[[4, 4], [4, 3]], [[3, 4], [3, 3]]])
        #expect(try mismatch(blocks[0][1], (2 * x).unsqueezed(axis: 1).expanded([4, 3]), .double) == nil)
        #expect(try blocks[1][1].abs().sum().item() == 0)
        #expect(try jacobian(of: { try $0.sum() }, at: x).shape == [4])
        #expect(try jacobian(of: { _ in y }, at: x).doubles() == Array(repeating: 0, count: 12))
        #expect(try hessian(of: { try $0.sum() }, at: x).doubles() == Array(repeating: 0, count: 16))
        #expect(try jacobian(of: { try $0[0..<0] }, at: x).shape == [0, 4])
        #expect(
            try jacobian(of: { _ in y }, at: x, direction: .forward).doubles()
                == Array(repeating: 0, count: 12))
        #expect(try jacobian(of: { try $0.sum() + y }, at: x[0..<0], direction: .forward).shape == [3, 0])
    }

    @Test("third derivatives: the Jacobian of a Hessian")
    func thirdOrder() throws {
        let third = try jacobian(
            of: { try hessian(of: { try $0.pow(4).sum() }, at: $0, createGraph: true) }, at: x)
        let expected = try (24 * x).diag().diagEmbed().permuted([0, 1, 2])
        #expect(third.shape == [4, 4, 4] && expected.shape == [4, 4, 4])
        #expect(try mismatch(third, expected, .double) == nil)
    }

    @Test(
        "products agree with whole Jacobians, by either mode",
        arguments: [TangentMode.automatic, .forward, .doubleBackward])
    func products(mode: TangentMode) throws {
        let mixed: TensorsFunction = {
            try $0[0].tanh().outer($0[1].exp()).cumsum(axis: 1) / (1 + $0[0].square().sum())
        }
        let whole = try jacobian(of: mixed, at: [x, y])
        for (columns, rows) in zip(try jacobian(of: mixed, at: [x, y], direction: .forward), whole) {
            #expect(try mismatch(columns, rows, .double) == nil)
        }
        let tangents = try [
            SampleTensors.normal([4], dtype: .float64, seed: 5),
            SampleTensors.normal([3], dtype: .float64, seed: 6),
        ]
        let forward = try jacobianVectorProduct(of: mixed, at: [x, y], tangents: tangents, mode: mode)
        let expected = try whole[0].matmul(tangents[0]) + whole[1].matmul(tangents[1])
        #expect(try mismatch(forward.product, expected, .double) == nil)
        #expect(try mismatch(forward.value, mixed([x, y]), .double) == nil)
        #expect(!forward.product.requiresGradient && !forward.value.requiresGradient)
        let cotangent = try SampleTensors.normal([4, 3], dtype: .float64, seed: 7)
        let backward = try vectorJacobianProduct(of: mixed, at: [x, y], cotangent: cotangent)
        for (product, block) in zip(backward.products, whole) {
            #expect(
                try mismatch(product, cotangent.tensordot(block, axes: [0, 1], otherAxes: [0, 1]), .double)
                    == nil)
        }
        let single = try vectorJacobianProduct(of: { try $0.square() }, at: x, cotangent: x)
        #expect(try mismatch(single.product, 2 * x.square(), .double) == nil)
        let unused = try jacobianVectorProduct(of: { _ in y }, at: x, tangent: x, mode: mode)
        #expect(try unused.product.doubles() == [0, 0, 0])
    }

    @Test("Hessian products agree with the whole Hessian over several tensors")
    func hessianProducts() throws {
        let function: TensorsFunction = { try ($0[0].sin().sum() * $0[1].exp()).square().sum() }
        let blocks = try hessian(of: function, at: [x, y])
        let vectors = try [
            SampleTensors.normal([4], dtype: .float64, seed: 5),
            SampleTensors.normal([3], dtype: .float64, seed: 6),
        ]
        let found = try hessianVectorProduct(of: function, at: [x, y], vectors: vectors)
        for i in 0..<2 {
            let expected = try blocks[i][0].mv(vectors[0]) + blocks[i][1].mv(vectors[1])
            #expect(try mismatch(found.products[i], expected, .double) == nil)
        }
        let linear = try hessianVectorProduct(of: { try $0.sum() }, at: x, vector: x)
        #expect(try linear.product.doubles() == [0, 0, 0, 0] && linear.gradient.doubles() == [1, 1, 1, 1])
    }

    @Test("forward mode inside forward mode, and derivatives of its product")
    func nested() throws {
        let quartic: TensorFunction = { try $0.pow(4).sum() }
        let direction = try Tensor.ones([4], dtype: .float64)
        let second = try jacobianVectorProduct(
            of: { try jacobianVectorProduct(of: quartic, at: $0, tangent: direction).product }, at: x,
            tangent: direction)
        #expect(try mismatch(second.product, (12 * x.square()).sum(), .double) == nil)
        #expect(throws: TensorError.self) {
            try jacobianVectorProduct(
                of: {
                    try jacobianVectorProduct(of: quartic, at: $0, tangent: direction, mode: .forward).product
                },
                at: x, tangent: direction)
        }
        for mode in [TangentMode.forward, .doubleBackward] {
            let slope = try valueAndGradient(
                of: {
                    try jacobianVectorProduct(
                        of: quartic, at: $0, tangent: direction, mode: mode, createGraph: true
                    )
                    .product
                }, at: x
            ).gradient
            #expect(try mismatch(slope, 12 * x.square(), .double) == nil)
        }
        let overReverse = try jacobianVectorProduct(
            of: { try valueAndGradient(of: quartic, at: $0).gradient }, at: x, tangent: direction)
        #expect(try mismatch(overReverse.product, 12 * x.square(), .double) == nil)
    }

    @Test("functions of our own and kernels have products and Jacobians")
    func ownFunctions() throws {
        let cube = CustomFunction(
            forward: { [try $0[0] * $0[0] * $0[0]] },
            backward: { inputs, _, cotangents in
                [try cotangents[0].map { try 3 * inputs[0] * inputs[0] * $0 }]
            })
        let pattern = try SparsePattern(
            rowCount: 2, columnCount: 4, rowPointers: [0, 2, 4], columns: [0, 3, 1, 2])
        let function: TensorFunction = { x in
            try pattern.matmul(cube(x)[0].unsqueezed(axis: 1)).squeezed(axis: 1)
        }
        let whole = try jacobian(of: function, at: x)
        let squares = try (3 * x.square()).doubles()
        let expected = [squares[0], 0, 0, squares[3], 0, squares[1], squares[2], 0]
        #expect(mismatch(try whole.doubles(), expected, .double) == nil)
        let product = try jacobianVectorProduct(of: function, at: x, tangent: x)
        #expect(try mismatch(product.product, whole.mv(x), .double) == nil)
        #expect(throws: TensorError.self) {
            try jacobianVectorProduct(of: function, at: x, tangent: x, mode: .forward)
        }
        let noise = try RandomStream(seed: 3)
        let dropped = try jacobian(of: { try $0.dropout(probability: 0.5, using: noise) }, at: x)
        #expect(try dropped.diagonal().doubles().allSatisfy { $0 == 0 || $0 == 2 })
        #expect(try (dropped - dropped.diagonal().diag()).abs().sum().item() == 0)
    }

    @Test("products on many threads do not disturb each other")
    func threads() async throws {
        let x = x
        let worst = try await withThrowingTaskGroup(of: Double.self) { group in
            for factor in 1...8 {
                group.addTask {
                    var worst = 0.0
                    for _ in 0..<50 {
                        let found = try jacobianVectorProduct(
                            of: { try ($0 * factor).square() }, at: x, tangent: x, mode: .forward)
                        worst = max(
                            worst, try (found.product - 2 * factor * factor * x.square()).abs().max().item())
                    }
                    return worst
                }
            }
            return try await group.reduce(0, max)
        }
        #expect(worst < 1e-9)
    }

    @Test("nothing stays alive")
    func leaks() async {
        await #expect(processExitsWith: .success) {
            let x = try SampleTensors.normal([4], dtype: .float64)
            let growth = try liveTensorGrowth {
                let f: TensorFunction = { try $0.pow(4).sum() * $0.exp().sum() }
                _ = try hessian(of: f, at: x, createGraph: true)
                _ = try jacobian(of: { try hessian(of: f, at: $0, createGraph: true) }, at: x)
                _ = try jacobian(of: { try $0.exp() }, at: x, direction: .forward, createGraph: true)
                for mode in [TangentMode.forward, .doubleBackward] {
                    _ = try jacobianVectorProduct(of: f, at: x, tangent: x, mode: mode, createGraph: true)
                }
                _ = try hessianVectorProduct(of: f, at: x, vector: x, createGraph: true)
                _ = try? jacobianVectorProduct(of: { _ in throw CancellationError() }, at: x, tangent: x)
                _ = try? jacobian(of: { try $0 + Tensor.zeros([7]) }, at: x)
                _ = try x.replacing(at: 0, with: 1)[[0, 1]].description
            }
            try #require(growth == 0, "\(growth) tensors are kept")
            try #require(x.referenceCount == 1)
        }
    }
}

@Suite("Gradient checker")
struct GradientCheckerTests {
    private let x: Tensor

    init() throws { x = try SampleTensors.normal([2, 3], dtype: .float64) }

    @Test("right derivatives pass to the third order")
    func right() throws {
        let worst = try checkGradients(
            of: { try ($0[0].sin() * $0[1].exp()).cumsum(axis: 1) }, at: [x, x.abs()], order: 3)
        #expect(worst < 1e-6)
    }

    @Test("a wrong one is named with its place")
    func wrong() throws {
        let function = CustomFunction(
            forward: { [try $0[0].square()] },
            backward: { inputs, _, cotangents in [try cotangents[0].map { try 3 * inputs[0] * $0 }] })
        let error = #expect(throws: TensorError.self) {
            try checkGradients(of: { try function($0[1])[0] }, at: [x, x])
        }
        #expect(error?.code == "tensor.gradient")
        #expect(
            error?.message.hasPrefix("checkGradients: the derivative of order 1 in input 1 at [0, 0] is ")
                == true)
        let second = CustomFunction(
            forward: { [try $0[0].square()] },
            backward: { inputs, _, cotangents in
                [try cotangents[0].map { try 2 * inputs[0].detached() * $0 }]
            })
        #expect(try checkGradients(of: { try second($0[0])[0] }, at: [x]) < 1e-6)
        let order = #expect(throws: TensorError.self) {
            try checkGradients(of: { try second($0[0])[0] }, at: [x], order: 2)
        }
        #expect(order?.message.contains("of order 2 in input 0 at [0, 0] is 0.0") == true)
    }

    @Test("single precision is refused")
    func precision() throws {
        let error = #expect(throws: TensorError.self) {
            try checkGradients(of: { $0[0] }, at: [x.converted(to: .float32)])
        }
        #expect(
            error?.description
                == "checkGradients: input 0 is float32. Differences need float64: `converted(to: .float64)`.")
    }
}
