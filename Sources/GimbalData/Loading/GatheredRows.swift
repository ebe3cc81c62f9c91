// Copying rows of a tensor on the calling thread alone.
import GimbalCore
import GimbalTensor

/// Returns a copy of some rows along the first axis.
///
/// Contiguous rows are copied on the calling thread: libtorch's own selection would use all cores, which a training step
/// needs while a loader prepares its next batch.
///
/// - Throws: `DataError` naming an index that is out of range.
func gatheredRows(_ tensor: Tensor, _ indices: [Int]) throws -> Tensor {
    let shape = tensor.shape
    guard let count = shape.first else {
        throw DataError(
            "rows.shape", "a single number has no rows.", fix: "Give a tensor of one axis or more.")
    }
    if let position = indices.firstIndex(where: { !(0..<count).contains($0) }) {
        throw DataError(
            "rows.range", "index \(position) is \(indices[position]), expected a row in 0..<\(count).",
            fix: "Number samples from 0.")
    }
    guard tensor.device == .cpu, tensor.isContiguous, !tensor.requiresGradient else {
        return try tensor.indexSelect(try Tensor(indices), axis: 0)
    }
    let result = try Tensor.empty([indices.count] + shape.dropFirst(), dtype: tensor.dtype)
    let size = count == 0 ? 0 : tensor.byteCount / count
    try tensor.withUnsafeBytes { source in
        try result.withUnsafeMutableBytesInPlace { target in
            for (place, index) in indices.enumerated() {
                UnsafeMutableRawBufferPointer(rebasing: target[(place * size)..<((place + 1) * size)])
                    .copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: source[(index * size)..<((index + 1) * size)]))
            }
        }
    }
    return result
}
