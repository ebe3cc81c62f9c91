// Functions of time that are constant between jumps.

/// Is constant between the times at which it jumps, and continuous from the right.
public struct StepFunction: Sendable, Codable, Equatable {
    /// The times of the jumps, ascending.
    public let times: [Double]
    /// The values from each of these times on.
    public let values: [Double]
    /// The value before the first jump.
    public let initial: Double

    init(_ times: [Double], values: [Double], initial: Double) {
        (self.times, self.values, self.initial) = (times, values, initial)
    }

    /// Returns the value at a time, a jump at this time included; NaN for NaN.
    ///
    /// - Complexity: O(log n).
    public func value(at time: Double) -> Double {
        time.isNaN ? .nan : value(after: times.partitionPoint { $0 > time })
    }

    /// Returns the limit from the left, a jump at this time not included; NaN for NaN.
    ///
    /// - Complexity: O(log n).
    public func leftLimit(at time: Double) -> Double {
        time.isNaN ? .nan : value(after: times.partitionPoint { $0 >= time })
    }

    private func value(after jumps: Int) -> Double { jumps == 0 ? initial : values[jumps - 1] }
}

extension [Double] {
    /// Returns the first position of a sorted array from which on the condition holds; the count if nowhere.
    func partitionPoint(_ condition: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
