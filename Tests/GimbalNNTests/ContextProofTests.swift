// Proves the second foundation: a context with substituted parameters carries hypernetworks, calls of a network in
// itself, and products of curvature with vectors.
import GimbalNN
import GimbalTensor
import Testing

/// A recurrent cell with PyTorch's four gates, written with the public layer API.
private final class Cell: Module {
    @Parameter var inputWeight: Tensor  // [4H, I]
    @Parameter var hiddenWeight: Tensor  // [4H, H]
    @Parameter var bias: Tensor  // [4H]
    let hiddenCount: Int

    init(_ inputCount: Int, _ hiddenCount: Int, _ context: Context) throws {
        self.hiddenCount = hiddenCount
        let bound = Initializer.uniform(bound: 1 / Double(hiddenCount).squareRoot())
        _inputWeight = Parameter(
            wrappedValue: try bound([4 * hiddenCount, inputCount], context), "weight_ih")
        _hiddenWeight = Parameter(
            wrappedValue: try bound([4 * hiddenCount, hiddenCount], context), "weight_hh")
        bias = try bound([4 * hiddenCount], context)
        super.init()
    }

    /// x `[T, N, I]` → last hidden state `[N, H]`.
    func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        let batch = try x.size(1)
        var hidden = try Tensor.zeros([batch, hiddenCount]), memory = hidden
        for step in 0..<(try x.size(0)) {
            let gates =
                try x.select(step, axis: 0).linear(context[$inputWeight], bias: context[$bias])
                + hidden.linear(context[$hiddenWeight])
            let parts = try gates.chunk(4, axis: 1)
            memory = try parts[1].sigmoid() * memory + parts[0].sigmoid() * parts[2].tanh()
            hidden = try parts[3].sigmoid() * memory.tanh()
        }
        return hidden
    }
}

/// Makes every parameter of a target network from an embedding.
private final class Hypernetwork: Module {
    @Parameter var embedding: Tensor  // [E]
    let heads: [Linear]
    let names: [String]
    let shapes: [[Int]]

    init(for target: Module, embeddingCount: Int, _ context: Context) throws {
        embedding = try Initializer.normal(deviation: 1)([embeddingCount], context)
        let parameters = try target.table().parameters
        names = Array(parameters.keys)
        shapes = parameters.values.map { $0.tensor?.shape ?? [] }
        heads = try shapes.map { try Linear(embeddingCount, $0.reduce(1, *), context) }
        super.init()
    }

    func callAsFunction(_ context: Context) throws -> [String: Tensor] {
        var result: [String: Tensor] = [:]
        for (i, name) in names.enumerated() {
            result[name] = try heads[i](context[$embedding], context).reshaped(shapes[i])
        }
        return result
    }
}

/// Scores pairs; the completed score calls the plain one again, with the same parameters, as NCNC does.
private final class CompletedScorer: Module {
    let map: Linear

    init(_ context: Context) throws {
        map = try Linear(3, 1, context)
        super.init()
    }

    func callAsFunction(_ x: Tensor, depth: Int, _ context: Context) throws -> Tensor {
        let score = try map(x, context)
        if depth == 0 { return score }
        let completion = try self(x * 0.5, depth: depth - 1, context).sigmoid()
        return try score * completion
    }
}

/// Two residual blocks: smooth, so that curvature exists everywhere.
private final class ResidualTower: Module {
    let blocks: [Linear]
    let head: Linear

    init(_ width: Int, _ context: Context) throws {
        blocks = try (0..<2).map { _ in try Linear(width, width, context) }
        head = try Linear(width, 1, context)
        super.init()
    }

    func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        var hidden = x
        for block in blocks { hidden = try hidden + block(hidden, context).tanh() }
        return try head(hidden, context)
    }
}

private func draw(_ shape: [Int], _ context: Context) throws -> Tensor {
    try Initializer.normal(deviation: 1)(shape, context)
}

private func nearlyEqual(_ a: Tensor, _ b: Tensor, _ tolerance: Double = 1e-5) throws -> Bool {
    try (a - b).abs().max().item() <= tolerance
}

@Suite("Context carries substituted parameters")
struct ContextProofTests {
    let context = Context(seed: 7)

    @Test(
        "a hypernetwork trains through an LSTM: gradients reach the substituted values and the hypernetwork")
    func hypernetwork() throws {
        let cell = try Cell(3, 4, context)
        let hypernetwork = try Hypernetwork(for: cell, embeddingCount: 5, context)
        let x = try draw([6, 2, 3], context)
        let values = try hypernetwork(context)
        let hidden = try context.substituting(values, in: cell) { try cell(x, context) }
        let loss = try (hidden * hidden).sum()
        let wanted = try hypernetwork.table().parameterTensors + hypernetwork.names.compactMap { values[$0] }
        let slopes = try optionalGradients(of: loss, withRespectTo: wanted)
        for slope in slopes {
            let size = try #require(slope).abs().sum().item()
            #expect(size > 0)
        }
        let own = try optionalGradients(of: (hidden * 1).sum(), withRespectTo: cell.table().parameterTensors)
        #expect(own.allSatisfy { $0 == nil }, "the cell's own parameters took no part")
    }

