// What must hold for every registered layer besides its gradients.
import GimbalCore
import GimbalGraphs
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Laws of layers")
struct LayerLawTests {
    @Test("the output has the promised shape and the input's dtype", arguments: LayerRegistry.all)
    func shape(_ entry: LayerEntry) throws {
        for dtype in [DType.float32, .float64] {
            for mode in [Context.Mode.train, .evaluate] {
                let output = try entry.run(
                    entry.prepared(dtype: dtype), entry.sample(dtype: dtype), mode: mode)
                #expect(output.shape == entry.outputShape)
                #expect(output.dtype == dtype)
            }
        }
    }

    @Test("training equals evaluation exactly where promised", arguments: LayerRegistry.all)
    func modes(_ entry: LayerEntry) throws {
        let module = try entry.prepared(), x = try entry.sample()
        let evaluated = try entry.run(module, x)
        let trained = try entry.run(module, x, mode: .train)
        #expect(try sameBits(evaluated, trained) == entry.promises.contains(.trainEqualsEvaluate))
    }

    @Test("a batch gives what its samples give alone", arguments: LayerRegistry.all)
    func batch(_ entry: LayerEntry) throws {
        guard entry.promises.contains(.perSample) else { return }
        let module = try entry.prepared(dtype: .float64), x = try entry.sample(dtype: .float64)
        let whole = try entry.run(module, x)
        let nobody = { (count: Int) in try Graph(nodeCount: count, sources: [], targets: []) }
        let parts = try x.split(size: 1, axis: 0).map { row in
            try entry.apply(module, row, nobody(1), Context(seed: 3, mode: .evaluate))
        }
        let problem = try mismatch(Tensor.concatenated(parts, axis: 0), whole, .double)
        #expect(problem == nil)
    }

    @Test("renumbering nodes renumbers outputs", arguments: LayerRegistry.all)
    func permutation(_ entry: LayerEntry) throws {
        guard entry.promises.contains(.permutationEquivariant) else { return }
        let module = try entry.prepared(dtype: .float64), x = try entry.sample(dtype: .float64)
        let graph = try LayerEntry.graph()
        let order = [3, 0, 5, 1, 4, 2]  // node i becomes order[i]
        let former = try Tensor(order.indices.sorted { order[$0] < order[$1] })
        let context = Context(seed: 3, mode: .evaluate)
        let plain = try entry.apply(module, x, graph, context)
        let moved = try entry.apply(module, x.indexSelect(former, axis: 0), graph.permuted(order), context)
        let problem = try mismatch(moved, plain.indexSelect(former, axis: 0), .double)
        #expect(problem == nil)
    }

    @Test("saved and loaded, it gives the same bits", arguments: LayerRegistry.all)
    func saving(_ entry: LayerEntry) throws {
        let module = try entry.prepared(), x = try entry.sample()
        _ = try entry.run(module, x, mode: .train)  // moves running statistics
        let other = try entry.make(Context(seed: 99))
        try Fixtures.withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("weights.safetensors")
            try module.save(to: file)
            try other.load(from: file)
        }
        #expect(try sameBits(entry.run(module, x), entry.run(other, x)))
    }

    @Test("the description is stable, and says type and number of parameters", arguments: LayerRegistry.all)
    func description(_ entry: LayerEntry) throws {
        let first = try entry.make(Context(seed: 1)), second = try entry.make(Context(seed: 2))
        #expect(first.description == second.description)
        let head = try #require(first.description.split(separator: "\n").first)
        #expect(head.hasPrefix("\(type(of: first))("))
        #expect(head.hasSuffix(" - \(try first.table().parameterCount) parameters"))
    }

    @Test("the same seed gives the same bits, another seed others", arguments: LayerRegistry.all)
    func seeds(_ entry: LayerEntry) throws {
        let x = try entry.sample()
        let outputs = try [1, 1, 2].map { (seed: UInt64) in
            try entry.run(entry.make(Context(seed: seed)), x, mode: .train, seed: seed)
        }
        #expect(try sameBits(outputs[0], outputs[1]))
        let isRandom = try entry.make(Context(seed: 1)).table().parameterTensors.contains {
            try !isConstant($0)
        }
        if isRandom { #expect(try !sameBits(outputs[0], outputs[2])) }
    }

    @Test("a wrong shape is refused with a message that names it", arguments: LayerRegistry.all)
    func refusal(_ entry: LayerEntry) throws {
        guard let refused = entry.refusedShape else { return }
        let module = try entry.prepared()
        let x = try SampleTensors.normal(refused)
        let error = #expect(throws: (any Error).self) { try entry.run(module, x) }
        let known = try #require(error as? any GimbalError)
        #expect(known.code == "tensor.shape" || known.code == "tensor.index")
        // A part of the layer may see the features in another shape, but their number is the same.
        let width = try #require(refused.last)
        #expect(
            known.description.contains("\(refused)") || known.description.contains(" \(width)]"))
    }

    private func isConstant(_ tensor: Tensor) throws -> Bool { Set(try tensor.doubles()).count <= 1 }
}

@Suite("Laws of memory")
struct MemoryLawTests {
    @Test("nothing keeps tensors alive after forward and backward")
    func layers() async {
        // A process of its own: the count is the whole process's.
        await #expect(processExitsWith: .success) {
            for entry in LayerRegistry.all {
                let module = try entry.prepared()
                let x = try entry.sample().requiringGradient()
                let growth = try liveTensorGrowth {
                    let loss = try entry.run(module, x, mode: .train).square().sum()
                    let sources = [x] + (try module.table().parameterTensors)
                    let slopes = try gradients(of: loss, withRespectTo: sources, createGraph: true)
                    try slopes[0].square().sum().backward()
                    for source in sources { try source.setGradient(nil) }
                }
                try #require(growth == 0, "\(entry.name) keeps \(growth) tensors")
                for tensor in try module.table().parameterTensors + [x] {
                    try #require(tensor.referenceCount == 1, "\(entry.name) keeps references")
                }
            }
        }
    }
}
