// Loaders: order, independence of the workers, positions, errors, and what is left behind.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("DataLoader")
struct DataLoaderTests {
    private static func images(_ count: Int) throws -> ImageSamples {
        let pixels = (0..<(count * 16)).map { UInt8($0 / 16 % 256) }
        return ImageSamples(
            try ImageArray(try Tensor(pixels, shape: [count, 1, 4, 4])),
            labels: try ClassLabels((0..<count).map { $0 % 3 }, classNames: ["a", "b", "c"]),
            augmentation: [
                try RandomCrop(height: 4, width: 4, padding: 2), try RandomFlip(),
                try NormalizeImages(means: [0.5], deviations: [0.5]),
            ])
    }

    /// All that a loader gives in some epochs, as plain numbers.
    private static func contents<Source: BatchSource>(_ loader: DataLoader<Source>, epochs: Int) throws
        -> [[Float]]
    where Source.Batch == ImageBatch {
        var result: [[Float]] = []
        for _ in 0..<epochs {
            while let batch = try loader.next() {
                let labels = try #require(batch.labels)
                result.append(try batch.images.floats() + labels.floats() + batch.indices.map(Float.init))
            }
        }
        return result
    }

    @Test("any number of workers gives the same batches", arguments: [1, 2, 5])
    func workers(count: Int) throws {
        let source = try Self.images(23)
        let plain = try DataLoader(source, LoaderConfig(batchSize: 4, workerCount: 0), seed: 6)
        let config = LoaderConfig(batchSize: 4, workerCount: count, queueDepth: 3)
        let threaded = try DataLoader(source, config, seed: 6)
        let expected = try Self.contents(plain, epochs: 3)
        #expect(expected.count == 18)
        #expect(try Self.contents(threaded, epochs: 3) == expected)
        #expect(threaded.epoch == 3)
    }

    @Test("an epoch has every sample once, in an order of its own; labels stay with their images")
    func epochs() throws {
        let loader = try DataLoader(try Self.images(23), LoaderConfig(batchSize: 4), seed: 6)
        var orders: [[Int]] = []
        for _ in 0..<3 {
            var order: [Int] = []
            while let batch = try loader.next() {
                order += batch.indices
                #expect(try batch.labels?.integers() == batch.indices.map { $0 % 3 })
            }
            #expect(order.sorted() == Array(0..<23))
            orders.append(order)
        }
        #expect(Set(orders).count == 3)
        let other = try DataLoader(try Self.images(23), LoaderConfig(batchSize: 23), seed: 7)
        let differs = try other.next()?.indices != orders[0]
        #expect(differs)
    }

    @Test("without shuffling samples come as they were named; the last batch may be dropped")
    func plainOrder() throws {
        let config = LoaderConfig(batchSize: 3, shuffles: false, dropsLast: true)
        let loader = try DataLoader(try Self.images(23), indices: [5, 9, 1, 0, 22, 7, 3], config, seed: 1)
        #expect(loader.batchCount == 2)
        var found: [[Int]] = []
        while let batch = try loader.next() { found.append(batch.indices) }
        #expect(found == [[5, 9, 1], [0, 22, 7]])
    }

    @Test("a restored position goes on bit for bit in the middle of an epoch", arguments: [0, 2])
    func resume(workerCount: Int) throws {
        let source = try Self.images(23)
        let config = LoaderConfig(batchSize: 4, workerCount: workerCount)
        let straight = try Self.contents(try DataLoader(source, config, seed: 6), epochs: 3)
        let first = try DataLoader(source, config, seed: 6)
        for _ in 0..<6 { _ = try first.next() }
        #expect(try first.next() == nil)
        for _ in 0..<2 { _ = try first.next() }
        let saved = try JSONEncoder().encode(first.state)
        let second = try DataLoader(source, config, seed: 6)
        try second.restore(try JSONDecoder().decode(LoaderState.self, from: saved))
        #expect(second.epoch == 1)
        #expect(second.batch == 2)
        #expect(try Self.contents(second, epochs: 2) == Array(straight[8...]))
        // The first one was not disturbed by being looked at, and can be sent back.
        #expect(try Self.contents(first, epochs: 2) == Array(straight[8...]))
        try first.restore(second.state)
        #expect(first.epoch == 3)
    }

    @Test("a position of another loader, or one that cannot be, is refused")
    func wrongState() throws {
        let source = try Self.images(8)
        let loader = try DataLoader(source, LoaderConfig(batchSize: 4), seed: 6)
        let others = [
            try DataLoader(source, LoaderConfig(batchSize: 4), seed: 7).state,
            try DataLoader(source, LoaderConfig(batchSize: 2), seed: 6).state,
            try DataLoader(source, LoaderConfig(batchSize: 4, shuffles: false), seed: 6).state,
            try DataLoader(source, LoaderConfig(batchSize: 4, dropsLast: true), seed: 6).state,
            try DataLoader(source, indices: [1], LoaderConfig(batchSize: 4), seed: 6).state,
        ]
        for state in others {
            let error = #expect(throws: CheckpointError.self) { try loader.restore(state) }
            #expect(error?.code == "checkpoint.loader")
        }
        let text = String(decoding: try JSONEncoder().encode(loader.state), as: UTF8.self)
        let broken = text.replacingOccurrences(of: "\"batch\":0", with: "\"batch\":9")
        let state = try JSONDecoder().decode(LoaderState.self, from: Data(broken.utf8))
        let error = #expect(throws: CheckpointError.self) { try loader.restore(state) }
        #expect(error?.message.contains("batch 9 of epoch 0, expected batches in 0...2") == true)
    }

