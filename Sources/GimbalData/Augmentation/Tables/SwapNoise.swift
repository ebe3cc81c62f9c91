// Values of a table replaced by those of other rows.
import GimbalCore
import GimbalTensor

/// Replaces single values by the value that another row of the batch has in the same column.
///
/// Each value is drawn for independently, and so is the row that the new one comes from. A batch of one row has no
/// other row and stays as it is.
/// - Shapes: `[rows, features]` of float32 → the same.
/// - Paper: Bahri et al. 2021 (SCARF), arXiv 2106.15147, section 3; Yoon et al. 2020 (VIME). Deviation: SCARF corrupts
///   the same number of values in every row; values come from the batch, not from the whole training set.
public struct SwapNoise: Augmentation, Codable, Equatable {
    /// Share of values that are replaced, in 0...1.
    public let rate: Double

    /// Describes a share.
    ///
    /// - Throws: `ConfigError` unless it lies in 0...1.
    public init(rate: Double) throws {
        try checkRate(rate, "SwapNoise")
        self.rate = rate
    }

    /// Returns the rows with replaced values.
    ///
    /// - Throws: `DataError` if the tensor is no batch of rows.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try TableShape(sample, "SwapNoise")
        var numbers = try SplitMix64(drawing: stream)
        guard shape.rowCount > 1 else { return sample }
        return try sample.withUnsafeElements(of: Float.self) { old in
            try FloatKernel.change(sample) { values in
                for row in 0..<shape.rowCount {
                    for column in 0..<shape.columnCount where numbers.uniform() < rate {
                        let drawn = Int(numbers.below(UInt64(shape.rowCount - 1)))
                        let other = drawn < row ? drawn : drawn + 1
                        values[row * shape.columnCount + column] = old[other * shape.columnCount + column]
                    }
                }
            }
        }
    }
}
