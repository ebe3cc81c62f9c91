// What one pass over a column of numbers shows.
import Foundation

/// Figures of the numbers of a column, missing ones left out.
struct ColumnProfile {
    /// Rows with a finite number.
    private(set) var finiteCount = 0
    private(set) var nanCount = 0
    private(set) var firstNaN: Int?
    private(set) var infiniteCount = 0
    private(set) var firstInfinite: Int?
    private(set) var lowest = Double.infinity
    private(set) var highest = -Double.infinity
    private(set) var mean = 0.0
    private(set) var deviation = 0.0
    private(set) var areWhole = true
    /// Whether every number is larger, or every number is smaller, than the one before.
    private(set) var isStrictlyMonotone = false
    /// At most `sampleSize` finite numbers at equal distances, sorted.
    private(set) var sample: [Double] = []

    private static let sampleSize = 20_000

    /// Reads the numbers once.
    init(_ values: [Double], isMissing: [Bool]?) {
        let step = max(1, values.count / Self.sampleSize)
        var sum = 0.0
        var rises = 0
        var falls = 0
        var previous = Double.nan
        for (row, value) in values.enumerated() where !(isMissing?[row] ?? false) {
            guard value.isFinite else {
                note(row, value)
                continue
            }
            finiteCount += 1
            sum += value
            if value < lowest { lowest = value }
            if value > highest { highest = value }
            if areWhole, value.rounded() != value { areWhole = false }
            if value > previous { rises += 1 } else if value < previous { falls += 1 }
            previous = value
            if row % step == 0 { sample.append(value) }
        }
        isStrictlyMonotone = finiteCount > 1 && max(rises, falls) == finiteCount - 1
        guard finiteCount > 0 else { return }
        mean = sum / Double(finiteCount)
        sample.sort()
        let spread = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        deviation = sample.isEmpty ? 0 : (spread / Double(sample.count)).squareRoot()
    }

    private mutating func note(_ row: Int, _ value: Double) {
        if value.isNaN {
            nanCount += 1
            firstNaN = firstNaN ?? row
        } else {
            infiniteCount += 1
            firstInfinite = firstInfinite ?? row
        }
    }

    /// Value below which a share of the sample lies.
    func quantile(_ share: Double) -> Double {
        sample.isEmpty ? 0 : sample[min(sample.count - 1, Int(share * Double(sample.count)))]
    }

    var median: Double { quantile(0.5) }

    /// Distance of the quartiles over 1.349: the standard deviation, if the numbers were normal.
    var robustDeviation: Double { (quantile(0.75) - quantile(0.25)) / 1.349 }

    /// Whether the mean was taken off: names then say nothing about ranges.
    var isCentred: Bool { lowest < 0 && abs(mean) <= 0.01 * deviation }

    /// Chance that two rows have the same number, from the sample.
    var collisionChance: Double {
        guard sample.count > 1 else { return 1 }
        var pairs = 0.0
        var begin = 0
        while begin < sample.count {
            var end = begin + 1
            while end < sample.count, sample[end] == sample[begin] { end += 1 }
            pairs += Double(end - begin) * Double(end - begin - 1)
            begin = end
        }
        return pairs / (Double(sample.count) * Double(sample.count - 1))
    }

    /// Whether the numbers are consecutive whole numbers in some order.
    func isPermutationOfRange(_ values: [Double], isMissing: [Bool]?) -> Bool {
        guard areWhole, finiteCount > 1, highest - lowest == Double(finiteCount - 1) else { return false }
        var seen = [Bool](repeating: false, count: finiteCount)
        for (row, value) in values.enumerated() where value.isFinite && !(isMissing?[row] ?? false) {
            let place = Int(value - lowest)
            if seen[place] { return false }
            seen[place] = true
        }
        return true
    }
}