    /// Fails for one sample, a number of times.
    private final class Failures: @unchecked Sendable {
        private let lock = NSLock()
        private var left: Int
        init(_ count: Int) { left = count }
        func failNow() -> Bool {
            lock.withLock {
                left -= 1
                return left >= 0
            }
        }
    }

    @Test(
        "an error reaches whoever asks for its batch, and no other; the batch can be tried again",
        arguments: [0, 1, 3])
    func errors(workerCount: Int) throws {
        let failures = Failures(1)
        let source = AnySamples(count: 10) { indices, _ in
            if indices.contains(5), failures.failNow() {
                throw DataError("image.damaged", "sample 5 is damaged.", fix: "Replace it.")
            }
            return indices
        }
        let config = LoaderConfig(batchSize: 2, shuffles: false, workerCount: workerCount)
        let loader = try DataLoader(source, config, seed: 1)
        #expect(try loader.next() == [0, 1])
        #expect(try loader.next() == [2, 3])
        let error = #expect(throws: DataError.self) { try loader.next() }
        #expect(error?.message == "sample 5 is damaged.")
        #expect(loader.state.batch == 2)
        #expect(try loader.next() == [4, 5])
        #expect(try loader.next() == [6, 7])
    }

    /// Counts its own instances.
    private final class Counter: @unchecked Sendable {
        private let lock = NSLock()
        private var value = 0
        func add(_ change: Int) { lock.withLock { value += change } }
        var count: Int { lock.withLock { value } }
    }

    private final class Payload: Sendable {
        let counter: Counter
        init(_ counter: Counter) {
            self.counter = counter
            counter.add(1)
        }
        deinit { counter.add(-1) }
    }

    @Test("the queue is bounded; cancelling and the loader's end let go of everything and end the threads")
    func releases() throws {
        let made = Counter(), alive = Counter()
        let source = AnySamples(count: 100) { _, _ in
            made.add(1)
            return Payload(alive)
        }
        var loader: DataLoader<AnySamples<Payload>>? = try DataLoader(
            source, LoaderConfig(batchSize: 1, workerCount: 2, queueDepth: 4), seed: 1)
        for _ in 0..<10 { _ = try loader?.next() }
        loader?.cancel()
        // Ten were taken; at most four more were prepared, and they are gone.
        #expect((10...14).contains(made.count))
        #expect(alive.count == 0)
        let before = made.count
        #expect(try loader?.next() != nil)
        #expect(made.count > before)
        #expect(loader?.state.batch == 11)
        loader = nil
        #expect(alive.count == 0)
    }

    @Test("tables, sequences and lazy images are loaded too")
    func kinds() throws {
        let features = try Tensor((0..<12).map(Float.init), shape: [6, 2])
        let table = try TensorSamples([features, try Tensor(Array(0..<6))])
        let rows = try #require(try DataLoader(table, LoaderConfig(batchSize: 4), seed: 2).next())
        let numbers = try rows[1].integers()
        #expect(try rows[0].floats() == numbers.flatMap { [Float($0 * 2), Float($0 * 2 + 1)] })
        let texts = SequenceSamples([[1, 2, 3], [4], [5, 6]], padding: 9)
        let config = LoaderConfig(batchSize: 3, shuffles: false)
        let batch = try #require(try DataLoader(texts, config, seed: 2).next())
        #expect(try batch.tokens.integers() == [1, 2, 3, 4, 9, 9, 5, 6, 9])
        #expect(try batch.lengths.integers() == [3, 1, 2])
        let views = ImageSamples(
            try ImageArray(try Tensor.zeros([5, 1, 4, 4], dtype: .uint8)), views: .two(try RandomFlip()))
        let pair = try #require(try DataLoader(views, config, seed: 2).next())
        #expect(pair.views.map(\.shape) == [[3, 1, 4, 4], [3, 1, 4, 4]])
        #expect(pair.labels == nil)
    }

    @Test("refuses settings and samples that make no batches")
    func settings() throws {
        let source = try Self.images(5)
        let configs = [
            LoaderConfig(batchSize: 0), LoaderConfig(batchSize: 1, workerCount: -1),
            LoaderConfig(batchSize: 1, queueDepth: 0), LoaderConfig(batchSize: 6, dropsLast: true),
        ]
        for config in configs {
            let error = #expect(throws: ConfigError.self) { try DataLoader(source, config, seed: 1) }
            #expect(error?.code == "config.loader")
        }
        #expect(throws: ConfigError.self) {
            try DataLoader(source, indices: [], LoaderConfig(batchSize: 1), seed: 1)
        }
        let range = #expect(throws: DataError.self) {
            try DataLoader(source, indices: [0, 5], LoaderConfig(batchSize: 1), seed: 1)
        }
        #expect(range?.message.contains("sample 5, expected samples in 0..<5") == true)
        let tensors = try [Tensor.zeros([2, 3]), Tensor.zeros([3])]
        #expect(throws: DataError.self) { try TensorSamples(tensors) }
        let collection = source.images
        let rows = #expect(throws: DataError.self) { try collection.images([0, -1]) }
        #expect(rows?.message.contains("index 1 is -1") == true)
    }
}
