// A value computed beside other work.
import Dispatch

/// Computes a value on another thread, and waits for it when it is asked for.
final class BackgroundValue<Value: Sendable>: @unchecked Sendable {
    private var result: Result<Value, any Error>?
    private let group = DispatchGroup()

    /// Starts the computation.
    init(_ compute: @escaping @Sendable () throws -> Value) {
        // The group orders the write before the read: `result` needs no lock.
        DispatchQueue.global().async(group: group) { self.result = Result { try compute() } }
    }

    /// The value, once it is there.
    ///
    /// - Throws: what the computation threw.
    func get() throws -> Value {
        group.wait()
        guard let result else { preconditionFailure("bug in Gimbal: a background value was not computed") }
        return try result.get()
    }
}
