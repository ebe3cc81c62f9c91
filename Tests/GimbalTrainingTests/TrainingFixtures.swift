// Small trainings with everything that a checkpoint must hold.
import Foundation
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTraining

/// Features and classes of a batch.
struct Rows {
    let inputs: Tensor  // [n, 4]
    let labels: Tensor  // [n] int64
}

/// Shuffled batches of a table, in an order of its own stream.
final class ShuffledRows: BatchProvider {
    let batchCount: Int
    private let inputs: Tensor, labels: Tensor
    private let batchSize: Int
    private let stream: RandomStream
    private var order: [Int] = []
    private var place = 0

    private struct Position: Codable {
        let order: [Int]
        let place: Int
        let stream: [UInt8]
    }

    init(rowCount: Int = 22, batchSize: Int = 4, seed: UInt64 = 5) throws {
        let values = try RandomStream(seed: 99)
        inputs = try Tensor.randn([rowCount, 4], using: values)
        labels = try Tensor((0..<rowCount).map { $0 % 3 })
        stream = try RandomStream(seed: seed)
        self.batchSize = batchSize
        batchCount = (rowCount + batchSize - 1) / batchSize
    }

    func next() throws -> Rows? {
        let rowCount = try inputs.size(0)
        if order.isEmpty { order = try Tensor.randperm(rowCount, using: stream).integers() }
        guard place < rowCount else {
            (order, place) = ([], 0)
            return nil
        }
        let rows = try Tensor(Array(order[place..<min(place + batchSize, rowCount)]))
        place += batchSize
        return Rows(
            inputs: try inputs.indexSelect(rows, axis: 0), labels: try labels.indexSelect(rows, axis: 0))
    }

    func sampleCount(of batch: Rows) -> Int? { batch.labels.count }

    func position() throws -> Data {
        try JSONEncoder().encode(
            Position(order: order, place: place, stream: stream.state().array(of: UInt8.self)))
    }

    func restore(position: Data) throws {
        let saved = try decodedPosition(Position.self, position)
        (order, place) = (saved.order, saved.place)
        try stream.restore(Tensor(saved.stream))
    }

    /// All rows at once.
    var all: Rows { Rows(inputs: inputs, labels: labels) }
}

/// Linear, batch norm, dropout, linear.
final class SmallNetwork: Module {
    let first: Linear
    let norm: BatchNorm
    let dropout: Dropout
    let last: Linear

    init(_ context: Context) throws {
        first = try Linear(4, 6, context)
        norm = try BatchNorm(6, context)
        dropout = try Dropout(0.3)
        last = try Linear(6, 3, context)
        super.init()
    }

    func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try last(dropout(norm(first(x, context), context).relu(), context), context)
    }
}

/// A hook with a state: shrinks the first weight by a factor that depends on all norms so far.
final class Shrinking: TrainingHook {
    private var total = 0.0
    private(set) var preparedCount = 0

    func prepared(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) { preparedCount += 1 }

    func stepped(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) throws {
        guard let weight = try network.table().parameters["first.weight"]?.tensor else { return }
        try withoutGradient {
            total += try weight.norm().item()
            try weight.multiplyInPlace(1 - 0.001 * sin(total))
        }
    }

    func state() throws -> StateDict { ["total": try Tensor(scalar: total)] }
    func restore(_ state: StateDict) throws { total = try state["total"]?.item() ?? 0 }
}

/// Counts questions whether to stop, and says yes at one of them.
final class Interrupter: @unchecked Sendable {
    private let lock = NSLock()
    private var left: Int

    init(after count: Int) { left = count }

    func isCancelled() -> Bool {
        lock.withLock {
            left -= 1
            return left == 0
        }
    }
}

/// Runs `body` with a folder of its own, which is removed afterwards.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gimbal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}
