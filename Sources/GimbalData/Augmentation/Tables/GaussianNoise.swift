// Normal noise on the values of a table.
import GimbalCore
import GimbalTensor

/// Adds normal noise to every value: x + σ·ε, ε from N(0, 1), σ one number or one per column.
///
/// Scale columns to like sizes first, or give a deviation per column: zero for those that are categories.
/// - Shapes: `[rows, features]` of float32 → the same.
/// - Paper: Bishop 1995, "Training with noise is equivalent to Tikhonov regularization".
public struct GaussianNoise: Augmentation, Codable, Equatable {
    /// One σ for all columns, or one per column.
    public let deviations: [Double]

    /// Gives all columns the same deviation, 0 or more, in units of the values.
    ///
    /// - Throws: `ConfigError` if it is negative or not finite.
    public init(deviation: Double) throws { try self.init(deviations: [deviation]) }

    /// Gives each column a deviation of its own, 0 or more, in units of the column.
    ///
    /// - Throws: `ConfigError` if there are none, or one is negative or not finite.
    public init(deviations: [Double]) throws {
        guard !deviations.isEmpty else {
            throw augmentationError("GaussianNoise", "there are no deviations, expected one per column")
        }
        for deviation in deviations { try checkDeviation(deviation, "GaussianNoise") }
        self.deviations = deviations
    }

    /// Returns the rows with noise.
    ///
    /// - Throws: `DataError` if the tensor is no batch of rows, or has not one column per deviation.
    public func callAsFunction(_ sample: Tensor, _ stream: RandomStream) throws -> Tensor {
        let shape = try TableShape(sample, "GaussianNoise")
        guard deviations.count == 1 || deviations.count == shape.columnCount else {
            throw DataError(
                "augmentation.columns",
                "GaussianNoise: the rows have \(shape.columnCount) columns, expected \(deviations.count), "
                    + "one per deviation.", fix: "Give one deviation, or one per column.")
        }
        let scales = deviations.map { Float($0) }
        return try Tensor.randn(sample.shape, using: stream).withUnsafeElements(of: Float.self) { noise in
            try FloatKernel.change(sample) { values in
                guard scales.count > 1 else {
                    for place in values.indices { values[place] += scales[0] * noise[place] }
                    return
                }
                for row in 0..<shape.rowCount {
                    let start = row * shape.columnCount
                    for column in scales.indices {
                        values[start + column] += scales[column] * noise[start + column]
                    }
                }
            }
        }
    }
}
