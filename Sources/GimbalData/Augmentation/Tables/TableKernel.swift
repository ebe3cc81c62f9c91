// What all augmentations of tables share: checked shapes, a changed copy, masks of rates.
//
// Numbers for single values come from SplitMix64, started by the stream: a tensor of numbers as large as the batch
// would cost more time and memory than the change itself.
import GimbalCore
import GimbalTensor

/// Sizes of a batch of rows.
struct TableShape {
    let rowCount: Int
    let columnCount: Int

    /// Checks a batch.
    ///
    /// - Throws: `DataError` unless it is `[rows, features]` of float32.
    init(_ rows: Tensor, _ name: String) throws {
        let shape = rows.shape
        guard shape.count == 2, rows.dtype == .float32 else {
            throw DataError(
                "augmentation.table",
                "\(name): the rows are \(shape) of \(rows.dtype), expected [rows, features] of float32.",
                fix: "Reshape, or convert with `converted(to: .float32)`.")
        }
        (rowCount, columnCount) = (shape[0], shape[1])
    }
}

enum FloatKernel {
    /// Returns a copy of a float32 tensor in which `body` has changed values, row-major.
    static func change(_ sample: Tensor, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Void) throws
        -> Tensor
    {
        let result = try sample.contiguous().detached().cloned()
        try result.withUnsafeMutableBytesInPlace { try body($0.bindMemory(to: Float.self)) }
        return result
    }
}

/// Refuses a deviation that is negative or no number.
///
/// - Throws: `ConfigError` (`config.augmentation`) naming the augmentation.
func checkDeviation(_ deviation: Double, _ name: String) throws {
    guard deviation >= 0, deviation.isFinite else {
        throw augmentationError(
            name, "the deviation is \(deviation), expected a finite number that is not negative")
    }
}

/// Refuses a rate outside 0...1.
///
/// - Throws: `ConfigError` (`config.augmentation`) naming the augmentation.
func checkRate(_ rate: Double, _ name: String) throws {
    guard (0...1).contains(rate) else {
        throw augmentationError(name, "the rate is \(rate), expected a number in 0...1")
    }
}
