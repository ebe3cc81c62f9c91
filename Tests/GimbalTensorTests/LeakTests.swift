// No reference to a tensor is left behind, whatever way it took through the C face.
import Foundation
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("References")
struct LeakTests {
    private let x: Tensor
    private let double = CustomFunction(
        forward: { [try $0[0] * 2] }, backward: { _, _, cotangents in [try cotangents[0].map { try $0 * 2 }] }
    )

    init() throws { x = try SampleTensors.normal([6, 4]) }

    @Test("a result is held once, and its operands as before")
    func results() throws {
        let y = try SampleTensors.normal([6, 4], seed: 2)
        let stream = try RandomStream(seed: 1)
        let sorted = try x.sorted(axis: 0)
        var results = try [x + y, x * 2, x.sum(), x.relu(), sorted.values, sorted.indices]
        results += try Tensor.concatenated([x, y]).split(size: 3)
        results +=
            try callOperator("aten::neg", [.tensor(x)]) + callOperator("aten::cat", [.tensors([x, y])])
        results += try [
            Tensor.zeros([2]), Tensor.randn([2], using: stream), stream.state(), Tensor([1.0, 2]),
        ]
        results += try [x.detached(), x.cloned(), x.converted(to: .float64), double(x)[0]]
        for (i, result) in results.enumerated() { #expect(result.referenceCount == 1, "result \(i)") }
        #expect(x.referenceCount == 1 && y.referenceCount == 1)
        try y.addInPlace(x)
        try Tensor.foreachAddInPlace([y, x], 1)
        #expect(x.referenceCount == 1 && y.referenceCount == 1)
        #expect(throws: TensorError.self) { try x + Tensor.zeros([5]) }
        #expect(x.referenceCount == 1)
    }

    @Test("a tape lets go of everything when its results are gone")
    func tape() throws {
        let leaf = try x.requiringGradient(), weights = try SampleTensors.normal([5]).requiringGradient()
        let pattern = try SparsePattern(
            rowCount: 3, columnCount: 6, rowPointers: [0, 2, 4, 5], columns: [0, 5, 1, 2, 3])
        let slopes = try {
            let mapped = try double(leaf)[0].dropout(probability: 0.5, using: RandomStream(seed: 1))
            let loss = try pattern.matmul(mapped, weights: weights).square().sum()
            #expect(leaf.referenceCount > 1)
            let first = try gradients(of: loss, withRespectTo: [leaf, weights], createGraph: true)
            return try gradients(of: first[0].square().sum(), withRespectTo: [leaf, weights])
        }()
        #expect(leaf.referenceCount == 1 && weights.referenceCount == 1)
        for slope in slopes { #expect(slope.referenceCount == 1) }
        try (leaf * 3).sum().backward()
        #expect(leaf.referenceCount == 1)
        #expect(pattern.columns.referenceCount == 1 && pattern.permutation.referenceCount == 1)
    }

    @Test(
        "a loop with large tensors does not grow",
        .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/statm")))
    func residentMemory() async {
        await #expect(processExitsWith: .success) {
            func residentBytes() throws -> Int {
                let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(
                    separator: " ")
                return (Int(fields[1]) ?? 0) * 4096
            }
            let x = try SampleTensors.normal([512, 512]).requiringGradient()  // 1 MB
            func step() throws {
                let y = try (x * 2).dropout(probability: 0.5, using: RandomStream(seed: 1)).relu()
                let parts = try y.split(size: 256)
                let loss = try Tensor.concatenated(parts, axis: 0).sorted(axis: 0).values.square().mean()
                _ = try gradients(of: loss, withRespectTo: [x], createGraph: true)[0].square().sum().item()
            }
            for _ in 0..<5 { try step() }
            let before = try residentBytes()
            for _ in 0..<60 { try step() }
            let growth = try residentBytes() - before
            try #require(growth < 30_000_000, "\(growth) bytes")
        }
    }
}
