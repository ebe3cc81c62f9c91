// The threads of a loader and the bounded queue between them and the consumer.
import Foundation
import GimbalCore
import GimbalTensor

/// Prepares batches in the order of their numbers, on threads of its own.
///
/// Batches are numbered through all epochs. A worker takes the next number as long as fewer than `depth` batches are
/// ahead of the consumer. Threads hold the queue, never the loader; so the loader's end can stop them.
final class BatchQueue<Batch: Sendable>: @unchecked Sendable {
    private let plan: EpochPlan
    private let make: @Sendable ([Int], RandomStream) throws -> Batch
    /// Guards everything below; signalled whenever any of it changes.
    private let condition = NSCondition()
    private var ready: [Int: Result<Batch, any Error>] = [:]
    /// Number of the batch that the consumer takes next.
    private var wanted: Int
    /// Number of the batch that a worker takes next.
    private var next: Int
    private var isStopped = false
    private var runningCount = 0
    /// Orders of the epochs in work.
    private var orders: [Int: [Int]] = [:]

    init(
        _ plan: EpochPlan, startingAt number: Int,
        _ make: @escaping @Sendable ([Int], RandomStream) throws -> Batch
    ) {
        self.plan = plan
        self.make = make
        wanted = number
        next = number
        for worker in 0..<plan.config.workerCount {
            runningCount += 1
            let thread = Thread { [self] in work() }
            thread.name = "gimbal loader \(worker)"
            thread.start()
        }
    }

    /// Waits for the next batch.
    func take() -> Result<Batch, any Error> {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result = ready.removeValue(forKey: wanted) {
                wanted += 1
                condition.broadcast()
                return result
            }
            condition.wait()
        }
    }

    /// Ends the threads, waits for them, and lets go of what they have prepared.
    func stop() {
        condition.lock()
        isStopped = true
        condition.broadcast()
        while runningCount > 0 { condition.wait() }
        ready = [:]
        condition.unlock()
    }

    private func work() {
        while let (number, indices) = assignment() {
            let (epoch, batch) = number.quotientAndRemainder(dividingBy: plan.batchCount)
            let result = Result { try make(indices, plan.stream(epoch: epoch, batch: batch)) }
            condition.lock()
            if !isStopped { ready[number] = result }
            condition.broadcast()
            condition.unlock()
        }
    }

    /// Waits for room in the queue; nil when the threads are to end.
    private func assignment() -> (Int, [Int])? {
        condition.lock()
        defer { condition.unlock() }
        while !isStopped && next >= wanted + plan.config.queueDepth { condition.wait() }
        guard !isStopped else {
            runningCount -= 1
            condition.broadcast()
            return nil
        }
        let number = next
        next += 1
        let (epoch, batch) = number.quotientAndRemainder(dividingBy: plan.batchCount)
        let order = orders[epoch] ?? plan.order(epoch: epoch)
        orders[epoch] = order
        orders = orders.filter { $0.key >= epoch }
        return (number, plan.batch(batch, of: order))
    }
}
