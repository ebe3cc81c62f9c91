// Probes of embeddings: optimum of the penalised loss, classes that are linear, classes that are clusters.
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import Testing

@Suite("Probes of embeddings")
struct EmbeddingProbeTests {
    private func normal(_ shape: [Int], seed: UInt64) throws -> Tensor {
        try Initializer.normal(deviation: 1)(shape, Context(seed: seed))
    }

    /// Three classes by the largest of three linear functions.
    private func linear(_ count: Int, seed: UInt64) throws -> EmbeddingProbe.Part {
        let vectors = try normal([count, 6], seed: seed)
        let labels = try vectors.narrow(axis: 1, start: 0, length: 3).argmax(axis: 1).integers()
        return try EmbeddingProbe.Part(vectors, labels: labels)
    }

    /// Two classes: near the origin, or on a circle around it; nothing linear tells.
    private func rings(_ count: Int, seed: UInt64) throws -> EmbeddingProbe.Part {
        let noise = try normal([count, 2], seed: seed)
        let directions = try noise.normalized()
        let labels = (0..<count).map { $0 % 2 }
        let radii = try Tensor(labels.map { Float($0) * 5 }, shape: [count, 1])
        return try EmbeddingProbe.Part(try noise * 0.3 + directions * radii, labels: labels)
    }

    @Test("a linear map finds linear classes, whatever the scale of features")
    func linearClasses() throws {
        let test = try linear(500, seed: 3)
        let probe = try EmbeddingProbe(
            train: linear(600, seed: 1), validation: linear(200, seed: 2), classCount: 3)
        let metrics = try probe.metrics(test)
        #expect(try #require(metrics["probe-accuracy"]) > 0.97)
        #expect(try #require(metrics["knn-accuracy"]) > 0.75)
        let scale = try Tensor([1, 1000, 0.001, 1, 50, 1] as [Float], shape: [1, 6])
        func scaled(_ part: EmbeddingProbe.Part) throws -> EmbeddingProbe.Part {
            try EmbeddingProbe.Part(part.vectors * scale + 7, labels: part.labels)
        }
        let other = try EmbeddingProbe(
            train: scaled(linear(600, seed: 1)), validation: scaled(linear(200, seed: 2)), classCount: 3)
        let otherMetrics = try other.metrics(scaled(test))
        let (own, others) = try (
            #require(metrics["probe-accuracy"]), #require(otherMetrics["probe-accuracy"])
        )
        #expect(abs(own - others) < 0.01)
    }

    @Test("neighbours find classes that no linear map does")
    func clusters() throws {
        let probe = try EmbeddingProbe(
            train: rings(300, seed: 1), validation: rings(100, seed: 2), classCount: 2)
        let metrics = try probe.metrics(rings(200, seed: 3))
        #expect(try #require(metrics["knn-accuracy"]) > 0.99)
        #expect(try #require(metrics["probe-accuracy"]) < 0.8)
    }

    @Test("the same vectors give the same classes bit for bit")
    func repeatable() throws {
        let test = try normal([200, 6], seed: 9)
        let probes = try (0..<2).map { _ in
            try EmbeddingProbe(train: linear(100, seed: 1), validation: linear(50, seed: 2), classCount: 3)
        }
        #expect(try probes[0].linearClasses(of: test) == probes[1].linearClasses(of: test))
        #expect(try probes[0].neighbourClasses(of: test) == probes[1].neighbourClasses(of: test))
        #expect(probes[0].penalty == probes[1].penalty)
    }

    @Test("one training vector per class, and constant features, are enough")
    func tiny() throws {
        let train = try EmbeddingProbe.Part(Tensor([0, 3, 1, 3] as [Float], shape: [2, 2]), labels: [0, 1])
        let probe = try EmbeddingProbe(train: train, validation: train, classCount: 2)
        let vectors = try Tensor([-1, 3, 2, 3] as [Float], shape: [2, 2])
        #expect(try probe.linearClasses(of: vectors) == [0, 1])
        #expect(try probe.neighbourClasses(of: vectors) == [0, 1])
        #expect(probe.neighbourCount == 1)
    }

    @Test("what does not fit is refused, with the sample")
    func refusals() throws {
        let vectors = try Tensor.ones([2, 3])
        let good = try EmbeddingProbe.Part(vectors, labels: [0, 1])
        func message(_ body: () throws -> Void) -> String? {
            do {
                try body()
                return nil
            } catch { return (error as? DataError)?.message }
        }
        #expect(
            message { _ = try EmbeddingProbe.Part(vectors, labels: [0]) } == "1 classes for vectors [2, 3].")
        #expect(
            message {
                let part = try EmbeddingProbe.Part(vectors, labels: [0, 2])
                _ = try EmbeddingProbe(train: part, validation: good, classCount: 2)
            } == "sample 1 has class 2, expected one in 0..<2.")
        #expect(
            message {
                let part = try EmbeddingProbe.Part(Tensor.ones([2, 4]), labels: [0, 1])
                _ = try EmbeddingProbe(train: good, validation: part, classCount: 2)
            } == "vectors have 4 numbers, others 3.")
        #expect(
            message {
                let part = try EmbeddingProbe.Part(vectors * Float.nan, labels: [0, 1])
                _ = try EmbeddingProbe(train: part, validation: good, classCount: 2)
            } == "a vector holds a number that is not finite.")
    }
}
