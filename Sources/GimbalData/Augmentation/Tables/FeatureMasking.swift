// Masked values of a table.
import GimbalCore
import GimbalTensor

/// Masks single values of a table; each is drawn for independently.
///
/// - Shapes: `[rows, features]` of float32 → the same.
/// - Paper: Vincent et al. 2008, "Extracting and composing robust features with denoising autoencoders".
public struct FeatureMasking: Augmentation, Codable, Equatable {
    /// What masked values become.
    public enum Fill: String, Sendable, Codable, CaseIterable {
        /// Zero.
        case zero
        /// The mean of the column over the batch.
        case columnMean
    }

    /// Share of values that are masked, in 0...1.
    public let rate: Double
    /// What they become.
    public let fill: Fill

    /// Describes a mask.
    ///
    /// - Throws: `ConfigError` unless the rate lies in 0...1.
    public init(rate: Double, fill: Fill = .zero) throws {
        try checkRate(rate, "FeatureMasking")
        self.rate = rate
        self.fill = fill
    }

    /// Returns the rows with masked values.
    ///
    /// - Throws: `DataError` if the tensor is no batch of rows.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try TableShape(sample, "FeatureMasking")
        var numbers = try SplitMix64(drawing: stream)
        return try FloatKernel.change(sample) { values in
            let fills = fills(values, shape)
            for row in 0..<shape.rowCount {
                let start = row * shape.columnCount
                for column in 0..<shape.columnCount where numbers.uniform() < rate {
                    values[start + column] = fills[column]
                }
            }
        }
    }

    private func fills(_ values: UnsafeMutableBufferPointer<Float>, _ shape: TableShape) -> [Float] {
        guard fill == .columnMean else { return [Float](repeating: 0, count: shape.columnCount) }
        var sums = [Double](repeating: 0, count: shape.columnCount)
        for row in 0..<shape.rowCount {
            for column in sums.indices { sums[column] += Double(values[row * shape.columnCount + column]) }
        }
        return sums.map { Float($0 / Double(shape.rowCount)) }
    }
}
