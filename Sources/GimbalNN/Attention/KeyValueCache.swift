// Keys and values of the past, kept during generation.
import GimbalTensor

/// Keeps the keys and values that attention has seen, so that generation computes each position once.
///
/// One cache per attention layer; it takes no gradients.
public final class KeyValueCache {
    /// Positions that fit.
    public let capacity: Int
    /// Positions seen so far.
    public private(set) var count = 0
    private var keys: Tensor?
    private var values: Tensor?

    /// Makes an empty cache.
    public init(capacity: Int) { self.capacity = capacity }

    /// Forgets everything.
    public func clear() { count = 0 }

    /// Adds keys and values `[N, heads, T, d]` and returns all that were added, `[N, heads, count, d]`.
    ///
    /// - Throws: `ModuleError` if they do not fit any more, or are of another batch.
    func append(_ key: Tensor, _ value: Tensor) throws -> (keys: Tensor, values: Tensor) {
        let stepCount = try key.size(2)
        guard count + stepCount <= capacity else {
            throw ModuleError(
                "cache", "KeyValueCache: \(count) + \(stepCount) positions exceed its capacity \(capacity).",
                fix: "Clear it and begin with the last positions, or make a larger one.")
        }
        let storage = try storage(like: key, value)
        return try withoutGradient {
            try storage.keys.narrow(axis: 2, start: count, length: stepCount).copyInPlace(key.detached())
            try storage.values.narrow(axis: 2, start: count, length: stepCount).copyInPlace(value.detached())
            count += stepCount
            return (
                try storage.keys.narrow(axis: 2, start: 0, length: count),
                try storage.values.narrow(axis: 2, start: 0, length: count)
            )
        }
    }

    private func storage(like key: Tensor, _ value: Tensor) throws -> (keys: Tensor, values: Tensor) {
        func shape(_ tensor: Tensor) throws -> [Int] {
            [try tensor.size(0), try tensor.size(1), capacity, try tensor.size(3)]
        }
        if let keys, let values, try keys.shape == shape(key), keys.dtype == key.dtype {
            return (keys, values)
        }
        guard count == 0 else {
            throw ModuleError(
                "cache",
                "KeyValueCache holds \(keys?.shape ?? []), but new keys are \(key.shape) \(key.dtype).",
                fix: "Clear it before another batch.")
        }
        let fresh = (
            keys: try Tensor.zeros(shape(key), dtype: key.dtype, device: key.device),
            values: try Tensor.zeros(shape(value), dtype: value.dtype, device: value.device)
        )
        (keys, values) = fresh
        return fresh
    }
}