    @Test("a network that calls itself sees one set of values, substituted or its own")
    func innerCall() throws {
        let scorer = try CompletedScorer(context)
        let x = try draw([4, 3], context)
        let weight = try draw([1, 3], context).requiringGradient()
        let completed = try context.substituting(["map.weight": weight], in: scorer) {
            try scorer(x, depth: 1, context)
        }
        let bias = try #require(scorer.map.bias)
        let plain = try x.linear(weight, bias: bias)
        let expected = try plain * (x * 0.5).linear(weight, bias: bias).sigmoid()
        #expect(try nearlyEqual(completed, expected))
        let a = try gradients(of: completed.sum(), withRespectTo: [weight])[0]
        let b = try gradients(of: expected.sum(), withRespectTo: [weight])[0]
        #expect(try nearlyEqual(a, b))
    }

    @Test("a Hessian-vector product through a residual network equals the difference of gradients")
    func hessianVectorProduct() throws {
        let tower = try ResidualTower(3, context)
        let x = try draw([8, 3], context).converted(to: .float64)
        let names = Array(try tower.table().parameters.keys)
        let point = try tower.table().parameterTensors.map { try $0.detached().converted(to: .float64) }
        let direction = try point.map { try draw($0.shape, context).converted(to: .float64) }

        func slopes(at parameters: [Tensor], createGraph: Bool) throws -> [Tensor] {
            let values = Dictionary(uniqueKeysWithValues: zip(names, parameters))
            let y = try context.substituting(values, in: tower) { try tower(x, context) }
            return try gradients(of: (y * y).mean(), withRespectTo: parameters, createGraph: createGraph)
        }

        let leaves = try point.map { try $0.requiringGradient() }
        let first = try slopes(at: leaves, createGraph: true)
        var inner = try Tensor(scalar: 0.0)
        for (slope, d) in zip(first, direction) { inner = try inner + (slope * d).sum() }
        let product = try gradients(of: inner, withRespectTo: leaves)

        let step = 1e-5
        let ahead = try slopes(
            at: zip(point, direction).map { try ($0 + $1 * step).requiringGradient() }, createGraph: false)
        let behind = try slopes(
            at: zip(point, direction).map { try ($0 - $1 * step).requiringGradient() }, createGraph: false)
        for (i, name) in names.enumerated() {
            let difference = try (ahead[i] - behind[i]) / (2 * step)
            #expect(try nearlyEqual(product[i], difference, 1e-6), "\(name)")
        }
    }

    @Test("substitutions nest, and the outer values are back afterwards")
    func nesting() throws {
        let layer = try Linear(2, 2, hasBias: false, context)
        let x = try Tensor.eye(2)
        let own = try layer(x, context)
        let outer = try Tensor.full([2, 2], 2), inner = try Tensor.full([2, 2], 3)
        try context.substituting(["weight": outer], in: layer) {
            let isOuter = try nearlyEqual(layer(x, context), outer)
            #expect(isOuter)
            try context.substituting(["weight": inner], in: layer) {
                let isInner = try nearlyEqual(layer(x, context), inner)
                #expect(isInner)
            }
            let isOuterAgain = try nearlyEqual(layer(x, context), outer)
            #expect(isOuterAgain)
        }
        #expect(try nearlyEqual(layer(x, context), own))
    }

    @Test("values and mode are restored when the body throws")
    func restorationOnThrow() throws {
        struct Stop: Error {}
        let layer = try Linear(2, 2, hasBias: false, context)
        let own = try layer(Tensor.eye(2), context)
        #expect(throws: Stop.self) {
            try context.substituting(["weight": Tensor.zeros([2, 2])], in: layer) {
                try context.with(mode: .evaluate) { throw Stop() }
            }
        }
        #expect(try nearlyEqual(layer(Tensor.eye(2), context), own))
        #expect(context.mode == .train)
    }

    @Test("an unknown name or a wrong shape is refused before anything is replaced")
    func refusals() throws {
        let layer = try Linear(2, 2, context)
        let value = try Tensor.zeros([2, 2])
        #expect {
            try context.substituting(["wieght": value], in: layer) {}
        } throws: {
            "\($0)".contains("no parameter \"wieght\"") && "\($0)".contains("weight, bias")
        }
        #expect {
            try context.substituting(["bias": value], in: layer) {}
        } throws: {
            "\($0)".contains("is [2, 2], expected [2]")
        }
    }

    @Test("two contexts on one network do not see each other's values")
    func contextsAreSeparate() throws {
        let layer = try Linear(2, 2, hasBias: false, context)
        let other = Context(seed: 1)
        let own = try layer(Tensor.eye(2), context)
        try context.substituting(["weight": Tensor.zeros([2, 2])], in: layer) {
            let isOwn = try nearlyEqual(layer(Tensor.eye(2), other), own)
            #expect(isOwn)
        }
    }
}
